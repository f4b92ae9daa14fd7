#!/usr/bin/env python3
"""What sites offer, over HTTP: prices by two persons, capacity, accreditation; and the forecast of take-up, the names of
programmes in both languages, the draw of a round and the entries of the money's path."""

import hashlib
import json
import sys

from harness import run_tests
from http_api import PEOPLE, World, publish_henan, usage

# An officer for the whole authority beside the one who proposes.
SECOND = ("sun", "officer", [])


def world(folder: str) -> World:
    if SECOND not in PEOPLE:
        PEOPLE.append(SECOND)
    return World(folder)


def test_a_site_is_set_up_and_its_prices_take_two_persons(made: World) -> None:
    wang, zhou, chen = made.client("wang"), made.client("zhou"), made.client("chen")
    wang.post("/resources", {"resource": "h20", "name": "H20", "aliases": ["H20-96G"]}).expect(200)
    wang.post("/resources", {"resource": "h20", "name": "H20", "aliases": ["h20-sxm"]}).expect(200)
    chips = {row["resource"]: row for row in wang.get("/resources").json()["items"]}
    assert chips["h20"]["aliases"] == "H20-96G;h20-sxm", chips
    wang.post("/resources", {"resource": "h20", "name": "Another"}).expect(409, "key_reused")
    site = {"site": "north", "name": "North", "operator": "op", "zone": "Asia/Urumqi"}
    wang.post("/sites", site).expect(200)
    assert wang.post("/sites", site).expect(200).json()["events"] == []
    wang.post("/sites", {**site, "site": "south", "zone": "Asia/Nowhere"}).expect(400, "value_invalid")
    wang.post("/programmes", {"programme": "q", "name": "Q", "mode": "barter"}).expect(400, "value_invalid")
    wang.post("/programmes", {"programme": "q", "name": "Q", "mode": "deduct"}).expect(200)

    card = {"rate_card": "R-1", "site": "east", "from": "2026-01-01", "until": "2027-01-01",
            "prices": [{"resource": "h20", "price": "mon-fri 08:00-22:00 8.00; otherwise 5.00"}]}
    chen.post("/rate-cards", {**card, "site": "north"}).expect(403, "forbidden")
    chen.post("/rate-cards", {**card, "prices": [{"resource": "h20", "price": "8.00 EUR"}]}).expect(400, "wrong_currency")
    first = chen.post("/rate-cards", card, key="card").expect(200).json()
    again = chen.post("/rate-cards", card, key="card").expect(200).json()
    assert again["repeated"] and again["sequence"] == first["sequence"], again
    assert not [row for row in chen.get("/rate-cards").json()["items"] if row["rate_card"] == "R-1"]
    assert "decide_rate_card" in [item["kind"] for item in zhou.get("/inbox").json()["items"]]
    chen.post("/rate-cards/R-1/approve").expect(403, "forbidden")
    zhou.post("/rate-cards/R-1/approve").expect(200)
    zhou.post("/rate-cards/R-1/approve").expect(409, "rate_card_state")
    assert {row["price"] for row in chen.get("/rate-cards").json()["items"] if row["rate_card"] == "R-1"} == {"8.00", "5.00"}
    row = chen.get("/rate-card-proposals").json()["items"][0]
    assert (row["status"], row["proposed_by"], row["decided_by"]) == ("approved", "chen", "zhou"), row

    wang.post("/rate-cards", {**card, "rate_card": "R-2", "site": "north"}).expect(200)
    wang.post("/rate-cards/R-2/approve").expect(403, "four_eyes")
    assert chen.get("/rate-card-proposals").json()["total"] == 1, "another site's is not to be seen"
    made.client("sun").post("/rate-cards/R-2/reject", {"reason": "above the ceiling"}).expect(200)
    wang.get("/rate-card-proposals", Accept="text/csv").expect(200)


def test_a_site_is_in_a_city(made: World) -> None:
    wang, chen, li = made.client("wang"), made.client("chen"), made.client("li")
    wang.post("/sites", {"site": "north", "name": "North", "operator": "op", "city": "Ningbo "}).expect(400, "value_invalid")
    wang.post("/sites", {"site": "north", "name": "North", "operator": "op", "city": "Ningbo"}).expect(200)
    chen.post("/sites/east/city", {"city": "杭州"}).expect(200)
    chen.post("/sites/north/city", {"city": "杭州"}).expect(403, "forbidden")
    li.post("/sites/east/city", {"city": "杭州"}).expect(403, "forbidden")
    wang.post("/sites/nowhere/city", {"city": "杭州"}).expect(404, "site_not_found")
    cities = lambda query="": {row["site"]: row["city"] for row in made.client().get(f"/sites{query}").expect(200).json()["items"]}
    assert cities()["east"] == "杭州" and cities()["north"] == "Ningbo", cities()
    assert list(cities("?filter=city%3DNingbo")) == ["north"]
    wang.post("/sites/north/city", {}).expect(200)
    assert cities()["north"] == ""
    made.stop()
    assert "杭州" in made.run("site", "list")
    made.run("verify")


