#!/usr/bin/env python3
"""scrip programme simulate from outside: tables, rows, charts, comparisons, mistakes, and what the documents show of it.

Run by ./test with SCRIP_BINARY_DIR and SCRIP_SOURCE_DIR. The last line is "N passed, M failed".
"""

import csv
import json
import pathlib
import re
import shlex
import subprocess
import sys
import xml.etree.ElementTree
from decimal import Decimal

from harness import SCRIP, SOURCE, run_tests

CITY = "examples/programmes/example-city-2026"
CITY_PEOPLE = "examples/populations/example-city-2026.yaml"
HENAN = "programmes/henan-2023"
HENAN_PEOPLE = "examples/populations/henan-2023.yaml"

TABLE = """applied_on,applicant,applicant_class,centre,usage_fees
2024-03-01,Acme,company,zhengzhou_supercomputer,"3,000,000.10 CNY"
2024-05-01,Acme,company,zhengzhou_supercomputer,"3,000,000.10 CNY"
2024-05-02,"Beta, Inc",other,zhengzhou_supercomputer,100 CNY
2024-05-03,Gamma,company,ai_centre,100 CNY
"""


def run(*words: str, code: int = 0, shows: tuple = (), lang: str = "en") -> str:
    done = subprocess.run([str(SCRIP), "programme", "simulate", *words, "--lang", lang], cwd=SOURCE, capture_output=True,
                          text=True, timeout=120, check=False)
    text = done.stdout + done.stderr
    assert done.returncode == code, f"{words}: exit code {done.returncode}, not {code}\n{text}"
    for each in shows:
        assert each in text, f"{words}: {each!r} is not in\n{text}"
    return done.stdout


def answer(*words: str) -> dict:
    return json.loads(run(*words, "--format", "json"))


def rows_of(path: pathlib.Path) -> list:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def by(table: list, column: str) -> dict:
    return {row[column]: row for row in table}


def test_a_table_is_decided_in_order_of_application(folder: pathlib.Path) -> None:
    people = folder / "people.csv"
    people.write_text(TABLE, encoding="utf-8")
    out = folder / "rows.csv"
    told = answer(HENAN, "--population", str(people), "--out", str(out), "--facts")
    decisions = by(told["decisions"], "decision")
    assert [decisions[name]["applications"] for name in ("award", "refuse", "incomplete")] == [2, 1, 1], decisions
    rows = rows_of(out)
    assert [row["amount"] for row in rows] == ["600000.02", "399999.98", "0.00", "0.00"], rows
    assert rows[1]["limited_by"] == "user_year" and rows[2]["refused_by"] == "applicant_class", rows
    assert rows[2]["applicant"] == "Beta, Inc" and rows[0]["usage_fees"] == "3,000,000.10 CNY", rows
    assert by(told["money"], "measure")["sum"]["amount"] == "1000000.00", told["money"]


def test_rows_are_those_of_the_tables(folder: pathlib.Path) -> None:
    out = folder / "rows.csv"
    told = answer(CITY, "--population", CITY_PEOPLE, "--out", str(out))
    rows = rows_of(out)
    assert len(rows) == told["applications"] == 400
    assert sum(Decimal(row["amount"]) for row in rows) == Decimal(by(told["money"], "measure")["sum"]["amount"])
    for refusal in told["refusals"]:
        refused = [row for row in rows if refusal["rule"] in row["refused_by"].split(";") and row["decision"] == "refuse"]
        assert len(refused) == refusal["refused"], refusal
        assert sum(row["refused_by"] == refusal["rule"] for row in refused) == refusal["alone"], refusal
    for rate in told["rates"]:
        awards = [row for row in rows if row["rate"] == rate["rate"] and row["decision"] == "award"]
        assert len(awards) == rate["awards"], rate
        assert sum(Decimal(row["amount"]) for row in awards) == Decimal(rate["amount"]), rate
    assert sum(row["limited_by"] != "" for row in rows if row["decision"] == "award") == told["limits"][0]["cut"]


def test_the_number_of_threads_changes_nothing(folder: pathlib.Path) -> None:
    results = []
    for threads in ("1", "2", "5"):
        for population in ((HENAN, HENAN_PEOPLE, "share=40%"), (CITY, CITY_PEOPLE, "other_share=40%")):
            out = folder / f"{threads}.csv"
            told = run(population[0], "--population", population[1], "--rows", "70000", "--parameter", population[2],
                       "--threads", threads, "--out", str(out))
            results.append((threads, told, out.read_bytes()))
    for first, other in zip(results[:2] * 2, results[2:]):
        assert first[1:] == other[1:], f"{first[0]} and {other[0]} threads"


