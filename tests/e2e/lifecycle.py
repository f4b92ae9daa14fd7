#!/usr/bin/env python3
"""The life of an application from outside: rules published, a company applies, four eyes, a voucher, an audit.

Run by ./test with SCRIP_BINARY_DIR and SCRIP_SOURCE_DIR. The last line is "N passed, M failed".
"""

import json
import os
import pathlib
import sqlite3
import subprocess
import sys
import tempfile
import traceback

SOURCE = pathlib.Path(os.environ.get("SCRIP_SOURCE_DIR", pathlib.Path(__file__).resolve().parents[2]))
SCRIP = pathlib.Path(os.environ.get("SCRIP_BINARY_DIR", SOURCE / "build")) / "scrip"
HENAN = str(SOURCE / "programmes/henan-2023")

FACTS = """facts: {applicant_class: company, centre: zhengzhou_supercomputer, usage_fees: "3,000,000.10 CNY"}
"""


class World:
    def __init__(self, folder: str):
        self.folder = pathlib.Path(folder)

    def write(self, name: str, text: str) -> str:
        (self.folder / name).write_text(text, encoding="utf-8")
        return str(self.folder / name)

    def run(self, *words: str, actor: str = "cli", code: int = 0, shows: tuple = ()) -> str:
        done = subprocess.run([str(SCRIP), *words, "--db", str(self.folder / "j.db"), "--actor", actor, "--lang", "en"],
                              capture_output=True, text=True, timeout=120, check=False)
        text = done.stdout + done.stderr
        assert done.returncode == code, f"{words}: exit code {done.returncode}, not {code}\n{text}"
        for each in shows:
            assert each in text, f"{words}: {each!r} is not in\n{text}"
        return done.stdout

    def rows(self, table: str) -> list:
        return json.loads(self.run(table, "list", "--json"))

    def set_up(self) -> None:
        self.run("init", "--name", "Henan", "--currency", "CNY", "--zone", "Asia/Shanghai")
        self.run("programme", "publish", HENAN, shows=("Policy published: henan-2023@1",))
        self.run("organisation", "add", "acme", "--name", "Acme AI")
        for line in ("province", "city"):
            self.run("budget", "add", line, "--programme", "henan-2023", "--funder", line, "--appropriation",
                     "25000000 CNY")
        self.run("call", "open", "2026", "--programme", "henan-2023", "--line", "province=50%", "--line", "city=50%",
                 "--opens", "2026-01-01", "--appeal-days", "30")

    def apply(self, key: str, facts: str = FACTS) -> None:
        self.run("application", "draft", key, "--call", "2026", "--organisation", "acme", "--facts",
                 self.write("facts.yaml", facts), "--contract", "C-" + key, actor="li")
        self.run("application", "submit", key, actor="li")
        self.run("application", "complete", key, actor="wang")

    def award(self, key: str) -> None:
        self.apply(key)
        self.run("application", "assess", key, actor="wang")
        self.run("decision", "propose", key, "--reason-en", "within the rules", actor="wang")
        self.run("decision", "approve", key, actor="zhou")


def test_an_award_takes_two_people_and_both_funders(world: World) -> None:
    world.set_up()
    world.apply("A-1")
    world.run("application", "assess", "A-1", actor="wang", shows=("award of 600,000.02 CNY", "20%"))
    world.run("decision", "propose", "A-1", "--reason-en", "within the rules", actor="wang")
    world.run("decision", "approve", "A-1", actor="wang", code=1, shows=("four_eyes",))
    world.run("decision", "approve", "A-1", actor="zhou")
    left = {row["budget_line"]: row["available"] for row in world.rows("budget")}
    assert left == {"province": "24699999.99", "city": "24699999.99"}, left
    world.run("award", "issue", "A-1", "--key", "V-1", "--share", "20%", "--valid-until", "2190-06-01")
    assert "V-1" in world.run("voucher", "list")
    world.run("verify")


def test_the_cap_of_the_year_counts_what_was_awarded(world: World) -> None:
    world.set_up()
    world.award("A-1")
    world.apply("A-2")
    world.run("application", "assess", "A-2", actor="wang", shows=("award of 399,999.98 CNY",))
    world.run("decision", "propose", "A-2", "--reason-en", "the rest of the year", actor="wang")
    world.run("decision", "approve", "A-2", actor="zhou")
    world.apply("A-3")
    world.run("application", "assess", "A-3", actor="wang", shows=("Decision: refuse",))


