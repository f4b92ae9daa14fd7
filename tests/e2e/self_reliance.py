#!/usr/bin/env python3
"""Chips, their origin and the share of domestic compute: files of chips and what is wrong with broken ones, records and
targets over HTTP, figures by hand-computed numbers, open data that agrees with its description.

Run by ./test with SCRIP_BINARY_DIR and SCRIP_SOURCE_DIR. The last line is "N passed, M failed".
"""

import csv
import datetime
import hashlib
import io
import json
import subprocess
import sys

from harness import SCRIP, SOURCE, run_tests
from http_api import API, Client, World

RESOURCES = """resources:
  - {key: two, name: Two, vendor: Other}
  - {key: three, name: Three}
rate_cards:
  - {key: r2, site: west, from: 2025-01-01, until: 2030-01-01, prices: {two: 10.00, three: 10.00}}
vendors:
  - {key: maker, name: Maker}
chips:
  - {key: chip, name: Chip, vendor: maker, grade: B, source: a test, figures: [{quantity: fp16_dense, value: 200}]}
  - {key: two, name: Two, vendor: maker, grade: B, source: a test, figures: [{quantity: bf16_dense, value: 1000}]}
"""
GOODS = "origin_of_goods"

# A file of chips, the text that its error has, and the line.
BROKEN = [
    ("chips:\n  - {key: x, name: X, vendor: nobody}\n", "vendor_not_found", 2),
    ("chips:\n  - key: x\n    name: X\n    vendor: maker\n    figures:\n      - {quantity: fp64, value: 1, grade: A, source: s}\n",
     "value_invalid", 6),
    ("chips:\n  - key: x\n    name: X\n    vendor: maker\n    grade: A\n    source: s\n    figures:\n"
     "      - {quantity: fp32, value: 15}\n      - {quantity: fp32, value: 0}\n", "out_of_range", 9),
    ("chips:\n  - key: x\n    name: X\n    vendor: maker\n    figures:\n      - {quantity: fp32, value: 15, grade: A}\n",
     "missing_field", 6),
    ("chips:\n  - key: x\n    name: X\n    vendor: maker\n    figures:\n      - {quantity: fp32, value: 1,5, grade: A, source: s}\n",
     "unknown_field", 6),
    ("chips:\n  - key: x\n    name: X\n    vendor: maker\n    figures:\n      - {quantity: fp32, value: 15, grade: E, source: s}\n",
     "value_invalid", 6),
    ("chips:\n  - key: x\n    name: X\n    vendor: maker\n    figures:\n"
     "      - {quantity: fp32, value: 15, grade: A, source: s, dated: 2025-13}\n", "time_invalid", 6),
    ("chips:\n  - {key: x, name: X, vendor: maker, colour: red}\n", "unknown_field", 2),
    ("chips:\n  - {key: x, name: X, vendor: maker, figures: many}\n", "value_invalid", 2),
    ("organisations:\n  - {key: x, name: X}\n", "unknown_field", None),
    ("chips: [\n", "syntax_error", None),
]


def used(job: str, resource: str, day: str, devices: int) -> str:
    return json.dumps({"job": job, "account": "proj", "resource": resource, "devices": devices, "part": 0,
                       "start": f"{day}T08:00:00+08:00", "end": f"{day}T09:00:00+08:00"}) + "\n"


class Reliance(World):
    """Three chips: "chip" at east, "two" and "three" at west. It serves when it is asked for."""

    def start(self) -> None:
        if self.server is None and not (self.folder / "more.yaml").exists():
            (self.folder / "more.yaml").write_text(RESOURCES, encoding="utf-8")
            self.run("apply", str(self.folder / "more.yaml"))
            east = "".join(used(f"e{month}", "chip", f"2025-0{month}-03", devices)
                           for month, devices in ((4, 50), (5, 60), (6, 70)))
            west = "".join(used(f"w{month}", "two", f"2025-0{month}-03", devices)
                           for month, devices in ((4, 50), (5, 40), (6, 20))) + used("u6", "three", "2025-06-03", 10)
            for site, text in (("east", east), ("west", west)):
                (self.folder / "usage.ndjson").write_text(text, encoding="utf-8")
                self.run("usage", "import", str(self.folder / "usage.ndjson"), "--site", site)

    def serve(self) -> None:
        super().start()
        self.wang = self.client("wang")
        self.client().get("/authority").expect(200)  # from now on it takes a SIGTERM

    def officer(self) -> Client:  # one for all: its keys of idempotency go on
        return self.wang


def reliance(client: Client, test: str = GOODS) -> dict:
    return client.get(f"/self-reliance?test={test}").expect(200).json()