def test_another_parameter_is_compared_with_the_rules_as_they_are(folder: pathlib.Path) -> None:
    out = folder / "rows.csv"
    told = answer(CITY, "--population", CITY_PEOPLE, "--parameter", "other_share=40%", "--out", str(out))
    assert told["parameters"] == {"other_share": "40%"}
    changes = by(told["changes"], "change")
    rows = rows_of(out)
    differences = [Decimal(row["difference"]) for row in rows]
    for row in rows:
        assert Decimal(row["after_amount"]) - Decimal(row["before_amount"]) == Decimal(row["difference"]), row
    gains, losses = [d for d in differences if d > 0], [-d for d in differences if d < 0]
    assert (changes["gain"]["applications"], Decimal(changes["gain"]["amount"])) == (len(gains), sum(gains)), changes
    assert (changes["lose"]["applications"], Decimal(changes["lose"]["amount"])) == (len(losses), sum(losses)), changes
    gone = sum(row["before_decision"] == "award" and row["after_decision"] != "award" for row in rows)
    assert changes["newly_refused"]["applications"] == gone, changes
    for fact in {row["fact"] for row in told["changes_by_fact"]}:
        assert sum(row["gain"] for row in told["changes_by_fact"] if row["fact"] == fact) == len(gains), fact


def test_two_folders_are_compared(folder: pathlib.Path) -> None:
    other = folder / "other"
    other.mkdir()
    text = (SOURCE / HENAN / "programme.yaml").read_text("utf-8")
    (other / "programme.yaml").write_text(text.replace('version: "1"', 'version: "2"').replace("value: 20%", "value: 30%"),
                                          encoding="utf-8")
    against = answer(HENAN, "--population", HENAN_PEOPLE, "--against", str(other))
    tried = answer(HENAN, "--population", HENAN_PEOPLE, "--parameter", "share=30%")
    assert against["after"]["version"] == "2"
    assert against["changes"] == tried["changes"] and against["money"] == tried["money"]
    same = answer(HENAN, "--population", HENAN_PEOPLE, "--against", str(other), "--parameter", "share=20%")
    assert by(same["changes"], "change")["same"]["applications"] == same["applications"]
    run(HENAN, "--population", HENAN_PEOPLE, "--against", CITY, code=0, shows=("after: Example City",))


def test_pools_months_and_lanes_add_up(folder: pathlib.Path) -> None:
    told = answer("programmes/hangzhou-2025", "--population", "examples/populations/hangzhou-2025.yaml")
    awards = by(told["decisions"], "decision")["award"]["applications"]
    total = Decimal(by(told["money"], "measure")["sum"]["amount"])
    assert sum(lane["awards"] for lane in told["lanes"]) == awards
    pool, months = told["pools"][0], told["pool_months"]
    assert pool["awards"] == sum(month["awards"] for month in months) == awards
    assert sum(Decimal(month["asked"]) for month in months) == total == Decimal(pool["asked"])
    paid = sum(Decimal(month["paid"]) for month in months)
    assert paid == Decimal(pool["amount"]) and total - paid == Decimal(pool["short"]), pool
    assert Decimal(months[-1]["left"]) == 0 and pool["exhausted_on"].startswith("2025-11"), pool
    narrow = folder / "narrow"
    narrow.mkdir()
    text = (SOURCE / HENAN / "programme.yaml").read_text("utf-8")
    text = text.replace("    per: calendar_year\n", '    per: calendar_year\n    when: applicant_class == "company"\n', 1)
    (narrow / "programme.yaml").write_text(text, encoding="utf-8")
    out = folder / "rows.csv"
    pools = by(answer(str(narrow), "--population", HENAN_PEOPLE, "--out", str(out))["pools"], "pool")
    without = [row for row in rows_of(out) if row["decision"] == "award" and row["pool"] == ""]
    assert pools["none"]["awards"] == len(without) > 0, pools
    assert Decimal(pools["none"]["asked"]) == sum(Decimal(row["amount"]) for row in without), pools


def test_the_seed_and_the_number_of_rows_can_be_given(_: pathlib.Path) -> None:
    one = answer(HENAN, "--population", HENAN_PEOPLE, "--rows", "500")
    assert one["applications"] == 500
    assert one == answer(HENAN, "--population", HENAN_PEOPLE, "--rows", "500", "--seed", "2023")
    assert one["money"] != answer(HENAN, "--population", HENAN_PEOPLE, "--rows", "500", "--seed", "7")["money"]


