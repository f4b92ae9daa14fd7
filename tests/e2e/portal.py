#!/usr/bin/env python3
"""The portal in a real browser against the real server: every journey, clean of axe findings and of console errors.

Builds the portal, makes the example city's month (tools/demo --small) in a folder of its own, serves it, and drives Chromium through
tests/e2e/portal/run.mjs. Run by ./test with SCRIP_BINARY_DIR and SCRIP_SOURCE_DIR. The last line is "N passed, M failed".

  tests/e2e/portal.py [--screenshots FOLDER]   also keeps a picture of each page, light and dark, desktop and phone
  tests/e2e/portal.py --only claims,paying     these journeys alone, without the portal's own tests
"""

import argparse
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

from harness import SANITIZED, SCRIP, SOURCE

BINARIES = SCRIP.parent
PORTAL = SOURCE / "portal"


TOOL = str(SOURCE / "tools/portal")


def unit_tests() -> tuple[int, int]:
    """How many of the portal's own tests passed and failed."""
    done = subprocess.run([TOOL, "exec", "npx", "--no-install", "vitest", "run", "--reporter=json"], text=True,
                          stdout=subprocess.PIPE, check=False)
    good = re.search(r'"numPassedTests":(\d+)', done.stdout)
    bad = re.search(r'"numFailedTests":(\d+)', done.stdout)
    if not good or not bad:
        print(done.stdout[-4000:])
        return 0, 1
    if done.returncode != 0:
        print(*re.findall(r'"failureMessages":\[(".*?")\]', done.stdout), sep="\n")
    return int(good.group(1)), max(int(bad.group(1)), int(done.returncode != 0))


def make_city(folder: str) -> None:
    env = {**os.environ, "SCRIP_BINARY_DIR": str(BINARIES), "SCRIP_DEMO_DIR": folder}
    subprocess.run([str(SOURCE / "tools/demo"), "--small", "--no-serve", "--lang", "en"], env=env, check=True,
                   stdout=subprocess.DEVNULL)


def serve(folder: str) -> tuple[subprocess.Popen, str]:
    log = open(pathlib.Path(folder) / "serve.log", "w", encoding="utf-8")
    command = [str(BINARIES / "scrip"), "--lang", "en", "serve", "--store", f"{folder}/city.db", "--listen",
               "127.0.0.1:0", "--portal", str(PORTAL / "dist")]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, text=True)
    line = server.stdout.readline()
    address = re.search(r"http://[\d.:]+", line)
    if not address:
        server.kill()
        raise RuntimeError(f"the server did not start: {line!r}")
    return server, address.group(0)


def drive(address: str, arguments: list[str]) -> tuple[int, int]:
    """How many journeys' tests passed and failed; each is printed when it ends."""
    command = [TOOL, "exec", "node", str(SOURCE / "tests/e2e/portal/run.mjs"), address, *arguments]
    last = ""
    with subprocess.Popen(command, text=True, stdout=subprocess.PIPE) as journeys:
        for line in journeys.stdout:
            last = line
            print(line, end="", flush=True)
    counts = re.fullmatch(r"(\d+) passed, (\d+) failed\n", last)
    return (int(counts.group(1)), int(counts.group(2))) if counts else (0, 1)


def asked() -> tuple[bool, list[str]]:
    """Whether the portal's own tests run, and what the journeys are told."""
    parser = argparse.ArgumentParser(allow_abbrev=False)
    parser.add_argument("--screenshots", type=os.path.abspath, metavar="FOLDER")
    parser.add_argument("--only", metavar="JOURNEY,...")
    given = parser.parse_args()
    arguments = [f"--screenshots={given.screenshots}"] if given.screenshots else []
    return not given.only, arguments + ([f"--only={given.only}"] if given.only else [])


def main() -> int:
    if SANITIZED:
        print("0 passed, 0 failed")
        return 0
    whole, arguments = asked()
    subprocess.run([TOOL, "build"], check=True, stdout=subprocess.DEVNULL)
    passed, failed = unit_tests() if whole else (0, 0)
    folder = tempfile.mkdtemp(prefix="scrip-portal-")
    try:
        make_city(folder)
        server, address = serve(folder)
        try:
            counts = drive(address, arguments)
        finally:
            server.terminate()
            server.wait(30)
    finally:
        shutil.rmtree(folder)
    passed += counts[0]
    failed += counts[1]
    failed += int(server.returncode != 0)
    print(f"{passed} passed, {failed} failed")
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main())
