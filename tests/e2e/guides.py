#!/usr/bin/env python3
"""The guides are true: every command that a page shows with "$ " is run, in the page's order, and must say what the page says.

A page has a copy of the example city's first month of its own (tools/demo --small), served. Its commands run in one shell in
an empty folder, where `scrip`, `$SCRIP_SERVER` and the city's passwords are at hand; lines that a page shows below a command must
come in what was said, in that order, "..." standing for anything. Run by ./test with SCRIP_BINARY_DIR and SCRIP_SOURCE_DIR.
"""

import atexit
import functools
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

from harness import SCRIP, SOURCE, run_tests

SECONDS_MAX = 300
BLOCK = re.compile(r"^```\n(\$ .*?)^```$", re.MULTILINE | re.DOTALL)


@functools.cache
def the_month() -> pathlib.Path:
    """The folder with the city's journal, its key and its register."""
    folder = tempfile.mkdtemp(prefix="scrip-guides-")
    atexit.register(shutil.rmtree, folder)
    env = {**os.environ, "SCRIP_BINARY_DIR": str(SCRIP.parent), "SCRIP_DEMO_DIR": folder}
    subprocess.run([str(SOURCE / "tools/demo"), "--small", "--no-serve", "--lang", "en"], env=env, check=True,
                   stdout=subprocess.DEVNULL)
    return pathlib.Path(folder)


class Page:
    """A served copy of the city, and a folder to work in."""

    def __init__(self, folder: str):
        self.folder = pathlib.Path(folder)
        self.city = self.folder / "city"
        self.work = self.folder / "work"
        self.work.mkdir()
        shutil.copytree(the_month(), self.city)
        self.server = subprocess.Popen(
            [str(SCRIP), "--lang", "en", "serve", "--store", str(self.city / "city.db"), "--listen", "127.0.0.1:0"],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.address = re.search(r"http://[\d.:]+", self.server.stdout.readline()).group(0)

    def stop(self) -> None:
        self.server.terminate()
        assert self.server.wait(60) == 0

    def abandon(self) -> None:
        self.server.kill()

    def run(self, path: str, prepare: str = "") -> None:
        steps = steps_of((SOURCE / path).read_text("utf-8"))
        assert len(steps) > 5, f"{path} shows hardly a command"
        script = ["set -euo pipefail", 'scrip() { "$SCRIP_BINARY" --lang en "$@"; }', 'scrip-verify() { "$SCRIP_BINARY-verify" --lang en "$@"; }', prepare]
        for number, (command, _) in enumerate(steps):
            script += [f"echo '@@ {number}'", command.replace("http://127.0.0.1:8080", self.address)]
        env = {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "SCRIP_BINARY": str(SCRIP), "SCRIP_SERVER": self.address,
               "SOURCE": str(SOURCE), "CITY": str(self.city), "PASSWORD": "yungang-demo-2025"}
        done = subprocess.run(["bash", "-c", "\n".join(script)], cwd=self.work, env=env, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, text=True, timeout=SECONDS_MAX, check=False)
        said = {int(part.split("\n", 1)[0]): part.split("\n", 1)[1] for part in done.stdout.split("@@ ")[1:]}
        last = steps[max(said, default=0)][0]
        assert done.returncode == 0, f"{path}: {last}\n{said.get(max(said, default=0), done.stdout)}"
        for number, (command, shown) in enumerate(steps):
            assert_shows(f"{path}: {command}", said[number], shown)


def steps_of(page: str) -> list[tuple[str, list[str]]]:
    """Commands, each with the lines that the page shows below it."""
    steps: list[tuple[str, list[str]]] = []
    for block in BLOCK.findall(page):
        goes_on = False  # with a backslash, or in a document up to END
        for line in block.splitlines():
            if line.startswith("$ ") and not goes_on:
                steps.append((line.removeprefix("$ "), []))
            elif goes_on:
                steps[-1] = (steps[-1][0] + "\n" + line, steps[-1][1])
            else:
                steps[-1][1].append(line)
            document = "<<" in steps[-1][0]
            goes_on = line.endswith("\\") or (document and line != "END")
            if steps[-1][1]:
                goes_on = False
    return steps


def assert_shows(what: str, said: str, shown: list[str]) -> None:
    at = 0
    for line in shown:
        pattern = r"[^\n]*".join(re.escape(part.strip()) for part in line.split("..."))
        if not pattern.strip("[^\\n]*"):
            continue
        found = re.compile(re.sub(r"(\\ )+", r"\\s+", pattern)).search(said, at)
        assert found, f"{what}\nis shown to say: {line}\nbut says:\n{said}"
        at = found.end()


def test_of_a_site_operator(page: Page) -> None:
    page.run("docs/guides/site-operator.md")


def test_of_a_company(page: Page) -> None:
    page.run("docs/guides/company.md")


def test_of_who_runs_it(page: Page) -> None:
    page.run("docs/operations.md")


if __name__ == "__main__":
    sys.exit(run_tests(globals(), Page))