def told(kind: str, subject: str) -> dict:
    return {"kind": kind, "subject": subject, "since": "2026-01-01T00:00:00Z", "text": {"en": f"{kind} in words", "zh": "警报内容"}}


def test_what_is_wrong_at_a_site_is_seen_where_it_can_be_mended(made: World) -> None:
    chen, wang, li, he = (made.client(person) for person in ("chen", "wang", "li", "he"))
    made.client().get("/site-alerts").expect(401)
    li.get("/site-alerts").expect(403, "forbidden")
    assert chen.get("/site-alerts").expect(200).json()["items"] == []
    idle, register = told("job_idle", "east/7@1"), told("device_register", "huawei/sn1")
    assert chen.post("/sites/east/alerts", {"alerts": [idle, register]}).expect(200).json() == {"standing": 2}
    chen.post("/sites/west/alerts", {"alerts": []}).expect(403, "forbidden")
    wang.post("/sites/east/alerts", {"alerts": []}).expect(403, "forbidden")
    for person in (wang, chen):
        (task,) = [item for item in person.get("/inbox").json()["items"] if item["kind"] == "look_at_alerts"]
        assert (task["subject"], task["count"], task["since"]) == ("east", 2, "2026-01-01T00:00:00Z"), task
    # One has ended: it is named no longer.
    assert chen.post("/sites/east/alerts", {"alerts": [idle]}).expect(200).json() == {"standing": 1}
    rows = {row["alert"]: row for row in he.get("/site-alerts?site=east").expect(200).json()["items"]}
    assert rows["job_idle"]["ended_at"] is None and rows["job_idle"]["chinese"] == "警报内容", rows
    assert rows["device_register"]["ended_at"] is not None, rows
    # Nothing half: what is wrong with one of them refuses all.
    for wrong, code in (({**register, "kind": "two words"}, "value_invalid"), ({**register, "subject": ""}, "missing_field"),
                        (idle, "value_invalid"), ({**register, "more": 1}, "unknown_field")):
        chen.post("/sites/east/alerts", {"alerts": [idle, wrong]}).expect(400, code)
    many = [told("job_idle", f"east/{number}@1") for number in range(201)]
    assert chen.post("/sites/east/alerts", {"alerts": many}).json()["code"] == "too_large"
    assert he.get("/site-alerts?site=east").json()["total"] == 2
    he.get("/site-alerts?site=nowhere").expect(404, "site_not_found")
    # They are not in the journal, and still there after a restart; the command line sees the same.
    made.stop()
    assert "job_idle in words" in made.run("site", "alerts", "--site", "east")
    made.run("verify")
    made.start()
    assert made.client("chen").get("/site-alerts").json()["total"] == 2


def test_used_above_declared_is_a_warning(made: World) -> None:
    chen, he = made.client("chen"), made.client("he")
    declared = {"capacity": "C-1", "site": "east", "resource": "chip", "devices": 1, "from": "2025-06-01",
                "until": "2025-07-01", "use": "programmes"}
    chen.post("/capacity", {**declared, "site": "west"}).expect(403, "forbidden")
    chen.post("/capacity", {**declared, "devices": 0}).expect(400, "out_of_range")
    chen.post("/capacity", {**declared, "use": "sale"}).expect(400, "value_invalid")
    chen.post("/capacity", declared).expect(200)
    assert made.client().get("/capacity").expect(200).json()["items"][0]["devices"] == 1
    for part in range(4):
        chen.send("POST", "/sites/east/usage", usage("j1", part).encode(),
                  {"Content-Type": "application/x-ndjson", "Idempotency-Key": f"u{part}"}).expect(200)
    days = chen.get("/capacity/days?from=2025-06-01&until=2025-06-03").expect(200).json()["items"]
    assert [day["over"] for day in days] == [True, False], days
    assert "declared" in days[0]["warning"]["en"] and days[1]["warning"] is None, days
    assert he.get("/capacity/days?from=2025-06-01&until=2025-06-03&site=west").json()["items"] == []
    chen.get("/capacity/days?from=2020-01-01").expect(400, "out_of_range")
    stands = {"resource": "chip", "devices_per_server": 8, "servers_per_island": 32}
    he.post("/sites/east/topology", stands).expect(403, "forbidden")
    chen.post("/sites/west/topology", stands).expect(403, "forbidden")
    chen.post("/sites/east/topology", {**stands, "resource": "none"}).expect(404, "resource_not_found")
    for field, wrong in (("devices_per_server", 0), ("devices_per_server", 1025), ("servers_per_island", -1)):
        problem = chen.post("/sites/east/topology", {**stands, field: wrong}).expect(400, "out_of_range").json()
        assert problem["field"] == field, problem
    chen.post("/sites/east/topology", stands).expect(200)
    chen.post("/capacity/C-1/end", {"until": "2025-06-10", "reason": "moved"}).expect(400, "time_invalid")


