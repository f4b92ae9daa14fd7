#!/usr/bin/env python3
"""Quotes and reservations over HTTP and on the command line: what is offered and why not, devices and money taken
together, a job that is paid from it, a site that breaks one, and what stands behind vouchers; then the audit.

Run by ./test with SCRIP_BINARY_DIR and SCRIP_SOURCE_DIR. The last line is "N passed, M failed".
"""

import datetime
import json
import sys

from harness import SOURCE, run_tests
from http_api import World


def world(folder: str) -> World:
    return World(folder)


def promise(made: World, site: str = "east", devices: int = 16) -> None:
    made.client("wang").post("/capacity", {
        "capacity": f"C-{site}", "site": site, "resource": "chip", "devices": devices,
        "from": "2025-06-01", "until": "2029-06-01", "use": "programmes"}).expect(200)


DEVICES = {"kind": "devices", "devices": 8, "hours": "10", "resources": ["chip"]}


def test_devices_and_money_are_taken_together(made: World) -> None:
    promise(made)
    li, ren, chen, he = (made.client(person) for person in ("li", "ren", "chen", "he"))
    asked = {"quote": "Q-1", "organisation": "acme", **DEVICES}
    made.client().post("/quotes", asked).expect(401)
    ren.post("/quotes", asked).expect(403, "forbidden")
    chen.post("/quotes", asked).expect(403, "forbidden")
    li.post("/quotes", {**asked, "devices": 0}).expect(400, "missing_field")
    li.post("/quotes", {**asked, "hours": "soon"}).expect(400, "value_invalid")
    li.post("/quotes", {**asked, "resources": ["abacus"]}).expect(404, "resource_not_found")
    li.post("/quotes", asked).expect(200)
    quote = li.get("/quotes/Q-1").expect(200).json()
    offer = quote["offers"][0]
    # 8 devices x 10 hours x 10.00; the voucher pays 60 % of it.
    assert (offer["quoted"], offer["covered_money"], offer["own_share"]) == ("800.00", "480.00", "320.00"), offer
    assert offer["paid_by_vouchers"] == "V-1:480.00" and offer["devices"] == 8, offer
    ren.get("/quotes/Q-1").expect(404, "quote_not_found")
    assert ren.get("/quote-offers").json()["items"] == []

    li.post("/quotes", {"quote": "Q-2", "organisation": "acme", **DEVICES, "devices": 17, "sites": ["east", "west"]}).expect(200)
    refusals = {row["site"]: row["reason"] for row in li.get("/quotes/Q-2").json()["refusals"]}
    assert refusals == {"east": "too_few_devices", "west": "too_few_devices"}, refusals

    ren.post("/reservations", {"reservation": "R-1", "quote": "Q-1"}).expect(403, "forbidden")
    li.post("/reservations", {"reservation": "R-1", "quote": "Q-1", "offer": 2}).expect(404, "offer_not_found")
    li.post("/reservations", {"reservation": "R-1", "quote": "Q-1"}, key="one").expect(200)
    again = li.post("/reservations", {"reservation": "R-1", "quote": "Q-1"}, key="one").expect(200).json()
    assert again["repeated"], again
    balance = {row["voucher"]: row for row in li.get("/balances").json()["items"]}["V-1"]
    assert (balance["available"], balance["committed"]) == ("520.00", "480.00"), balance
    row = he.get("/reservations").json()["items"][0]
    assert (row["status"], row["quoted"], row["site"]) == ("reserved", "800.00", "east"), row
    assert ren.get("/reservations").json()["items"] == [] and len(chen.get("/reservations").json()["items"]) == 1
    li.post("/holds/R-1/release").expect(409, "reservation_state")
    chen.post("/reservations/R-1/cancel", {"reason": "x"}).expect(403, "forbidden")
    li.post("/reservations/R-1/break", {"reason": "x"}).expect(403, "forbidden")
    li.post("/reservations/R-1/cancel", {"reason": "later"}).expect(200)
    li.post("/reservations/R-1/use", {"job": "j"}).expect(409, "reservation_state")
    made.stop()
    made.run("verify")


