"""The project's files, and the list of error codes: what tools/tidy, tools/gen-error-docs and tools/run-tests share."""

import pathlib
import re
import subprocess
from typing import NamedTuple

ROOT = pathlib.Path(__file__).resolve().parent.parent
ERROR_CODES = "src/base/error_codes.def"
MADE = re.compile(r"(build[^/]*|\.git|\.cache)(/|$)|(.*/)?(node_modules|dist)/|portal/src/api/schema\.ts$")


def source_paths() -> list[str]:
    """The files git tracks or would track, or in an exported tree every file that no build made."""
    git = subprocess.run(["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
                         cwd=ROOT, capture_output=True, text=True)
    if git.returncode == 0 and git.stdout:
        paths = git.stdout.split("\0")
    else:
        paths = [p.relative_to(ROOT).as_posix() for p in ROOT.rglob("*")
                 if not MADE.match(p.relative_to(ROOT).as_posix())]
    return sorted({p for p in paths if p and (ROOT / p).is_file() and not (ROOT / p).is_symlink()})


def cpp_paths() -> list[str]:
    return [p for p in source_paths() if p.endswith((".h", ".cpp"))]


class ErrorCode(NamedTuple):
    line: int
    number: int
    name: str
    remedy: str
    http: int
    english: str
    chinese: str


def parse_error_codes(text: str) -> list[ErrorCode]:
    """Raises ValueError("LINE: why") for a line that starts an entry and is not one."""
    string = r'"((?:[^"\\]|\\.)*)"'
    entry = re.compile(rf"SCRIP_ERROR\((\d+), (\w+), (\w+), (\d+), {string}, {string}\)$")
    codes = []
    for line, content in enumerate(text.splitlines(), 1):
        if not content.startswith("SCRIP_ERROR("):
            if content and not content.startswith("//"):
                raise ValueError(f"{line}: neither an entry on one line nor a comment")
            continue
        match = entry.match(content)
        if not match:
            raise ValueError(f"{line}: not SCRIP_ERROR(number, name, remedy, http, \"english\", \"chinese\")")
        number, name, remedy, http, english, chinese = match.groups()
        codes.append(ErrorCode(line, int(number), name, remedy, int(http), english, chinese))
    return codes