def test_the_formats_say_the_same(_: pathlib.Path) -> None:
    told = answer(CITY, "--population", CITY_PEOPLE)
    long = list(csv.DictReader(run(CITY, "--population", CITY_PEOPLE, "--format", "csv").splitlines()))
    for cell in long:
        value = told[cell["table"]][int(cell["row"]) - 1][cell["column"]]
        assert cell["value"] == ("" if value is None else str(value)), (cell, value)
    assert {cell["table"] for cell in long} == {name for name, value in told.items() if isinstance(value, list)}
    assert told == json.loads(run(CITY, "--population", CITY_PEOPLE, "--json"))


def test_charts_are_written_in_both_languages(folder: pathlib.Path) -> None:
    run(HENAN, "--population", HENAN_PEOPLE, "--charts", str(folder / "one"), shows=("4 charts in",))
    names = {path.name for path in (folder / "one").iterdir()}
    assert names == {"decisions.svg", "refusals.svg", "awards.svg", "pool-vouchers.svg"}, names
    run(CITY, "--population", CITY_PEOPLE, "--parameter", "other_share=40%", "--charts", str(folder / "two"), lang="zh")
    names = {path.name for path in (folder / "two").iterdir()}
    assert {"before-awards.svg", "after-awards.svg", "side-by-side.svg", "changes-by-registered_in_city.svg"} <= names, names
    for path in [*(folder / "one").iterdir(), *(folder / "two").iterdir()]:
        xml.etree.ElementTree.parse(path)
    assert "谁增谁减" in (folder / "two/changes-by-registered_in_city.svg").read_text("utf-8")
    assert "exhausted on 2024-" in (folder / "one/pool-vouchers.svg").read_text("utf-8")


def test_every_text_is_chinese(_: pathlib.Path) -> None:
    told = run(CITY, "--population", CITY_PEOPLE, "--parameter", "other_share=40%", lang="zh")
    ids = re.compile(r"[a-z]+(_[a-z]+)*( = 40%)?|examples/\S+|CNY")
    for line in told.splitlines():
        left = ids.sub("", line) if re.search("[\u4e00-\u9fff]", line) else re.sub(r"^[a-z_]+ +", "", line)
        assert not re.search("[A-Za-z]{3}", left), line


def refuses(folder: pathlib.Path, name: str, text: str, *shows: str) -> None:
    people = folder / name
    people.write_text(text, encoding="utf-8")
    run(HENAN, "--population", str(people), "--out", str(folder / "none.csv"), code=1, shows=shows)
    assert not list(folder.glob("none*")), "half an answer was left"


def test_mistakes_in_a_table_are_placed(folder: pathlib.Path) -> None:
    refuses(folder, "a.csv", "", "a.csv:1:", "missing_field")
    refuses(folder, "a.csv", "applicant_class\ncompany\n", "missing_field", "applied_on")
    refuses(folder, "a.csv", "applied_on,applicant_clas\n", "a.csv:1:", "unknown_field", "did you mean 'applicant_class'?")
    refuses(folder, "a.csv", "applied_on,centre,centre\n", "a.csv:1:", "duplicate_key", "centre")
    refuses(folder, "a.csv", "applied_on,centre\n2024-01-01,ai_centre\n2024-02-30,ai_centre\n", "a.csv:3:", "time_invalid")
    refuses(folder, "a.csv", "applied_on,centre\n2024-01-01,ai_center\n", "a.csv:2:", "value_invalid", "field centre")
    refuses(folder, "a.csv", "applied_on,usage_fees\n2024-01-01,3 USD\n", "a.csv:2:", "wrong_currency", "field usage_fees")
    refuses(folder, "a.csv", 'applied_on,usage_fees\n2024-01-01,"3 CNY\n', "a.csv:2:", "syntax_error", "quote")
    refuses(folder, "a.csv", "applied_on\n2024-01-01,3\n", "a.csv:2:", "2 cells under 1 columns")
    two = "applied_on,centre\n2024-01-01,ai_center\n2024-02-30,ai_centre\n"
    refuses(folder, "a.csv", two, "a.csv:2:", "a.csv:3:", "2 problems")


