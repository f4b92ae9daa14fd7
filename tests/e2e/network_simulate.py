#!/usr/bin/env python3
"""scrip network simulate from outside: tables, jobs, charts, both languages, mistakes.

Run by ./test with SCRIP_BINARY_DIR and SCRIP_SOURCE_DIR. The last line is "N passed, M failed".
"""

import csv
import json
import pathlib
import subprocess
import sys
import xml.etree.ElementTree
from decimal import Decimal

from harness import SCRIP, SOURCE, run_tests

SMALL = "examples/networks/small.yaml"
RULES = ["alone+first-come+strict", "alone+first-come+first-fit", "alone+first-come+backfill",
         "network+first-come+first-fit+home-first", "network+first-come+first-fit+cheapest",
         "network+first-come+first-fit+domestic-first", "network+fair-share+first-fit+least-loaded"]


def run(*words: str, code: int = 0, shows: tuple = (), lang: str = "en") -> str:
    done = subprocess.run([str(SCRIP), "network", "simulate", *words, "--lang", lang], cwd=SOURCE, capture_output=True,
                          text=True, timeout=120, check=False)
    text = done.stdout + done.stderr
    assert done.returncode == code, f"{words}: exit code {done.returncode}, not {code}\n{text}"
    for each in shows:
        assert each in text, f"{words}: {each!r} is not in\n{text}"
    return done.stdout


def rows_of(path: pathlib.Path) -> list:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_tables_are_what_the_jobs_say(folder: pathlib.Path) -> None:
    out = folder / "jobs.csv"
    told = json.loads(run(SMALL, "--jobs", str(out), "--format", "json"))
    assert [row["rule"] for row in told["waits"]] == RULES, told["waits"]
    jobs = rows_of(out)
    assert len(jobs) == told["jobs"] * len(RULES) == 220 * len(RULES)
    for at, rule in enumerate(RULES):
        mine = [job for job in jobs if job["rule"] == rule]
        waits = sorted(int(job["first_start_s"]) - int(job["submitted_s"]) for job in mine)
        shown = told["waits"][at]
        assert shown["p50_s"] == waits[(len(waits) * 50 + 99) // 100 - 1], rule
        assert shown["p90_s"] == waits[(len(waits) * 90 + 99) // 100 - 1], rule
        assert shown["longest_s"] == waits[-1], rule
        assert shown["mean_s"] == (2 * sum(waits) + len(waits)) // (2 * len(waits)), rule
        ended = told["outcomes"][at]
        assert ended["jobs"] == ended["finished"] + ended["running"] + ended["waiting"] + ended["rejected"], rule
        assert ended["away"] == sum(job["site"] != job["home"] for job in mine), rule
        assert ended["cuts"] == sum(int(job["cuts"]) for job in mine), rule
        sites = [row for row in told["sites"] if row["rule"] == rule]
        money = told["money"][at]
        assert Decimal(money["charged"]) == sum(Decimal(row["charged"]) for row in sites), rule
        assert Decimal(money["by_vouchers"]) + Decimal(money["own_share"]) == Decimal(money["charged"]), rule


def test_no_site_holds_more_than_it_has(folder: pathlib.Path) -> None:
    out = folder / "jobs.csv"
    run(SMALL, "--jobs", str(out), "--quiet")
    devices = {"north": 40, "south": 64, "west": 32}
    for rule in RULES:
        changes: dict = {site: {} for site in devices}
        for job in rows_of(out):
            if job["rule"] != rule:
                continue
            held = int(job["devices"]) if int(job["devices"]) <= 8 else -(-int(job["devices"]) // 8) * 8
            for at, change in ((int(job["start_s"]), held), (int(job["end_s"]), -held)):
                changes[job["site"]][at] = changes[job["site"]].get(at, 0) + change
        for site, steps in changes.items():
            used = 0
            for at in sorted(steps):
                used += steps[at]
                assert 0 <= used <= devices[site], (rule, site, at, used)


def test_nothing_runs_at_a_site_that_is_closed(folder: pathlib.Path) -> None:
    out = folder / "jobs.csv"
    run(SMALL, "--jobs", str(out), "--quiet")
    at_south = [job for job in rows_of(out) if job["site"] == "south"]
    assert at_south
    for job in at_south:
        assert int(job["end_s"]) <= 34 * 3600 or int(job["start_s"]) >= 38 * 3600, job


def test_threads_and_seeds(folder: pathlib.Path) -> None:
    one = run(SMALL, "--threads", "1", "--format", "csv")
    assert one == run(SMALL, "--threads", "3", "--format", "csv")
    lots = [run(SMALL, "--rule", "alone+lottery+strict", "--seed", seed, "--format", "csv") for seed in ("1", "1", "2")]
    assert lots[0] == lots[1] != lots[2]


def test_people_read_it_in_both_languages_and_see_charts(folder: pathlib.Path) -> None:
    charts = folder / "charts"
    run(SMALL, "--charts", str(charts), "--sites", shows=("The network's gain", "Site by site", "5 charts in"))
    assert sorted(path.name for path in charts.iterdir()) == ["domestic.svg", "money.svg", "over-time.svg", "use.svg", "waits.svg"]
    for path in charts.iterdir():
        xml.etree.ElementTree.parse(path)
    run(SMALL, lang="zh", shows=("联网的收益", "作业等待多久", "自付"))


def test_the_gain_is_told_and_so_is_its_absence(folder: pathlib.Path) -> None:
    run(SMALL, shows=("The network cuts the mean wait from", "Assumed: chips of a class"))
    run(SMALL, "--rule", "alone+strict", "--rule", "alone+backfill", shows=("is not measured",))
    (folder / "jobs.csv").write_text("submitted,duration,devices\n0,9,8\n0,9,8\n", encoding="utf-8")
    lone = folder / "lone.yaml"
    lone.write_text("scrip: network 1\nsites:\n  - {id: a, chip: x, servers: 1}\n"
                    "jobs:\n  - {from: table, file: jobs.csv, home: a}\n", encoding="utf-8")
    run(str(lone), shows=("gains nothing here: the mean wait is 0:00:05 alone and 0:00:05",))
    run(str(lone), lang="zh", shows=("这里联网没有收益", "假设：同一兼容类别"))


def test_mistakes_are_told_with_their_place(folder: pathlib.Path) -> None:
    run(SMALL, "--rule", "alone+fastest", code=1, shows=("fastest", "--rule"))
    run(SMALL, "--format", "xml", code=1, shows=("--format",))
    run(SMALL, "--threads", "0", code=1, shows=("--threads",))
    run("no-such-file.yaml", code=1, shows=("file_unreadable",))
    wrong = folder / "wrong.yaml"
    wrong.write_text("scrip: network 1\nsites:\n  - {id: a, chip: x, servers: 1, prize: 3}\njobs: []\n", encoding="utf-8")
    run(str(wrong), code=1, shows=("unknown_field", "prize", "price", "3"))
    (folder / "jobs.csv").write_text("submitted,duration,devices\n1,2,x\n", encoding="utf-8")
    wrong.write_text("scrip: network 1\nsites:\n  - {id: a, chip: x, servers: 1}\n"
                     "jobs:\n  - {from: table, file: jobs.csv, home: a}\n", encoding="utf-8")
    run(str(wrong), code=1, shows=("jobs.csv", "devices", "2"))
    wrong.write_text(wrong.read_text(encoding="utf-8").replace("jobs.csv", "none.csv"), encoding="utf-8")
    run(str(wrong), code=1, shows=("file_unreadable", "none.csv"))


if __name__ == "__main__":
    sys.exit(run_tests(globals(), pathlib.Path))