def test_usage_waits_until_its_site_is_accredited(made: World) -> None:
    wang, zhou, chen, li = (made.client(person) for person in ("wang", "zhou", "chen", "li"))
    wang.post("/programmes", {"programme": "q", "name": "Q", "mode": "deduct"}).expect(200)
    zhou.post("/programmes/q/accreditation-rule", {}).expect(400, "missing_field")
    wang.post("/programmes/q/accreditation-rule", {"required": True, "from": "2025-01-01"}).expect(403, "forbidden")
    zhou.post("/programmes/q/accreditation-rule", {"required": True, "from": "2025-01-01"}).expect(200)
    zhou.post("/programmes/p/accreditation-rule", {"required": True, "from": "2025-01-01"}).expect(400, "time_invalid")
    made.stop()
    made.run("voucher", "revoke", "V-1", "--reason", "moved to q")
    made.run("budget", "add", "bq", "--programme", "q", "--funder", "City", "--appropriation", "1000 CNY")
    made.run("voucher", "add", "V-Q", "--budget-line", "bq", "--organisation", "acme", "--face", "1000 CNY",
             "--valid-from", "2025-01-01", "--valid-until", "2190-01-01")
    made.start()
    wang, zhou, chen, li = (made.client(person) for person in ("wang", "zhou", "chen", "li"))
    ndjson = {"Content-Type": "application/x-ndjson", "Idempotency-Key": "usage"}
    reply = chen.send("POST", "/sites/east/usage", usage("j1").encode(), ndjson).expect(200).json()
    assert reply["outcomes"][0]["reason"] == "not_accredited", reply
    waiting = chen.get("/suspense").json()["items"][0]
    assert waiting["action"] == "applyForAccreditation" and "scrip " not in waiting["advice"]["en"], waiting

    licence = chen.send("POST", "/documents", b"licence", {"Content-Type": "application/pdf", "Idempotency-Key": "d"})
    document = {"hash": licence.expect(201).json()["hash"], "kind": "licence"}
    asked = {"accreditation": "AC-1", "site": "east", "programme": "q", "facts": {"chips": 512, "tier": "III"},
             "documents": [document]}
    chen.post("/accreditations", {**asked, "site": "west"}).expect(403, "forbidden")
    chen.post("/accreditations", {**asked, "documents": [{"hash": "0" * 64, "kind": "x"}]}).expect(404, "document_missing")
    chen.post("/accreditations", {**asked, "facts": "many"}).expect(400)
    chen.post("/accreditations", asked).expect(200)
    decision = {"outcome": "accredit", "valid_from": "2025-01-01", "valid_until": "2190-01-01", "reason": "visited"}
    zhou.post("/accreditations/AC-1/approve", {"outcome": "accredit"}).expect(409, "accreditation_state")
    wang.post("/accreditations/AC-1/propose", decision).expect(200)
    seen = zhou.get("/accreditations/AC-1").expect(200).json()
    assert seen["facts"] == {"chips": 512, "tier": "III"} and seen["proposal"]["by"] == "wang", seen
    zhou.get(f"/documents/{document['hash']}?accreditation=AC-1").expect(200)
    li.get(f"/documents/{document['hash']}?accreditation=AC-1").expect(404)
    zhou.post("/accreditations/AC-1/reject", {"reason": "look again"}).expect(200)
    wang.post("/accreditations/AC-1/propose", decision).expect(200)
    zhou.post("/accreditations/AC-1/approve", {"outcome": "refuse"}).expect(400, "value_invalid")
    zhou.post("/accreditations/AC-1/approve", {"outcome": "accredit"}).expect(200)
    assert chen.post("/suspense/retry", {"site": "east"}).expect(200).json()["charged"] == 1
    shown = made.client().get("/programmes/q").json()
    assert shown["accreditation_required_from"] == "2025-01-01", shown
    assert [site["site"] for site in shown["accredited_sites"]] == ["east"], shown
    zhou.post("/accreditations/AC-1/suspend", {"reason": "under review"}).expect(200)
    assert chen.get("/accreditations").json()["items"][0]["status"] == "suspended"
    zhou.post("/accreditations/AC-1/resume", {"reason": "in order"}).expect(200)
    zhou.post("/accreditations/AC-1/withdraw", {"reason": "closed down"}).expect(200)
    zhou.post("/accreditations/AC-1/resume", {"reason": "x"}).expect(409, "accreditation_state")
    made.stop()
    made.run("verify")
    assert "AC-1" in made.run("accreditation", "list")