def test_files_of_chips_are_taken_whole_and_once(world: World) -> None:
    said = world.run("chip", "import", str(SOURCE / "chips"))
    assert "vendors" in said and "chips" in said, said
    before = world.run("status", "--json")
    world.run("chip", "import", str(SOURCE / "chips"))
    assert world.run("status", "--json") == before, "the same again wrote something"
    chips = {row["chip"]: row for row in json.loads(world.run("chip", "list", "--json"))}
    assert (chips["ascend-910c"]["fp16_dense"], chips["h100"]["fp16_dense"]) == ("800", "989"), "sparse or derived was used"
    assert chips["bi-150"]["fp16_dense"] == "196.5" and chips["metax-c500"]["fp16_dense"] == "240", chips["metax-c500"]
    assert chips["kunlunxin-p800"]["fp16_dense"] is None, "what is not published is never zero"
    figures = json.loads(world.run("chip", "show", "ascend-910c", "--json"))
    said = {(row["value"], row["is_used"]) for row in figures if row["quantity_of"] == "fp16_dense"}
    assert said == {("800", True), ("752", False), ("780", False), ("320", False)}, said
    world.run("verify")


def test_a_broken_file_is_refused_with_its_line_and_nothing_is_written(world: World) -> None:
    before = world.run("status", "--json")
    for text, code, line in BROKEN:
        file = world.folder / "broken.yaml"
        file.write_text(text, encoding="utf-8")
        done = subprocess.run([str(SCRIP), "chip", "import", str(file), "--db", world.db, "--lang", "en"],
                              capture_output=True, text=True, timeout=60, check=False)
        assert done.returncode == 1 and code in done.stderr, (text, done.stderr)
        assert line is None or f"broken.yaml:{line}" in done.stderr, (text, done.stderr)
    assert world.run("status", "--json") == before


def what_is_not_recorded_is_unknown(world: World) -> None:
    anyone = world.client()
    figures = reliance(anyone)
    june = figures["by_month"][-1]
    assert june["month"] == "2025-06" and june["device_hours"]["unknown"] == "100.000000", june
    assert june["device_hours"]["share"] == "0%" and figures["projection"]["device_hours"] is None, figures


def records_and_targets_are_for_officers(world: World) -> None:
    record = {"chip": "chip", "test": GOODS, "passes": True, "from": "2025-01-01", "source": "a list"}
    target = {"test": GOODS, "by": "2025-12-31", "share": "100%", "source": "a plan"}
    for person in (None, "zhou", "li", "chen", "he", "admin", "wu"):
        client = world.client(person)
        for path, body in (("/origins", record), ("/domestic-targets", target), ("/chip-figures/0/withdraw", {"reason": "x"})):
            assert client.post(path, body).status in (401, 403), (person, path)
    wang = world.officer()
    wang.post("/origins", {**record, "source": ""}).expect(400, "missing_field")
    wang.post("/origins", {**record, "source": "x" * 513}).expect(413, "too_large")
    wang.post("/origins", {**record, "test": "flag"}).expect(400, "value_invalid")
    wang.post("/origins", {**record, "chip": "none"}).expect(404, "resource_not_found")
    wang.post("/origins", {key: record[key] for key in record if key != "passes"}).expect(400, "missing_field")
    wang.post("/origins", {**record, "from": "yesterday"}).expect(400, "time_invalid")
    wang.post("/domestic-targets", {**target, "share": "101%"}).expect(400)
    wang.post("/origins", record, key="o1").expect(200)
    assert wang.post("/origins", record, key="o1").expect(200).json()["repeated"]
    assert wang.post("/origins", record).expect(200).json()["events"] == [], "the same again is no event"
    wang.post("/origins", {**record, "chip": "two", "passes": False}).expect(200)
    wang.post("/domestic-targets", {**target, "by": "2025-03-31", "share": "60%"}).expect(200)
    wang.post("/domestic-targets", target).expect(200)
    assert [row["target_share"] for row in world.client().get("/domestic-targets").json()["items"]] == ["60%", "100%"]


def the_figures_are_those_computed_by_hand(world: World) -> None:
    figures = reliance(world.client())
    assert [row["month"] for row in figures["by_month"]] == ["2025-04", "2025-05", "2025-06"]
    april, _, june = figures["by_month"]
    assert april["device_hours"] == {"domestic": "50.000000", "foreign": "50.000000", "unknown": "0.000000", "share": "50%"}
    assert june["device_hours"] == {"domestic": "70.000000", "foreign": "20.000000", "unknown": "10.000000", "share": "70%"}
    # 70 h x 200 TFLOPS, 20 h x 1,000 TFLOPS; of the third there is no figure.
    assert june["petaflops_hours"] == {"domestic": "14.000", "foreign": "20.000", "unknown": "0.000", "share": "41.1%"}, june
    assert june["unrated_device_hours"] == "10.000000"
    assert figures["device_hours"]["domestic"] == "180.000000" and figures["device_hours"]["share"] == "60%", figures
    east, west = figures["by_site"]
    assert (east["site"], east["device_hours"]["share"], west["device_hours"]["share"]) == ("east", "100%", "0%")
    # 50, 60, 70 %: ten points a month.
    line = figures["projection"]["device_hours"]
    assert [point["share"] for point in line["points"]] == ["70%", "80%", "90%", "100%", "100%", "100%", "100%"], line
    assert line["reaches_target"] and line["basis"] == ["2025-04", "2025-05", "2025-06"]
    assert all(each["en"] and each["zh"] for each in figures["assumptions"])
    assert world.client().get("/figures").expect(200).json()["self_reliance"]["test"] == GOODS