def test_anyone_sees_what_sites_have_and_a_quote_says_what_was_asked(made: World) -> None:
    anyone, li = made.client(), made.client("li")
    assert anyone.get("/offerings").expect(200).json()["items"] == []
    promise(made)
    made.client("wang").post("/capacity", {
        "capacity": "C-own", "site": "east", "resource": "chip", "devices": 5,
        "from": "2025-06-01", "until": "2029-06-01", "use": "own_use"}).expect(200)
    row = anyone.get("/offerings?site=east").json()["items"][0]
    assert (row["programmes"], row["taken"], row["free"], row["price"]) == (16, 0, 16, "10.00"), row
    assert anyone.get("/offerings?site=west").json()["items"] == []
    anyone.get("/offerings?site=nowhere").expect(404, "site_not_found")
    anyone.get("/offerings/days").expect(400, "missing_field")
    anyone.get("/offerings/days?site=east&from=2026-01-01&until=2028-01-01").expect(400, "out_of_range")
    anyone.get("/offerings/days?site=east&resource=abacus").expect(404, "resource_not_found")
    li.post("/quotes", {"quote": "Q-1", "organisation": "acme", "kind": "devices", "devices": 12, "hours": "1.5h",
                        "resources": ["chip"], "sites": ["east"], "use": "training", "rank": "soonest"}).expect(200)
    quote = li.get("/quotes/Q-1").expect(200).json()
    assert quote["workload"] == {"kind": "devices", "devices": "12", "hours": "90m"}, quote
    assert (quote["sites"], quote["resources"], quote["use"], quote["replaces"]) == (["east"], ["chip"], "training", ""), quote
    again = {"quote": "Q-2", "organisation": "acme", **quote["workload"], "resources": quote["resources"],
             "sites": quote["sites"], "use": quote["use"], "rank": quote["ranking"]}
    li.post("/quotes", again).expect(200)
    assert li.get("/quotes/Q-2").json()["workload"] == quote["workload"]
    li.post("/quotes", {"quote": "Q-3", "organisation": "acme", "kind": "serve", "parameters": "7B", "hours": "30d",
                        "requests_per_day": 1000, "tokens_in": 100, "tokens_out": 50}).expect(200)
    assert li.get("/quotes/Q-3").json()["workload"] == {
        "kind": "serve", "hours": "720", "parameters": "7000000000", "precision": "16bit", "requests_per_day": "1000",
        "tokens_in": "100", "tokens_out": "50", "latency": "standard"}
    li.post("/reservations", {"reservation": "R-1", "quote": "Q-1"}).expect(200)
    start = li.get("/reservations").json()["items"][0]["start"]
    days = anyone.get("/offerings/days?site=east").json()["items"]
    assert len(days) == 28 and {day["programmes"] for day in days} == {16}, days
    taken = [day["day"] for day in days if (day["taken"], day["free"]) == (12, 4)]
    in_zone = datetime.datetime.fromisoformat(start.replace("Z", "+00:00")) + datetime.timedelta(hours=8)
    assert str(in_zone.date()) in taken and len(taken) <= 2, (start, days)
    assert anyone.get("/accredited-sites").json()["items"] == []
    made.stop()


def test_a_job_is_paid_from_its_reservation(made: World) -> None:
    promise(made)
    admin, li, chen = (made.client(person) for person in ("admin", "li", "chen"))
    admin.post("/reservation-rule", {"quote_valid_s": 10}).expect(400, "out_of_range")
    admin.post("/reservation-rule", {"quote_valid_s": 60}).expect(200)
    li.post("/reservation-rule", {"quote_valid_s": 60}).expect(403, "forbidden")
    assert made.client().get("/reservation-rule").json()["quote_valid_s"] == 60
    li.post("/quotes", {"quote": "Q-1", "organisation": "acme", **DEVICES, "rank": "soonest"}).expect(200)
    li.post("/reservations", {"reservation": "R-1", "quote": "Q-1"}).expect(200)
    chen.post("/reservations/R-1/use", {"job": "j1"}).expect(200)
    end = datetime.datetime.now(datetime.timezone.utc)
    record = {"job": "j1", "account": "proj", "resource": "chip", "devices": 8, "part": 0, "ended": True,
              "start": (end - datetime.timedelta(hours=1)).isoformat(), "end": end.isoformat()}
    chen.send("POST", "/sites/east/usage", (json.dumps(record) + "\n").encode(),
              {"Content-Type": "application/x-ndjson", "Idempotency-Key": "u"}).expect(200)
    row = li.get("/reservations").json()["items"][0]
    assert (row["status"], row["job"]) == ("used", "j1"), row
    balance = {row["voucher"]: row for row in li.get("/balances").json()["items"]}["V-1"]
    assert (balance["available"], balance["committed"], balance["in_flight"]) == ("952.00", "0.00", "48.00"), balance
    made.stop()
    made.run("verify")