def test_mistakes_in_distributions_are_placed(folder: pathlib.Path) -> None:
    def recipe(facts: str, *shows: str) -> None:
        refuses(folder, "a.yaml", f"scrip: population 1\nrows: 10\napplied_on: {{constant: 2024-01-01}}\nfacts:\n  {facts}\n", "a.yaml:5:", *shows)

    recipe("usage_fee: {constant: 1 CNY}", "unknown_field", "did you mean 'usage_fees'?")
    recipe("usage_fees: {constent: 1 CNY}", "unknown_field", "did you mean 'constant'?")
    recipe("usage_fees: {uniform: [1 CNY, 2 USD]}", "wrong_currency", "usage_fees")
    recipe("usage_fees: {uniform: [2 CNY, 1 CNY]}", "value_invalid", "the lowest value is above the highest")
    recipe("usage_fees: {normal: [1 CNY, 2 CNY]}", "missing_field", "usage_fees.middle")
    recipe("usage_fees: {uniform: [1 CNY, 2 CNY], spread: 1 CNY}", "value_invalid", "usage_fees.spread")
    recipe("centre: {uniform: [a, b]}", "value_invalid", "centre")
    recipe("centre: {weights: {ai_centre: 0}}", "value_invalid", "the weights are zero")
    refuses(folder, "a.yaml", "scrip: population 1\nrows: 10\n", "a.yaml:1:", "missing_field", "applied_on")
    refuses(folder, "a.yaml", "scrip: population 1\napplied_on: {constant: 2024-01-01}\n", "missing_field", "--rows")
    refuses(folder, "a.yaml", "scrip: population 1\nrws: 10\n", "a.yaml:2:", "did you mean 'rows'?")
    refuses(folder, "a.yaml", "rows: 10\n", "a.yaml:1:", "missing_field", "scrip: population 1")


def test_mistakes_in_options_are_named(folder: pathlib.Path) -> None:
    def wrong(code: int, words: str, *shows: str) -> None:
        run(HENAN, "--population", HENAN_PEOPLE, *shlex.split(words), code=code, shows=shows)

    wrong(1, "--parameter shar=30%", "unknown_field", "did you mean 'share'?")
    wrong(1, "--parameter share=3", "value_invalid", "it is 20%")
    wrong(1, "--parameter share", "write ID=VALUE")
    wrong(1, "--parameter share=3% --parameter share=4%", "duplicate_key")
    wrong(1, "--parameter 'user_year_cap=3 USD'", "wrong_currency")
    wrong(1, "--format xml", "--format")
    wrong(1, "--threads 0", "out_of_range", "--threads")
    wrong(1, "--rows 0", "out_of_range", "--rows")
    wrong(1, "--facts", "missing_field", "--out")
    wrong(1, "--against no-such-folder", "file_unreadable")
    wrong(1, "--against programmes/korea-nipa-2025", "wrong_unit", "--against")
    wrong(2, "--paramter share=3%", "did you mean '--parameter'?")
    wrong(3, f"--out {folder}/none/rows.csv", "store_unavailable", "--out")
    run(HENAN, "--population", "README.md", code=1, shows=("--population", ".csv"))
    run(HENAN, code=2, shows=("--population",))
    people = folder / "people.csv"
    people.write_text(TABLE, encoding="utf-8")
    run(HENAN, "--population", str(people), "--rows", "3", code=1, shows=("--rows",))
    run(CITY, "--population", CITY_PEOPLE, "--rows", "5000001", code=1, shows=("too_large", "--rows"))


COMPETITION = """scrip: population 1
seed: 5
rows: 3000
applied_on: {uniform: [2026-02-20, 2026-04-10]}
facts:
  registered_here: {weights: {yes: 9, no: 1}}
  project_cost: {log_uniform: ["100,000 CNY", "20,000,000 CNY"], factor: {size: 70%}}
score: {uniform: [0, 100], factor: {size: 70%}}
"""