def a_new_record_shows_at_once_and_only_from_its_day(world: World) -> None:
    wang = world.officer()
    wang.post("/origins", {"chip": "three", "test": GOODS, "passes": True, "from": "2025-06-04", "source": "a list"}).expect(200)
    assert reliance(wang)["by_month"][-1]["device_hours"]["unknown"] == "10.000000", "the day before it is unknown still"
    wang.post("/origins", {"chip": "three", "test": GOODS, "passes": True, "from": "2025-06-01", "source": "a list"}).expect(200)
    assert reliance(wang)["by_month"][-1]["device_hours"]["unknown"] == "0.000000"
    assert reliance(wang, "quota")["by_month"][-1]["device_hours"]["unknown"] == "100.000000", "tests do not coincide"
    wang.get("/self-reliance?test=flag").expect(400, "value_invalid")


def a_withdrawn_figure_leaves_the_sums(world: World) -> None:
    wang = world.officer()
    chip = wang.get("/chips/chip").expect(200).json()
    dense = next(each for each in chip["quantities"] if each["quantity"] == "fp16_dense")
    assert dense["used"] == "200" and not dense["contradicted"], dense
    number = dense["figures"][0]["figure"]
    wang.post(f"/chip-figures/{number}/withdraw", {"reason": "a typing error"}).expect(200)
    wang.post("/chip-figures/99999/withdraw", {"reason": "x"}).expect(404, "figure_not_found")
    wang.post("/chip-figures/one/withdraw", {"reason": "x"}).expect(404, "figure_not_found")
    june = reliance(wang)["by_month"][-1]
    assert june["petaflops_hours"]["domestic"] == "0.000" and june["unrated_device_hours"] == "80.000000", june
    world.client().get("/chips/none").expect(404, "resource_not_found")


DECLARED = (("a", "east", "chip", 10, "2025-04-10", "2025-06-02", "programmes"), ("b", "east", "chip", 3, "2025-04-01", "2025-05-01", "own_use"),
            ("c", "east", "chip", 9, "2025-04-15", "2025-06-01", "maintenance"), ("d", "west", "two", 7, "2025-05-30", "2025-06-03", "programmes"),
            ("e", "west", "three", 5, "2025-05-31", "2025-06-02", "programmes"))


def capacity_is_what_was_declared_day_by_day(world: World) -> None:
    """Recomputed from the list of declarations: "three" passes from June on, "two" fails."""
    for key, site, chip, devices, begins, ends, use in DECLARED:
        client = world.officer() if site == "west" else world.client("chen")
        client.post("/capacity", {"capacity": key, "site": site, "resource": chip, "devices": devices, "from": begins, "until": ends,
                                  "use": use}).expect(200)
    expected: dict = {}
    for row in world.officer().get("/capacity").expect(200).json()["items"]:
        day = datetime.date.fromisoformat(row["from"])
        while day < datetime.date.fromisoformat(row["until"]) and row["use"] != "maintenance":
            passes = row["resource"] == "chip" or (row["resource"] == "three" and day.month >= 6)
            origin = "domestic_hours" if passes else "foreign_hours" if row["resource"] == "two" else "unknown_hours"
            sums = expected.setdefault((day.isoformat()[:7], row["site"]), dict.fromkeys(("domestic_hours", "foreign_hours", "unknown_hours"), 0))
            sums[origin] += 24 * int(row["devices"])
            day += datetime.timedelta(days=1)
    rows = world.client().get("/self-reliance/summary?by=capacity_site_month").expect(200).json()["items"]
    assert {(row["month"], row["site"]): {name: float(row[name]) for name in ("domestic_hours", "foreign_hours", "unknown_hours")}
            for row in rows} == expected and len(expected) == 5, (rows, expected)
    months = {row["month"]: row for row in reliance(world.client())["capacity_by_month"]}
    assert months["2025-05"]["device_hours"] == {"domestic": "7440.000000", "foreign": "336.000000", "unknown": "120.000000", "share": "94.2%"}
    assert months["2025-06"]["device_hours"]["domestic"] == "360.000000" and months["2025-06"]["full"], months


