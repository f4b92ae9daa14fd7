#!/usr/bin/env python3
"""Stakes and control from outside: files in, questions, and an assessor who is not impartial.

Run by ./test with SCRIP_BINARY_DIR and SCRIP_SOURCE_DIR. The last line is "N passed, M failed".
"""

import json
import pathlib
import sqlite3
import subprocess
import sys

from harness import SCRIP, SOURCE, run_tests

HENAN = str(SOURCE / "programmes/henan-2023")
FACTS = """facts: {applicant_class: company, centre: zhengzhou_supercomputer, usage_fees: "3,000,000.10 CNY"}
"""
PYRAMID = """holder,holder_kind,holder_name,holder_jurisdiction,held,held_name,capital,votes,from,until
li,person,,CN,holdco,Holding Co,60%,,2020-01-01,
holdco,,,,acme,,51%,,2020-01-01,
holdco,,,,labs,,40%,55%,2020-01-01,
acme,,,,labs,,10%,,2020-01-01,
holdco,,,,sold,Sold Co,100%,,2020-01-01,2021-01-01
"""


class World:
    def __init__(self, folder: str):
        self.folder = pathlib.Path(folder)
        self.run("init", "--name", "Henan", "--currency", "CNY", "--zone", "Asia/Shanghai")
        for key in ("acme", "labs", "other"):
            self.run("organisation", "add", key, "--name", key.title())

    def write(self, name: str, text: str) -> str:
        (self.folder / name).write_text(text, encoding="utf-8")
        return str(self.folder / name)

    def run(self, *words: str, actor: str = "cli", code: int = 0, shows: tuple = (), language: str = "en") -> str:
        done = subprocess.run(
            [str(SCRIP), *words, "--db", str(self.folder / "j.db"), "--actor", actor, "--lang", language],
            capture_output=True, text=True, timeout=120, check=False)
        text = done.stdout + done.stderr
        assert done.returncode == code, f"{words}: exit code {done.returncode}, not {code}\n{text}"
        for each in shows:
            assert each in text, f"{words}: {each!r} is not in\n{text}"
        return done.stdout

    def rows(self, *words: str) -> list:
        return json.loads(self.run(*words, "--json"))

    def entries(self) -> int:
        return sqlite3.connect(self.folder / "j.db").execute("select count(*) from entries").fetchone()[0]

    def apply(self) -> None:
        self.run("programme", "publish", HENAN)
        self.run("budget", "add", "city", "--programme", "henan-2023", "--funder", "city", "--appropriation",
                 "25000000 CNY")
        self.run("call", "open", "2026", "--programme", "henan-2023", "--line", "city=100%", "--opens", "2026-01-01")
        self.run("application", "draft", "A-1", "--call", "2026", "--organisation", "acme", "--facts",
                 self.write("facts.yaml", FACTS), "--contract", "C-1", actor="ann")
        self.run("application", "submit", "A-1", actor="ann")
        self.run("application", "complete", "A-1", actor="wang")


def test_a_file_is_recorded_once_and_answers_who_controls_whom(world: World) -> None:
    file = world.write("stakes.csv", PYRAMID)
    world.run("stake", "import", file, "--check", shows=("Nothing is wrong; 5 stakes",))
    assert world.rows("stake", "list") == []
    world.run("stake", "import", file, shows=("5 stakes recorded",))
    world.run("stake", "import", file, shows=("0 stakes recorded",))
    rows = world.rows("control", "of", "labs", "--on", "2026-03-01")
    assert [(row["controller"], row["certainty"], row["ultimate"]) for row in rows] == \
        [("li", "certain", True), ("holdco", "certain", False)], rows
    assert rows[1]["proof"] == "acme <- holdco 51%; labs <- holdco 55% + acme 10% = 65%", rows[1]
    parts = {row["holder"]: row["exact"] for row in world.rows("control", "look-through", "labs", "--on", "2026-03-01")}
    assert parts["li"] == "1353/5000", parts  # 60 % x (40 % + 51 % x 10 %)
    affiliates = {row["affiliate"]: row["relation"] for row in world.rows("control", "affiliates", "labs", "--on",
                                                                          "2026-03-01")}
    assert affiliates == {"li": "controlled_by", "holdco": "controlled_by", "acme": "common_controller"}, affiliates
    assert world.rows("control", "of", "sold", "--on", "2020-12-31")[0]["controller"] == "li"
    assert world.rows("control", "of", "sold", "--on", "2021-01-01") == []
    world.run("control", "of", "labs", language="zh", shows=("最终控制方",))
    world.run("verify")


