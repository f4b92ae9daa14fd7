"""What the end-to-end tests share: where the binaries are, and how the functions of a file called test_... are run."""

import os
import pathlib
import re
import sys
import tempfile
import traceback
from collections.abc import Callable

SOURCE = pathlib.Path(os.environ.get("SCRIP_SOURCE_DIR", pathlib.Path(__file__).resolve().parents[2]))
SCRIP = pathlib.Path(os.environ.get("SCRIP_BINARY_DIR", SOURCE / "build")) / "scrip"
# A sanitizer tests the program, not what surrounds it, and takes ten times the time of every start: under one, only what
# sends the service foreign bytes is run. The unit tests, which all run there, drive the code behind.
SANITIZED = "san" in SCRIP.parent.name


def english_in(text: str) -> str:
    """The first run of three English words in a Chinese text, outside of its quotes and commands: a sentence that nobody
    translated."""
    text = re.sub(r"“[^”]*”|\bscrip( [a-z-]+){1,2}", "“”", text)
    found = re.search(r"(?:[A-Za-z]{2,} ){2}[A-Za-z]{2,}", text)
    return found.group() if found else ""


class Skipped(Exception):
    """What a test needs is not on this machine: it is named with the reason, and not counted as passed."""


def run_tests(functions: dict, world: Callable, *, sanitized: bool = False) -> int:
    """Runs every test, or those with one of the command line's words in their name, each with a world of its own: what
    `world` makes of an empty folder. A world with stop() is stopped after its test, which fails if that does; one with
    abandon() is abandoned at last, whatever happened. The last line is "N passed, M failed". Sanitizer builds run only what is
    `sanitized`."""
    passed = failed = 0
    if SANITIZED and not sanitized:
        functions = {}
    for name, test in list(functions.items()):
        if not name.startswith("test_") or (len(sys.argv) > 1 and not any(word in name for word in sys.argv[1:])):
            continue
        with tempfile.TemporaryDirectory() as folder:
            made = None
            try:
                made = world(folder)
                test(made)
                getattr(made, "stop", lambda: None)()
                passed += 1
            except Skipped as reason:
                print(f"skipped {name}: {reason}")
            except Exception:  # every test is to run
                failed += 1
                print(f"FAILED {name}\n{traceback.format_exc()}")
            finally:
                getattr(made, "abandon", lambda: None)()
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0