def a_city_is_the_sum_of_its_sites(world: World) -> None:
    anyone = world.client()
    sums = lambda by, *key: {tuple(row[each] for each in key): (float(row["domestic_hours"]), float(row["domestic_flops"]))
                             for row in anyone.get(f"/self-reliance/summary?by={by}").expect(200).json()["items"]}
    assert sums("city", "city") == {("",): tuple(map(sum, zip(*sums("site", "site").values())))}, "nobody says where they are"
    world.officer().post("/sites/east/city", {"city": "杭州"}).expect(200)
    for by in ("", "capacity_"):
        of_sites, of_cities = sums(by + "site_month", "month", "site"), sums(by + "city_month", "month", "city")
        assert of_sites and of_cities == {(month, "杭州" if site == "east" else ""): hours for (month, site), hours in of_sites.items()}
    assert {site["site"]: site["city"] for site in reliance(anyone)["by_site"]} == {"east": "杭州", "west": ""}
    world.officer().post("/sites/west/city", {"city": "杭州"}).expect(200)
    assert sums("capacity_city_month", "month", "city") == {(month, "杭州"): hours for (month,), hours in sums("capacity_month", "month").items()}
    rows = list(csv.DictReader(io.StringIO(anyone.get("/open-data/self-reliance/capacity_city_months.csv").expect(200).body.decode())))
    assert {row["city"] for row in rows} == {"杭州"}, rows


def open_data_agrees_with_its_description(world: World) -> None:
    anyone = world.client()
    package = anyone.get("/open-data/self-reliance/datapackage.json").expect(200).json()
    assert package["description"] and {each["name"] for each in package["resources"]} == {"month", "site", "site_month", "city", "city_month", "capacity_month", "capacity_site_month", "capacity_city_month",
                                                                             "chip", "programme", "bought"}
    for resource in package["resources"]:
        body = anyone.get(f"/open-data/self-reliance/{resource['path']}").expect(200).body
        assert len(body) == resource["bytes"] and "sha256:" + hashlib.sha256(body).hexdigest() == resource["hash"]
        rows = csv.DictReader(io.StringIO(body.decode()))
        assert rows.fieldnames == [field["name"] for field in resource["schema"]["fields"]], resource
        assert "acme" not in body.decode() and "rival" not in body.decode(), "no organisation is named"
    rows = list(csv.DictReader(io.StringIO(anyone.get("/open-data/self-reliance/site_months.csv").expect(200).body.decode())))
    assert [(row["month"], row["site"]) for row in rows] == [(f"2025-0{month}", site) for month in (4, 5, 6) for site in ("east", "west")], rows
    june = {row["site"]: (row["domestic_hours"], row["foreign_hours"]) for row in rows if row["month"] == "2025-06"}
    assert june == {"east": ("70.000000", "0.000000"), "west": ("10.000000", "20.000000")}, june
    anyone.get("/open-data/self-reliance/people.csv").expect(404, "not_found")
    anyone.send("GET", API + "/open-data/self-reliance/..%2f..%2fj.db").expect(404)


def the_journal_stands_up_to_an_audit(world: World) -> None:
    world.stop()
    world.run("verify")
    assert "origin_recorded" in world.run("journal", "show", "--json"), "events have names"
    by_month = json.loads(world.run("self-reliance", "--json"))
    assert by_month[-1]["month"] == "2025-06" and by_month[-1]["domestic_share"] == "80%", by_month
    for test, result in (("--passes", 0), ("--fails", 0)):
        done = subprocess.run([str(SCRIP), "chip", "origin", "two", "--test", "quota", test, "--from", "2026-01-01",
                               "--source", "s", "--db", world.db], capture_output=True, check=False)
        assert done.returncode == result, done.stderr
    done = subprocess.run([str(SCRIP), "chip", "origin", "two", "--test", "quota", "--from", "2026-01-01", "--source", "s",
                           "--db", world.db], capture_output=True, check=False)
    assert done.returncode in (1, 2), "neither passes nor fails"


def test_from_nothing_recorded_to_open_data(world: World) -> None:
    world.serve()
    what_is_not_recorded_is_unknown(world)
    records_and_targets_are_for_officers(world)
    the_figures_are_those_computed_by_hand(world)
    a_new_record_shows_at_once_and_only_from_its_day(world)
    a_withdrawn_figure_leaves_the_sums(world)
    capacity_is_what_was_declared_day_by_day(world)
    a_city_is_the_sum_of_its_sites(world)
    open_data_agrees_with_its_description(world)
    the_journal_stands_up_to_an_audit(world)


if __name__ == "__main__":
    sys.exit(run_tests(globals(), Reliance))