def test_a_file_with_mistakes_is_refused_whole_and_each_is_named(world: World) -> None:
    file = world.write("bad.csv", "holder,held,capital,from\n"
                                  "acme,labs,60%,2020-01-01\n"
                                  "other,labs,50%,2021-06-01\n"
                                  "acme,other,sixty,2020-01-01\n"
                                  "nobody,other,1%,2020-01-01\n"
                                  "acme,other,1%,2020-02-30\n")
    world.run("stake", "import", file, code=1, shows=(
        "on 2021-06-01 more than 100% of the capital of 'labs' would be held: 'acme' 60% + 'other' 50%", "bad.csv:3",
        "bad.csv:4", "'sixty'", "bad.csv:5", "party_not_found", "bad.csv:6", "time_invalid"))
    assert world.rows("stake", "list") == []


def test_a_file_in_another_encoding_is_refused_whole(world: World) -> None:
    text = "holder,holder_name,held,held_name,capital,from\nfirm,公司,other,其他,60%,2020-01-01\n"
    file = world.folder / "names.csv"
    for encoding in ("gbk", "utf-16"):
        file.write_bytes(text.encode(encoding))
        world.run("stake", "import", str(file), code=1, shows=("encoding_invalid", "CSV UTF-8", "names.csv:"))
    assert world.rows("stake", "list") == []
    file.write_bytes(text.encode("utf-8-sig"))
    world.run("stake", "import", str(file))
    assert world.rows("stake", "list")[0]["holder_name"] == "公司"


def test_an_assessor_of_an_affiliate_is_refused_with_the_path(world: World) -> None:
    world.apply()
    world.run("stake", "import", world.write("stakes.csv", PYRAMID))
    world.run("application", "assign", "A-1", "--person", "chen", "--organisation", "labs", actor="wang", code=1,
              shows=("conflict_of_interest", "'chen' works for 'labs', an affiliate of the applicant",
                     "'holdco' 51% of 'acme'", "'holdco' 55% + 'acme' 10% = 65% of 'labs'"))
    world.run("application", "assign", "A-1", "--person", "li", actor="wang", code=1,
              shows=("conflict_of_interest", "'li' holds a stake in 'holdco'"))
    world.run("application", "assign", "A-1", "--person", "chen", "--organisation", "other", actor="wang")
    world.run("stake", "add", "--holder", "holdco", "--held", "other", "--capital", "80%", "--from", "2020-01-01")
    world.run("application", "assign", "A-1", "--person", "zhou", "--organisation", "other", actor="wang", code=1,
              shows=("conflict_of_interest",))
    world.run("verify")  # the earlier assignment was right by what was known then


def test_a_stake_ends_and_can_be_taken_back(world: World) -> None:
    world.run("stake", "add", "--holder", "acme", "--held", "labs", "--capital", "60%", "--from", "2020-01-01")
    world.run("stake", "end", "0", "--until", "2019-12-31", code=1, shows=("time_invalid",))
    world.run("stake", "end", "0", "--until", "2020-01-01")
    world.run("stake", "end", "0", "--until", "2020-02-01", code=1, shows=("stake_ended",))
    world.run("stake", "add", "--holder", "other", "--held", "labs", "--capital", "100%", "--from", "2020-01-01")
    assert [row["controller"] for row in world.rows("control", "of", "labs")] == ["other"]


def declaration(*statements: dict) -> str:
    return json.dumps([{"statementId": str(number), "statementDate": "2024-05-01", **statement}
                       for number, statement in enumerate(statements)])