def test_programmes_and_calls_have_names_in_both_languages(made: World) -> None:
    wang = publish_henan(made)
    listed = {row["programme"]: row for row in made.client().get("/programmes").json()["items"]}
    assert listed["p"]["names"] == {"en": "Programme", "zh": "Programme"}, listed["p"]
    henan = listed["henan-2023"]["names"]
    assert henan["en"] != henan["zh"] and henan["zh"], henan
    assert made.client().get("/programmes/henan-2023").json()["names"] == henan
    call = made.client().get("/calls").json()["items"][0]
    assert henan["zh"] in call["names"]["zh"] and call["call"] in call["names"]["zh"], call
    voucher = wang.get("/vouchers").json()["items"][0]
    assert voucher["programme_names"] == {"en": "Programme", "zh": "Programme"}, voucher


def test_a_forecast_states_what_it_assumes(made: World) -> None:
    made.client("chen").send("POST", "/sites/east/usage", usage("j1").encode(),
                             {"Content-Type": "application/x-ndjson", "Idempotency-Key": "u"}).expect(200)
    answer = made.client().get("/programmes/p/forecast").expect(200).json()
    unit = answer["units"][0]
    assert unit["spent"] == "48.00" and unit["appropriated"] == "1000000.00", unit
    assert [m["spent"] for m in unit["months"] if m["month"] == "2025-06"] == ["48.00"], unit["months"]
    assert unit["projection"]["monthly"]["low"] == "0.00" and all(each["zh"] for each in unit["assumptions"]), unit
    made.client().get("/programmes/none/forecast").expect(404, "programme_not_found")
    rows = json.loads(made.run("programme", "forecast", "p", "--json"))
    assert len(rows) == len(unit["months"]) + len(unit["projection"]["months"]), rows


def test_the_path_of_a_yuan_names_its_entries(made: World) -> None:
    he = made.client("he")

    def check(step: dict, kinds: dict) -> None:
        if step["entry"] is not None:
            entry = he.get(f"/journal/entries/{step['entry']}").expect(200).json()
            kinds[step["step"]] = json.dumps(entry)
        for child in step["children"]:
            check(child, kinds)

    made.client("chen").send("POST", "/sites/east/usage", usage("j1").encode(),
                             {"Content-Type": "application/x-ndjson", "Idempotency-Key": "u"}).expect(200)
    made.client("wang").post("/periods/2025-06/close").expect(200)
    kinds: dict = {}
    check(he.get("/vouchers/V-1/path").expect(200).json()["path"], kinds)
    assert "budget_line_added" in kinds["appropriation"], kinds
    assert "voucher_issued" in kinds["voucher"] and "V-1" in kinds["voucher"], kinds
    assert "period_closed" in kinds["statement"], kinds


def test_a_seed_is_committed_to_before_a_call_closes(made: World) -> None:
    wang = publish_henan(made)
    seed = "5f" * 32
    commitment = hashlib.sha256(seed.encode()).hexdigest()
    wang.post("/calls/first/seed", {"commitment": "soon"}).expect(400, "encoding_invalid")
    wang.post("/calls/first/seed", {"commitment": commitment}).expect(200)
    wang.post("/calls/first/seed", {"commitment": "0" * 63 + "1"}).expect(409, "key_reused")
    assert wang.get("/calls").json()["items"][0]["seed_commitment"] == commitment
    wang.get("/calls/first/round").expect(409, "round_unfinished")
    made.client("he").get("/calls/none/round").expect(404, "call_not_found")


if __name__ == "__main__":
    sys.exit(run_tests(globals(), world))