def new_programme(folder: pathlib.Path, name: str, shape: str) -> str:
    made = folder / name
    done = subprocess.run([str(SCRIP), "programme", "new", str(made), "--shape", shape], capture_output=True, text=True,
                          timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    return str(made)


def test_a_round_by_score_is_shared_out_the_same_with_any_number_of_threads(folder: pathlib.Path) -> None:
    rules = new_programme(folder, "contest-2026", "competition")
    people = folder / "people.yaml"
    people.write_text(COMPETITION, encoding="utf-8")
    seen = set()
    for threads in ("1", "2", "5"):
        awards = folder / f"awards-{threads}.csv"
        told = answer(rules, "--population", str(people), "--threads", threads, "--awards", str(awards))
        seen.add((json.dumps(told), awards.read_text("utf-8")))
    assert len(seen) == 1, "another number of threads, another outcome"
    round_ = told["rounds"][0]
    assert len(told["rounds"]) == 1 and round_["opens"] == "2026-03-01", told["rounds"]
    assert Decimal(round_["money"]) == 30_000_000 and Decimal(round_["left"]) == 0, round_
    rows = rows_of(folder / "awards-1.csv")
    assert len(rows) == round_["applications"]
    paid = [row for row in rows if Decimal(row["amount"]) > 0]
    assert sum(Decimal(row["amount"]) for row in paid) == Decimal(round_["given"]) == 30_000_000
    cut_off = min(Decimal(row["score"]) for row in paid)
    assert cut_off == Decimal(round_["cut_off"])
    out = [row for row in rows if Decimal(row["amount"]) == 0]
    assert all(Decimal(row["score"]) <= cut_off for row in out), "nobody with a better score is left out"
    assert {row["outcome"] for row in out} == {"pool_empty", "below_pass"}, {row["outcome"] for row in out}
    outside = by(told["outcomes"], "outcome").get("outside", {"applications": 0})["applications"]
    awarded = by(told["decisions"], "decision")["award"]["applications"]
    assert outside + len(rows) == awarded


def test_lots_follow_the_seed_and_what_cannot_be_shared_out_says_why(folder: pathlib.Path) -> None:
    rules = new_programme(folder, "contest-2026", "competition")
    people = folder / "people.csv"
    people.write_text('applied_on,registered_here,project_cost\n2026-03-02,yes,"1,000,000 CNY"\n', encoding="utf-8")
    told = answer(rules, "--population", str(people))
    assert "applicant 1" in told["not_shared_out"] and "rounds" not in told, told
    run(rules, "--population", str(people), "--awards", str(folder / "a.csv"), code=1, shows=("第 1 个申请人没有评分",), lang="zh")
    assert not (folder / "a.csv").exists()
    draw = pathlib.Path(rules) / "programme.yaml"
    draw.write_text(draw.read_text("utf-8").replace("method: by_score, ties: earliest", "method: lottery, ties: lottery"), "utf-8")
    lines = "".join(f'2026-03-{day:02},yes,"9,000,000 CNY",70\n' for day in range(1, 31))
    people.write_text("applied_on,registered_here,project_cost,score\n" + lines, encoding="utf-8")
    drawn = set()
    for seed in ("1", "1", "2"):
        awards = folder / "awards.csv"
        run(rules, "--population", str(people), "--seed", seed, "--awards", str(awards))
        drawn.add(awards.read_text("utf-8"))
    assert len(drawn) == 2, "the same seed draws the same lots, another one others"


def test_every_shape_of_a_new_programme_checks_and_tests(folder: pathlib.Path) -> None:
    for shape in ("voucher", "purchase", "in-kind", "competition"):
        made = new_programme(folder, f"my-{shape}", shape)
        text = (pathlib.Path(made) / "programme.yaml").read_text("utf-8")
        assert f"\nid: my-{shape}\n" in text
        for words in (("check", made), ("test", "--strict", made)):
            done = subprocess.run([str(SCRIP), "programme", *words], capture_output=True, text=True, timeout=60, check=False)
            assert done.returncode == 0, done.stdout + done.stderr
        again = subprocess.run([str(SCRIP), "programme", "new", made], capture_output=True, text=True, timeout=60, check=False)
        assert again.returncode != 0 and "store_exists" in again.stderr, "what is there is never written over"
    wrong = subprocess.run([str(SCRIP), "programme", "new", str(folder / "x"), "--shape", "loan"], capture_output=True,
                           text=True, timeout=60, check=False)
    assert wrong.returncode != 0 and "in-kind" in wrong.stderr and not (folder / "x").exists()


def test_example_populations_fit_their_programmes(_: pathlib.Path) -> None:
    files = sorted((SOURCE / "examples/populations").glob("*.yaml"))
    assert len(files) >= 3
    for path in files:
        rules = next(folder for folder in ("programmes", "examples/programmes") if (SOURCE / folder / path.stem).is_dir())
        told = answer(f"{rules}/{path.stem}", "--population", str(path))
        awards = by(told["decisions"], "decision")["award"]["applications"]
        assert awards > told["applications"] // 3, (path, awards)


def test_the_documents_show_what_comes_out(_: pathlib.Path) -> None:
    shown = 0
    for path in (SOURCE / "docs").rglob("*.md"):
        for block in re.findall(r"^```\n(\$ scrip programme simulate .*?)^```", path.read_text("utf-8"), re.M | re.S):
            command, _, expected = block.partition("\n")
            told = run(*shlex.split(command)[4:])
            at = 0
            for piece in expected.split("...\n"):
                found = told.find(piece, at)
                assert found >= 0, f"{path.name}: {command}\nshows\n{piece}\nbut it prints\n{told}"
                at = found + len(piece)
            shown += 1
    assert shown >= 2


if __name__ == "__main__":
    sys.exit(run_tests(globals(), pathlib.Path))