PERSON = {"recordId": "per-1", "recordType": "person", "recordDetails": {
    "personType": "knownPerson", "names": [{"fullName": "Maria Esteves"}], "birthDate": "1956-05-24"}}
ENTITY = {"recordId": "ent-1", "recordType": "entity", "recordDetails": {
    "entityType": {"type": "registeredEntity"}, "name": "Tecido", "jurisdiction": {"code": "PT"}}}


def holding(share: dict, **more: str) -> dict:
    return {"recordId": "rel-1", "recordType": "relationship", **more, "recordDetails": {
        "isComponent": False, "subject": "ent-1", "interestedParty": "per-1",
        "interests": [{"type": "shareholding", "share": share}, {"type": "boardMember"}]}}


def test_a_declaration_leaves_no_personal_data_in_the_journal(world: World) -> None:
    file = world.write("bods.json", declaration(PERSON, ENTITY, holding({"exclusiveMinimum": 50, "maximum": 75})))
    world.run("stake", "import", file, shows=("1 stakes recorded", "1 x boardMember"))
    (stake,) = world.rows("stake", "list")
    assert stake["capital"] == "50.000001%-75%" and stake["holder"].startswith("person-"), stake
    journal = (world.folder / "j.db").read_bytes()
    for secret in (b"Esteves", b"1956-05-24", b"per-1"):
        assert secret not in journal, secret
    people = world.rows("person", "list")
    assert [person["name"] for person in people] == ["Maria Esteves"], people
    world.run("stake", "import", file, shows=("0 stakes recorded",))
    later = world.write("later.json", declaration(
        PERSON, ENTITY, holding({"exact": 40}, statementDate="2025-05-01", recordStatus="updated")))
    world.run("stake", "import", later, shows=("1 stakes recorded, 1 ended",))
    assert [(row["capital"], row["from"], row["until"]) for row in world.rows("stake", "list")] == \
        [("50.000001%-75%", "2024-05-01", "2025-05-01"), ("40%", "2025-05-01", None)]
    world.run("person", "erase", people[0]["person"])
    world.run("verify")


def test_a_broken_declaration_changes_nothing(world: World) -> None:
    file = world.write("bods.json", declaration(PERSON, ENTITY, holding({"exact": 140})))
    world.run("stake", "import", file, code=1, shows=("bods.json:3", "out_of_range"))
    world.run("stake", "import", world.write("cut.json", declaration(PERSON, ENTITY)[:-5]), code=1,
              shows=("syntax_error",))
    assert world.rows("stake", "list") == [] and world.rows("person", "list") == []


MAKERS = """vendors:
  - {key: maker, name: The Maker, jurisdiction: CN, organisation: acme}
chips:
  - {key: npu, name: NPU, vendor: maker}
"""


def test_whose_a_chip_is_follows_from_the_stakes_in_its_maker(world: World) -> None:
    world.run("apply", world.write("makers.yaml", MAKERS))
    world.run("chip", "origin", "npu", "--test", "ownership_control", "--passes", "--from", "2019-01-01", "--source", "declared")
    world.run("stake", "import", world.write("pyramid.csv", PYRAMID))
    world.run("chip", "control-test", "--from", "2020-01-01", "--jurisdiction", "CHN", "--source", "a notice", code=1,
              shows=("value_invalid",))
    world.run("chip", "control-test", "--from", "2020-01-01", "--jurisdiction", "CN", "--votes", "40%", "--source", "a notice", code=1,
              shows=("out_of_range",))
    world.run("chip", "control-test", "--from", "2020-01-01", "--jurisdiction", "CN", "--foreign-at-most", "20%", "--source", "a notice")
    assert world.rows("chip", "control-tests")[0]["foreign_at_most"] == "20%"
    # li has 60 % of holdco, which has 51 % of acme: domestic control, but nobody knows whose 49 % of the capital are.
    tests = world.rows("self-reliance", "--test", "ownership_control")
    assert tests == []
    world.run("verify", shows=("decided again",))


if __name__ == "__main__":
    sys.exit(run_tests(globals(), World))
