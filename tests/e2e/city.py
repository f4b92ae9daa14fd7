#!/usr/bin/env python3
"""The whole example city, as tools/demo makes it: it is what it says it is, and its journal holds under every audit.

The city is made once for all tests. Run by ./test with SCRIP_BINARY_DIR and SCRIP_SOURCE_DIR. The last line is
"N passed, M failed".
"""

import atexit
import collections
import decimal
import functools
import http.client
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

from harness import SCRIP, SOURCE, run_tests

GENERATE = str(SOURCE / "examples/city/generate.py")
PASSWORD = "yungang-demo-2025"


class City:
    def __init__(self, folder: str):
        self.folder = pathlib.Path(folder)
        env = {**os.environ, "SCRIP_BINARY_DIR": str(SCRIP.parent), "SCRIP_DEMO_DIR": folder}
        done = subprocess.run([str(SOURCE / "tools/demo"), "--no-serve", "--lang", "zh"], env=env, text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
        self.made = done.returncode
        self.shown = done.stdout

    def run(self, *arguments: str) -> str:
        done = subprocess.run([str(SCRIP), "--lang", "en", "--db", str(self.folder / "city.db"), *arguments], text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
        assert done.returncode == 0, f"scrip {' '.join(arguments)}: {done.returncode}\n{done.stdout[-3000:]}"
        return done.stdout

    def table(self, name: str) -> list[dict]:
        return json.loads(self.run("export", name, "--format", "json"))


@functools.cache
def the_city() -> City:
    folder = tempfile.mkdtemp(prefix="scrip-city-")
    atexit.register(shutil.rmtree, folder)
    return City(folder)


def test_it_is_made_without_an_error_and_shows_how_far_it_has_come(city: City) -> None:
    assert city.made == 0, city.shown[-3000:]
    assert re.search(r"已决定的申请: (\d+)/\1\n", city.shown), city.shown[-3000:]


def test_the_journal_holds_and_every_assessment_comes_out_again(city: City) -> None:
    assert "all decided again with the same result" in city.run("verify")
    audited = city.run("audit", "decisions")
    assert re.search(r"^(\d{3,}) assessments run again .*: 0 differ$", audited, re.MULTILINE), audited[-500:]


def test_the_books_balance(city: City) -> None:
    sums: dict[str, decimal.Decimal] = collections.defaultdict(decimal.Decimal)
    for account in city.table("accounts"):
        sums[account["unit"]] += decimal.Decimal(account["balance"])
    assert set(sums) == {"money", "device_time", "tokens"} and not any(sums.values()), dict(sums)
    charges = city.table("charges")
    for column in ("gross", "covered_money", "own_share"):
        by_job = sum(decimal.Decimal(row[column]) for row in city.table("jobs"))
        assert sum(decimal.Decimal(row[column]) for row in charges) == by_job, column
    for voucher in city.table("vouchers"):
        parts = [decimal.Decimal(voucher[each]) for each in ("available", "committed", "in_flight", "settled", "returned")]
        assert sum(parts) == decimal.Decimal(voucher["face"]) and min(parts) >= 0, voucher


def test_it_is_as_large_as_the_readme_says(city: City) -> None:
    sites = city.table("sites")
    assert len(sites) == 12 and len({(site["latitude"], site["longitude"]) for site in sites}) == 12, sites
    organisations = city.table("organisations")
    assert len(organisations) == 120 and len({each["identifier"] for each in organisations}) == 120
    assert len(city.table("applications")) > 300
    assert len({call["programme"] for call in city.table("calls")}) == 7
    months = {row["month"] for row in city.table("charges")}
    assert months == {f"2025-{month:02d}" for month in range(6, 13)}, months
    closed = {row["month"] for row in city.table("statements")}
    assert closed == months - {"2025-12"}, closed


def test_there_is_an_application_in_every_state_under_the_programmes(city: City) -> None:
    states = {row["status"] for row in city.table("applications")}
    assert states == {"draft", "submitted", "returned", "complete", "assessed", "allocated", "proposed", "awarded",
                      "refused", "appealed", "withdrawn"}, states
    assert {row["status"] for row in city.table("awards")} == {"active", "revoked"}
    assert "suspended" in {row["status"] for row in city.table("vouchers")}
    scored = [row for row in city.table("applications") if row["scores"]]
    assert {row["call"] for row in scored} == {"open-1", "open-2"}
    assert {row["tier"] for row in scored if row["call"] == "open-1"} >= {"fund", "draw"}


def test_closed_months_are_paid_but_for_what_waits(city: City) -> None:
    statements = city.table("statements")
    assert {row["status"] for row in statements if row["status"]} == {"open", "proposed", "approved"}
    assert [row["site"] for row in statements if row["dispute"]] == ["harbour"]
    payments = collections.Counter(row["status"] for row in city.table("payments"))
    assert payments["rejected"] == 1 and payments["paid"] > 20 and set(payments) == {"paid", "rejected"}, payments
    dues = collections.Counter(row["status"] for row in city.table("dues"))
    assert dues["paid"] > dues["not_approved"] > 0 and dues["payable"] > 0 and dues["disputed"] > 0, dues
    instalments = city.table("instalments")
    assert len(instalments) == 6 and all((row["status"], row["payment"] != "") == ("approved", True) for row in instalments), instalments
    back = city.table("clawbacks")
    assert [(row["award"], row["rule"], row["status"]) for row in back] == [("K-002", "sold_on", "approved")], back
    paid = sum(decimal.Decimal(row["balance"]) for row in city.table("accounts") if row["kind"] == "paid")
    assert 2 * decimal.Decimal(back[0]["repaid"]) == decimal.Decimal(back[0]["amount"]) > 0, back
    went = sum(decimal.Decimal(row["amount"]) for row in city.table("payments") if row["status"] == "paid")
    assert paid == went - decimal.Decimal(back[0]["repaid"]) > 0, (paid, went)


def test_purchases_are_in_every_state_and_say_what_was_found(city: City) -> None:
    claims = {row["claim"]: row for row in city.table("claims")}
    assert {row["status"] for row in claims.values()} == {"drafted", "submitted", "checked", "returned", "accepted", "refused",
                                                          "withdrawn"}
    findings = {(row["claim"], row["code"], row["settlement"]) for row in city.table("claim_findings")}
    assert {("K-006-1", "supplier_affiliated", "open"), ("S-008-1", "older_than_contract", "open"),
            ("S-003-1", "never_runs", "excluded"), ("S-001-1", "origin_unknown", "waived")} <= findings, findings
    left_out = {claim for claim, _, settlement in findings if settlement == "excluded"}
    bought = sum(int(row["devices"]) for row in claims.values() if row["status"] == "accepted" and row["claim"] not in left_out)
    steps = collections.Counter(row["step"] for row in city.table("device_events"))
    assert steps["bought"] == steps["installed"] == bought and steps["moved"] == steps["resold"] == 1, steps
    assert len(city.table("devices")) > bought


def test_what_programmes_paid_for_and_the_rest_are_the_whole(city: City) -> None:
    def hours(by: str) -> tuple[decimal.Decimal, decimal.Decimal]:
        """The sum of a table's hours, and how far rounding each to a millionth may have moved it."""
        rows = json.loads(city.run("self-reliance", "--by", by, "--json"))
        cells = [decimal.Decimal(row[each]) for row in rows for each in ("domestic_hours", "foreign_hours", "unknown_hours")]
        return sum(cells), len(cells) * decimal.Decimal("0.0000005")
    whole, slack = hours("month")
    assert whole > 0
    for by in ("programme", "chip", "site"):
        parts, more = hours(by)
        assert abs(parts - whole) <= slack + more, (by, parts, whole)
    paid = {row["programme"] for row in json.loads(city.run("self-reliance", "--by", "programme", "--json"))}
    assert {"", "wuhan-2025", "chengdu-2025"} <= paid, paid
    bought = json.loads(city.run("self-reliance", "--by", "bought", "--json"))
    assert {row["programme"] for row in bought} == {"beijing-etown-servers-2024", "example-cards-2026"}, bought
    last = [row for row in bought if row["month"] == bought[-1]["month"]]
    assert sum(int(row["bought_devices"]) for row in last) == 699 and all(decimal.Decimal(row["busy_hours"]) >= 0 for row in bought)


def test_stakes_say_who_controls_the_operators(city: City) -> None:
    delta = city.run("control", "of", "delta-op", "--on", "2025-10-09")
    assert "34% + harbour-op 20% = 54%" in delta, delta
    assert "person-gu" in city.run("control", "of", "xiling-op", "--on", "2025-10-09")
    assert "lanzhi" in city.run("control", "of", "qingyun", "--on", "2025-10-09")
    assert "canglang-op" in city.run("control", "of", "qingyun", "--on", "2025-08-31")


def test_usage_that_cannot_be_charged_waits_with_every_usual_reason(city: City) -> None:
    reasons = {row["reason"] for row in city.table("suspense")}
    assert reasons == {"no_payer", "unknown_resource", "no_price", "conflict", "in_future", "job_terms_differ"}, reasons
    held = [row for row in city.table("jobs") if row["hold"] and row["ended"]]
    assert len(held) == 3 and all(decimal.Decimal(row["own_share"]) > 0 for row in held), held


def test_the_same_seeds_give_the_same_city(city: City) -> None:
    folders = []
    for seed in ("1", "2"):
        folder = city.folder / seed
        subprocess.run([GENERATE, "write", str(folder)], env={**os.environ, "PYTHONHASHSEED": seed}, check=True)
        folders.append({str(each.relative_to(folder)): each.read_bytes() for each in folder.rglob("*") if each.is_file()})
    assert folders[0] == folders[1] and len(folders[0]) == 2 + 66, len(folders[0])
    assert folders[0]["year.yaml"] == (city.folder / "year.yaml").read_bytes()


def test_everyone_who_signs_in_finds_something_to_do(city: City) -> None:
    server = subprocess.Popen([str(SCRIP), "serve", "--store", str(city.folder / "city.db"), "--listen", "127.0.0.1:0"],
                              stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        address = re.search(r"http://([\d.:]+)", server.stdout.readline()).group(1)
        assert sign_in(address, "wang", "/inbox")["total"] > 20
        assert sign_in(address, "zhou", "/inbox")["total"] > 5
        assert {each["kind"] for each in sign_in(address, "chen", "/inbox")["items"]} == {"resolve_suspense"}
        assert len(sign_in(address, "sun", "/inbox")["items"]) > 1
        wallet = sign_in(address, "sun", "/organisations/lanzhi/wallet")["vouchers"]
        assert any(each["valid_until"] > "2028-01-01" and each["available"] != "0.00" for each in wallet), wallet
        assert len(sign_in(address, "he", "/figures")["by_month"]) == 7
    finally:
        server.terminate()
        assert server.wait(30) == 0


def sign_in(address: str, person: str, path: str):
    """What the person sees there."""
    connection = http.client.HTTPConnection(address, timeout=30)
    connection.request("POST", "/api/v1/session", json.dumps({"name": person, "password": PASSWORD}),
                       {"Content-Type": "application/json"})
    answer = connection.getresponse()
    answer.read()
    connection.request("GET", f"/api/v1{path}", headers={"Cookie": answer.headers["Set-Cookie"].split(";")[0]})
    answer = connection.getresponse()
    body = json.loads(answer.read())
    assert answer.status == 200, body
    return body


if __name__ == "__main__":
    sys.exit(run_tests(globals(), lambda _: the_city()))
