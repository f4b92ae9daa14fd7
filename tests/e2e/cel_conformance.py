#!/usr/bin/env python3
"""CEL's published conformance suite against our expression language, and docs/cel-conformance.md against the result.

Fetches the suite from npm by name and version (tests/conformance/cel/package.json); without it the test fails.
Run by ./test with SCRIP_BINARY_DIR and SCRIP_SOURCE_DIR. With --update, writes the counts into the document instead of
comparing. The last line is "N passed, M failed".
"""

import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

SOURCE = pathlib.Path(os.environ.get("SCRIP_SOURCE_DIR", pathlib.Path(__file__).resolve().parents[2]))
RUNNER = pathlib.Path(os.environ.get("SCRIP_BINARY_DIR", SOURCE / "build")) / "tests/cel_conformance"
SUITE = SOURCE / "tests/conformance/cel"
DOCUMENT = SOURCE / "docs/cel-conformance.md"
COUNTS = re.compile(r"(?<=<!-- counts -->\n\n).*?(?=\n*<!-- end of counts -->)", re.DOTALL)
INSTALL_SECONDS_MAX = 300


def give_up(why: str) -> None:
    print(f"{why}\n0 passed, 1 failed")
    sys.exit(1)


def fetch(folder: pathlib.Path) -> None:
    for name in ("package.json", "export.cjs"):
        shutil.copy(SUITE / name, folder)
    if shutil.which("npm") is None:
        give_up("npm is not installed, so the suite cannot be fetched")
    done = subprocess.run(["npm", "install", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"], cwd=folder,
                          capture_output=True, text=True, timeout=INSTALL_SECONDS_MAX)
    if done.returncode != 0:
        give_up(f"npm could not fetch the suite:\n{done.stdout}{done.stderr}")


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        fetch(folder)
        tests = folder / "tests.jsonl"
        with tests.open("w") as out:
            done = subprocess.run(["node", "export.cjs"], cwd=folder, stdout=out, stderr=subprocess.PIPE, text=True)
        if done.returncode != 0:
            give_up(f"the suite could not be read:\n{done.stderr}")
        done = subprocess.run([RUNNER, tests, "--table"], capture_output=True, text=True)
    sums = re.search(r"^(\d+) passed, (\d+) failed\n\Z", done.stdout, re.MULTILINE)
    if sums is None:
        give_up(f"the runner did not finish:\n{done.stdout[-4000:]}{done.stderr}")
    passed, failed = int(sums.group(1)), int(sums.group(2))
    tables = re.search(r"^\| section.*(?=\n\d+ passed)", done.stdout, re.MULTILINE | re.DOTALL).group(0).strip()
    text = DOCUMENT.read_text(encoding="utf-8")
    if sys.argv[1:] == ["--update"]:
        DOCUMENT.write_text(COUNTS.sub(lambda _: tables, text), encoding="utf-8")
    elif COUNTS.search(text).group(0).strip() != tables:
        print("docs/cel-conformance.md is out of date: run tests/e2e/cel_conformance.py --update")
        failed += 1
    else:
        passed += 1
    if failed:
        print(done.stdout)
    print(f"{passed} passed, {failed} failed")
    sys.exit(1 if failed else 0)


main()