def test_an_assessment_that_others_overtook_is_not_approved(world: World) -> None:
    world.set_up()
    for key in ("A-1", "A-2"):
        world.apply(key)
        world.run("application", "assess", key, actor="wang", shows=("award of 600,000.02 CNY",))
    world.run("decision", "propose", "A-1", "--reason-en", "first", actor="wang")
    world.run("decision", "approve", "A-1", actor="zhou")
    world.run("decision", "propose", "A-2", "--reason-en", "second", actor="wang", code=3,
              shows=("stale_assessment",))


def test_missing_facts_are_named_and_completed(world: World) -> None:
    world.set_up()
    world.apply("A-1", 'facts: {applicant_class: company, centre: zhengzhou_supercomputer}\n')
    world.run("application", "assess", "A-1", actor="wang", code=1, shows=("fact_missing", "usage_fees"))
    world.run("application", "return", "A-1", "--reason", "fees", "--until", "2190-01-01", actor="wang")
    world.apply("A-1")
    world.run("application", "assess", "A-1", actor="wang", shows=("award of 600,000.02 CNY",))


def test_wrong_facts_are_refused_with_their_line(world: World) -> None:
    world.set_up()
    facts = world.write("facts.yaml", 'facts:\n  applicant_class: compny\n  usage_fees: "3 USD"\n')
    world.run("application", "draft", "A-1", "--call", "2026", "--organisation", "acme", "--facts", facts, code=1,
              shows=("facts.yaml:2", "did you mean 'company'", "facts.yaml:3", "wrong_currency"))


def test_an_appeal_reopens_a_decision(world: World) -> None:
    world.set_up()
    world.apply("A-1", 'facts: {applicant_class: other, centre: zhengzhou_supercomputer, usage_fees: "100 CNY"}\n')
    world.run("application", "assess", "A-1", actor="wang", shows=("Decision: refuse",))
    world.run("decision", "propose", "A-1", "--refuse", "--reason-en", "not a company", actor="wang")
    world.run("decision", "approve", "A-1", actor="zhou")
    world.run("application", "appeal", "A-1", "--reason", "it is an institute", actor="li")
    world.run("application", "uphold", "A-1", "--reason", "it is", actor="sun")
    world.run("application", "assess", "A-1", actor="wang")


def test_the_audit_runs_every_assessment_again(world: World) -> None:
    world.set_up()
    world.award("A-1")
    world.award("A-2")
    world.run("audit", "decisions", shows=("2 assessments", "0 differ"))


def test_the_audit_finds_facts_that_are_gone(world: World) -> None:
    world.set_up()
    world.award("A-1")
    with sqlite3.connect(world.folder / "j.db") as database:
        tables = [name for (name,) in database.execute("select name from sqlite_master where type = 'table'")]
        database.execute(f"delete from {next(name for name in tables if 'document' in name)}")
    world.run("audit", "decisions", code=4, shows=("1 differ",))


def test_a_broken_programme_is_not_published(world: World) -> None:
    world.run("init", "--name", "Henan", "--currency", "CNY", "--zone", "Asia/Shanghai")
    folder = world.folder / "broken"
    folder.mkdir()
    text = (pathlib.Path(HENAN) / "programme.yaml").read_text(encoding="utf-8")
    (folder / "programme.yaml").write_text(text.replace("value: 20%", "value: 25%"), encoding="utf-8")
    (folder / "cases.yaml").write_bytes((pathlib.Path(HENAN) / "cases.yaml").read_bytes())
    world.run("programme", "publish", str(folder), code=1, shows=("case_failed",))


def main() -> int:
    passed = failed = 0
    for name, test in list(globals().items()):
        if not name.startswith("test_") or (len(sys.argv) > 1 and not any(word in name for word in sys.argv[1:])):
            continue
        with tempfile.TemporaryDirectory() as folder:
            try:
                test(World(folder))
                passed += 1
            except Exception:  # every test is to run
                failed += 1
                print(f"FAILED {name}\n{traceback.format_exc()}")
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
