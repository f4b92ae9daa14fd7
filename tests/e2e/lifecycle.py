#!/usr/bin/env python3
"""The life of an application from outside: rules published, a company applies, four eyes, a voucher, an audit.

Run by ./test with SCRIP_BINARY_DIR and SCRIP_SOURCE_DIR. The last line is "N passed, M failed".
"""

import hashlib
import json
import pathlib
import sqlite3
import subprocess
import sys

from harness import SCRIP, SOURCE, run_tests

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


HOURS = """facts: {{months_asked: 9, late_reviews: 0, for_research_before_market: yes, gpu_hours_asked: "{hours} h",
  assistance_in_three_years: 0 GBP, value_of_these_hours: "20,000 GBP"}}
"""


def test_a_round_with_a_draw_can_be_checked_by_anyone(world: World) -> None:
    seed = "5f3a9c0e7b1d24866e0fa1c3d5b7984210fedcba98765432100123456789abcd"
    commitment = hashlib.sha256(seed.encode()).hexdigest()
    world.run("init", "--name", "UK", "--currency", "GBP", "--zone", "Europe/London")
    world.run("programme", "publish", str(SOURCE / "programmes/uk-airr-open"))
    world.run("budget", "add", "hours", "--programme", "uk-airr-open", "--funder", "UKRI", "--appropriation", "700000 h")
    world.run("call", "open", "spring", "--programme", "uk-airr-open", "--line", "hours", "--opens", "2026-01-01",
              "--method", "batch", "--seed-commitment", commitment)
    marks = {"A-1": 90, "A-2": 75, "A-3": 70, "A-4": 59.99}
    for number, (key, mark) in enumerate(marks.items()):
        world.run("organisation", "add", f"lab-{number}", "--name", f"Lab {number}")
        facts = world.write("facts.yaml", HOURS.format(hours="300,000"))
        world.run("application", "draft", key, "--call", "spring", "--organisation", f"lab-{number}", "--facts", facts,
                  actor="li")
        world.run("application", "submit", key, actor="li")
        world.run("application", "complete", key, actor="wang")
        world.run("application", "assess", key, actor="wang")
        world.run("application", "assign", key, "--person", "chen", "--organisation", f"lab-{number}", actor="wang", code=1,
                  shows=("conflict_of_interest",))
        world.run("application", "assign", key, "--person", "chen", actor="wang")
        world.run("application", "score", key, "--criterion", f"peer_mark={mark}", actor="chen")
    world.run("call", "allocate", "spring", "--seed", seed, code=1, shows=("still open",))
    world.run("call", "close", "spring")
    files = [str(world.folder / name) for name in ("inputs.txt", "outcome.txt")]
    world.run("call", "allocate", "spring", "--seed", seed[:-1] + "0", code=4)
    world.run("call", "allocate", "spring", "--seed", seed, "--inputs", files[0], "--outcome", files[1])
    world.run("call", "check", *files, shows=("follows from the published inputs",))
    changed = pathlib.Path(files[1]).read_text(encoding="utf-8").replace("A-2", "A-X", 1)
    world.write("outcome.txt", changed)
    world.run("call", "check", *files, code=4)
    awarded = []
    for key in marks:
        outcome = {row["application"]: row for row in world.rows("application")}[key]
        if outcome["status"] == "allocated":
            propose = ["decision", "propose", key, "--reason-en", "the round"]
            done = subprocess.run([str(SCRIP), *propose, "--db", str(world.folder / "j.db"), "--actor", "wang"],
                                  capture_output=True, text=True, check=False)
            if done.returncode == 0:
                world.run("decision", "approve", key, actor="zhou")
                awarded.append(key)
    assert awarded[0] == "A-1" and "A-4" not in awarded, awarded
    world.run("audit", "decisions", shows=("4 assessments", "0 differ"))
    tickets = {key: hashlib.sha256(f"sample {seed} spring {key}".encode()).hexdigest() for key in awarded}
    lowest = sorted(awarded, key=tickets.get)
    for size in range(1, len(awarded) + 2):
        drawn = json.loads(world.run("audit", "sample", "spring", "--size", str(size), "--seed", seed, "--json"))
        assert [row["award"] for row in drawn] == lowest[:size], (drawn, lowest)
    world.run("audit", "sample", "spring", "--size", "1", "--seed", seed[:-1] + "0", code=1, shows=("seed_mismatch",))
    world.run("verify")


def test_a_broken_programme_is_not_published(world: World) -> None:
    world.run("init", "--name", "Henan", "--currency", "CNY", "--zone", "Asia/Shanghai")
    folder = world.folder / "broken"
    folder.mkdir()
    text = (pathlib.Path(HENAN) / "programme.yaml").read_text(encoding="utf-8")
    (folder / "programme.yaml").write_text(text.replace("value: 20%", "value: 25%"), encoding="utf-8")
    (folder / "cases.yaml").write_bytes((pathlib.Path(HENAN) / "cases.yaml").read_bytes())
    world.run("programme", "publish", str(folder), code=1, shows=("case_failed",))


if __name__ == "__main__":
    sys.exit(run_tests(globals(), World))