def test_a_site_that_breaks_a_reservation_is_replaced(made: World) -> None:
    promise(made)
    promise(made, "west", 8)
    li, chen, wang = (made.client(person) for person in ("li", "chen", "wang"))
    li.post("/quotes", {"quote": "Q-1", "organisation": "acme", **DEVICES}).expect(200)
    li.post("/reservations", {"reservation": "R-1", "quote": "Q-1"}).expect(200)
    assert li.get("/reservations").json()["items"][0]["site"] == "east"
    today = (datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(hours=8)).date()  # in the authority's zone
    wang.post("/capacity/C-east/end", {"until": str(today), "reason": "sold"}).expect(409, "capacity_reserved")
    events = chen.post("/reservations/R-1/break", {"reason": "power failure"}).expect(200).json()["events"]
    assert [event["event"] for event in events] == ["reservation_ended", "quote_given"], events
    offers = li.get("/quotes/R-1~1").expect(200).json()["offers"]
    assert [offer["site"] for offer in offers] == ["west"], offers
    li.post("/reservations", {"reservation": "R-2", "quote": "R-1~1"}).expect(200)
    record = {row["site"]: row for row in made.client().get("/site-records").json()["items"]}
    assert record["east"]["broken"] == 1 and record["west"]["standing"] == 1, record
    wang.post("/capacity/C-east/end", {"until": str(today + datetime.timedelta(days=1)), "reason": "sold"}).expect(200)
    made.stop()
    made.run("verify")


def test_a_programme_issues_what_is_promised(made: World) -> None:
    zhou, wang = made.client("zhou"), made.client("wang")
    row = {each["programme"]: each for each in made.client().get("/backing").json()["items"]}["p"]
    assert row["promised_value"] == "0.00" and row["asked_backing"] is None, row
    zhou.post("/programmes/p/backing-rule", {"share": "100%"}).expect(403, "forbidden")
    wang.post("/programmes/p/backing-rule", {"share": "0%"}).expect(400)
    zhou.post("/programmes/p/backing-rule/approve", {"share": "100%"}).expect(409, "backing_rule_state")
    wang.post("/programmes/p/backing-rule", {"share": "100%"}).expect(200)
    assert "decide_backing_rule" in [item["kind"] for item in zhou.get("/inbox").json()["items"]]
    assert made.client("he").get("/backing-proposals").json()["items"][0]["proposed_backing"] == "100%"
    made.client().get("/backing-proposals").expect(401)
    zhou.post("/programmes/p/backing-rule/approve", {"share": "50%"}).expect(400, "value_invalid")
    zhou.post("/programmes/p/backing-rule/reject", {}).expect(400, "missing_field")
    wang.post("/programmes/p/backing-rule/approve", {"share": "100%"}).expect(403, "forbidden")
    zhou.post("/programmes/p/backing-rule/approve", {"share": "100%"}).expect(200)
    assert made.client("he").get("/backing-proposals").json()["total"] == 0
    made.stop()
    word = ["voucher", "add", "V-2", "--budget-line", "b", "--organisation", "acme", "--face", "100 CNY",
            "--valid-from", "2025-01-01", "--valid-until", "2190-01-01"]
    try:
        made.run(*word)
    except AssertionError as refused:
        assert "not_backed" in str(refused), refused
    else:
        raise AssertionError("a voucher that nothing stands behind was issued")
    made.start()
    promise(made)
    row = {each["programme"]: each for each in made.client().get("/backing").json()["items"]}["p"]
    assert float(row["promised_value"]) > 1_000_000 and row["asked_backing"] == "100%", row
    made.stop()
    made.run(*word)
    made.run("verify")


def test_the_estimator_shows_what_it_assumes(made: World) -> None:
    made.stop()
    made.run("chip", "import", str(SOURCE / "chips"))
    made.start()
    asked = {"kind": "train", "parameters": "7B", "tokens": "100B", "hours": "30d"}
    answer = made.client().post("/estimates", asked).expect(200).json()
    plans = {row["resource"]: row for row in answer["plans"]}
    a100 = plans["a100"]
    assert a100["devices"] % 8 == 0 and a100["utilisation"] == "38%" and "Llama" in a100["utilisation_from"], a100
    assert float(a100["memory_each"]) < float(a100["memory"]), a100
    assert "arXiv:2001.08361" in json.dumps(answer["assumptions"]), answer["assumptions"]
    # Each chip that it does not run on says why, in the reader's language.
    assert "is not in the register" in plans["mlu590"]["reason"], plans["mlu590"]
    chinese = made.client().post("/estimates", asked, Accept_Language="zh-CN").expect(200).json()
    reasons = {row["resource"]: row["reason"] for row in chinese["plans"] if row["reason"]}
    assert reasons["mlu590"].startswith("登记册中没有它的"), reasons
    assert reasons.keys() == {key for key, row in plans.items() if row["reason"]}, (reasons, plans)
    made.client().post("/estimates", {**asked, "parameters": "many"}).expect(400, "value_invalid")
    made.client().post("/estimates", {"kind": "serve", "hours": "1d", "parameters": "70B", "requests_per_day": 100000,
                                      "tokens_in": 1000, "tokens_out": 300}).expect(200)
    made.stop()
    shown = made.run("estimate", "--kind", "train", "--parameters", "7B", "--tokens", "100B")
    assert "a100" in shown and "Rajbhandari" in shown, shown


if __name__ == "__main__":
    sys.exit(run_tests(globals(), world))
