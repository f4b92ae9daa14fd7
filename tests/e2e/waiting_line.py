#!/usr/bin/env python3
"""The waiting line over HTTP: joining, a rule by four eyes, quotes that are held for whoever is next, what each is told, what
the public sees; many at once, with the server killed; then the audit.

Run by ./test with SCRIP_BINARY_DIR and SCRIP_SOURCE_DIR. The last line is "N passed, M failed".
"""

import concurrent.futures
import datetime
import hashlib
import http.client
import random
import signal
import sys
import time

from harness import run_tests
from http_api import Client, World

CARDS = 8


def world(folder: str) -> World:
    made = World(folder)
    made.client("wang").post("/capacity", {
        "capacity": "C-east", "site": "east", "resource": "chip", "devices": CARDS,
        "from": "2025-06-01", "until": "2029-06-01", "use": "programmes"}).expect(200)
    return made


def asked(devices: int, hours: int) -> dict:
    return {"kind": "devices", "devices": devices, "hours": str(hours), "resources": ["chip"]}


def joined(key: str, organisation: str, devices: int = CARDS, hours: int = 2, **more) -> dict:
    return {"wait": key, "organisation": organisation, "programme": "p", **asked(devices, hours), **more}


def fill(client: Client, key: str, hours: int = 24 * 20, devices: int = CARDS) -> None:
    """Reserves cards for long. The voucher pays a part of it, the company the rest."""
    client.post("/quotes", {"quote": f"Q-{key}", "organisation": "acme", **asked(devices, hours), "rank": "soonest"}).expect(200)
    client.post("/reservations", {"reservation": key, "quote": f"Q-{key}"}).expect(200)


def wait(client: Client, key: str) -> dict:
    return client.get(f"/waiting-line/{key}").expect(200).json()["wait"]


def settled(client: Client, key: str, status: str) -> dict:
    """What is due is done at the next entry or within a second or two."""
    for _ in range(100):
        row = wait(client, key)
        if row["status"] == status:
            return row
        time.sleep(0.1)
    raise AssertionError(f"{row} is not {status}")


def test_who_waits_is_told_why_and_served_when_devices_are_freed(made: World) -> None:
    li, ren, wang, zhou, chen, he = (made.client(person) for person in ("li", "ren", "wang", "zhou", "chen", "he"))
    fill(li, "R-1", hours=24 * 8)
    made.client().post("/waiting-line", joined("W-1", "acme")).expect(401)
    ren.post("/waiting-line", joined("W-1", "acme")).expect(403, "forbidden")
    chen.post("/waiting-line", joined("W-1", "acme")).expect(403, "forbidden")
    ren.post("/waiting-line", joined("W-1", "rival", devices=0)).expect(400, "missing_field")
    ren.post("/waiting-line", {**joined("W-1", "rival"), "programme": "none"}).expect(404, "programme_not_found")
    events = ren.post("/waiting-line", joined("W-1", "rival", own_share_max="64.00")).expect(200).json()["events"]
    assert [each["event"] for each in events] == ["line_joined"], events
    ren.post("/waiting-line", joined("W-2", "rival", devices=CARDS + 1)).expect(200)
    row = wait(ren, "W-1")
    assert (row["status"], row["outlook"], row["line_place"], row["line_order"]) == ("waiting", "planned", 1, "first_come"), row
    assert row["estimated_start"] == row["estimated_first"] and row["own_share"] == "64.00", row
    detail = ren.get("/waiting-line/W-2").expect(200).json()
    assert detail["wait"]["outlook"] == "no_place" and detail["wait"]["ahead_by_joining"] == 1, detail
    assert [each["reason"] for each in detail["refusals"]] == ["too_few_devices"], detail
    # What nobody offers for what it accepts is said as the reason.
    ren.post("/waiting-line", joined("W-3", "rival", own_share_max="0.01")).expect(200)
    ren.post("/waiting-line", {**joined("W-4", "rival"), "domestic_only": True}).expect(200)
    for key, reason in (("W-3", "own_share_too_high"), ("W-4", "not_domestic")):
        refusals = ren.get(f"/waiting-line/{key}").expect(200).json()["refusals"]
        assert [each["reason"] for each in refusals] == [reason], refusals
        ren.post(f"/waiting-line/{key}/leave", {"reason": "tried"}).expect(200)
    li.get("/waiting-line/W-1").expect(404, "wait_not_found")
    assert li.get("/waiting-line").json()["items"] == []
    in_line = [each["wait"] for each in wang.get("/waiting-line").json()["items"] if each["status"] == "waiting"]
    assert in_line == ["W-1", "W-2"], in_line
    made.client().get("/waiting-line").expect(401)

    # The public sees lengths, and no names.
    record = {each["resource"]: each for each in made.client().get("/waiting-records").expect(200).json()["items"]}
    assert record["chip"]["in_line"] == 2 and "organisation" not in record["chip"], record

    li.post("/reservations/R-1/cancel", {"reason": "later"}).expect(200)
    row = settled(ren, "W-1", "offered")
    assert row["quote"] == "W-1~1" and row["site"] == "east", row
    # Nobody takes it past the line: who asks now starts after it.
    li.post("/quotes", {"quote": "Q-past", "organisation": "acme", **asked(CARDS, 1), "rank": "soonest"}).expect(200)
    past = li.get("/quotes/Q-past").json()["offers"][0]
    held = ren.get("/quotes/W-1~1").expect(200).json()["offers"][0]
    assert past["start"] >= held["end"], (past, held)
    li.post("/reservations", {"reservation": "R-x", "quote": "W-1~1"}).expect(403, "forbidden")
    ren.post("/reservations", {"reservation": "R-2", "quote": "W-1~1"}).expect(200)
    assert wait(ren, "W-1")["status"] == "reserved"
    li.post("/waiting-line/W-2/leave", {"reason": "x"}).expect(403, "forbidden")
    ren.post("/waiting-line/W-2/leave", {"reason": "found another"}).expect(200)
    ren.post("/waiting-line/W-1/leave", {"reason": "x"}).expect(409, "wait_state")
    record = {each["resource"]: each for each in made.client().get("/waiting-records").json()["items"]}["chip"]
    assert (record["served"], record["gave_up"], record["estimates"]) == (1, 3, 1), record
    assert float(record["median_error_hours"]) > 100 and record["later_than_estimated"] == 0, record
    assert he.get("/waiting-line").expect(200).json()["total"] == 4
    zhou.post("/programmes/p/draw", {"seed": "a" * 64, "commitment": "b" * 64}).expect(403, "forbidden")
    made.stop()
    made.run("verify")


def test_a_rule_takes_two_persons_and_decides(made: World) -> None:
    li, ren, wang, zhou = (made.client(person) for person in ("li", "ren", "wang", "zhou"))
    fill(li, "R-1")
    li.post("/waiting-line", joined("A", "acme")).expect(200)
    ren.post("/waiting-line", joined("B", "rival")).expect(200)
    rule = {"rule": "L-1", "order": "priority", "usual": 2, "standings": [{"organisation": "rival", "value": 1}]}
    path = "/programmes/p/allocation-rules"
    li.post(path, rule).expect(403, "forbidden")
    wang.post(path, {**rule, "order": "by luck"}).expect(400, "value_invalid")
    wang.post(path, {**rule, "usual": 0}).expect(400, "out_of_range")
    wang.post(path, {**rule, "usual": -1}).expect(400, "out_of_range")
    wang.post(path, {**rule, "standings": [{"organisation": "nobody", "value": 1}]}).expect(404, "organisation_not_found")
    wang.post(path, rule).expect(200)
    wang.post("/allocation-rules/L-1/approve").expect(403, "forbidden")
    zhou.post("/allocation-rules/none/approve").expect(404)
    zhou.post("/allocation-rules/L-1/approve").expect(200)
    zhou.post("/allocation-rules/L-1/approve").expect(409, "allocation_rule_state")
    row = wait(li, "A")
    assert (row["line_place"], row["line_standing"], row["ahead_by_rule"], row["ahead_by_joining"]) == (2, 2, 1, 0), row
    assert wait(ren, "B")["line_place"] == 1
    public = {each["allocation_rule"]: each for each in made.client().get("/allocation-rules").json()["items"]}
    assert public["L-1"]["status"] == "approved" and "proposer" not in public["L-1"], public
    made.client().get("/allocation-proposals").expect(401)
    assert wang.get("/allocation-proposals").json()["items"][0]["standings"] == "rival:1"

    # Lots: the seed is committed to before, and everybody can find the tickets again.
    seed, following = "1" * 64, "2" * 64
    commitment = hashlib.sha256(seed.encode()).hexdigest()
    wang.post(path, {"rule": "L-2", "order": "lottery"}).expect(400, "missing_field")
    wang.post(path, {"rule": "L-2", "order": "lottery", "commitment": commitment}).expect(200)
    zhou.post("/allocation-rules/L-2/approve").expect(200)
    draw = {"seed": following, "commitment": hashlib.sha256(following.encode()).hexdigest()}
    wang.post("/programmes/p/draw", draw).expect(409, "seed_mismatch")
    wang.post("/programmes/p/draw", {**draw, "seed": seed}).expect(200)
    tickets = {key: hashlib.sha256(f"lottery {seed} p {key}".encode()).hexdigest() for key in "AB"}
    rows = {each["wait"]: each for each in wang.get("/waiting-line").json()["items"]}
    assert {key: rows[key]["ticket"] for key in "AB"} == tickets, rows
    first = min("AB", key=lambda key: tickets[key])
    assert rows[first]["line_place"] == 1, rows
    made.stop()
    made.run("verify")


def test_several_jobs_share_a_reservation(made: World) -> None:
    made.client("admin").post("/reservation-rule", {"quote_valid_s": 60}).expect(200)
    li, chen = made.client("li"), made.client("chen")
    fill(li, "R-1", hours=3)
    chen.post("/reservations/R-1/use", {"job": "one", "devices": 5}).expect(200)
    chen.post("/reservations/R-1/use", {"job": "two", "devices": 4}).expect(400, "out_of_range")
    chen.post("/reservations/R-1/use", {"job": "two", "devices": -1}).expect(400, "out_of_range")
    li.post("/reservations/R-1/use", {"job": "two"}).expect(200)
    chen.post("/reservations/R-1/use", {"job": "two", "devices": 2}).expect(409, "key_reused")
    # A job that has no reservation runs nevertheless, and is not offered to others.
    now = datetime.datetime.now(datetime.timezone.utc)
    expires = now + datetime.timedelta(hours=30)
    chen.post("/holds", {"hold": "H", "organisation": "rival", "site": "east", "job": "three", "resource": "chip", "units": "1",
                         "walltime_s": 3600, "expires_at": expires.isoformat()}).expect(200)
    li.post("/quotes", {"quote": "Q-all", "organisation": "acme", **asked(CARDS, 1), "rank": "soonest"}).expect(200)
    start = li.get("/quotes/Q-all").json()["offers"][0]["start"]
    assert datetime.datetime.fromisoformat(start) >= expires, (start, expires)
    made.stop()
    made.run("verify")


def test_many_at_once_and_a_kill_change_nothing(made: World) -> None:
    """Companies join, ask, book, cancel and leave at once while the server is killed; then nothing is booked twice."""
    made.client("admin").post("/reservation-rule", {"quote_valid_s": 60}).expect(200)
    chance = random.Random(6)

    def act(number: int, dice: random.Random) -> None:
        person, organisation = dice.choice((("li", "acme"), ("ren", "rival")))
        client = clients[person]
        for step in range(6):
            key = f"{number}-{step}"
            devices = dice.randint(1, CARDS)
            try:
                kind = dice.randrange(5)
                if kind <= 1:
                    client.post("/waiting-line", joined(f"W-{key}", organisation, devices, dice.randint(1, 30)), key=f"j{key}")
                elif kind == 2:
                    client.post("/quotes", {"quote": f"Q-{key}", "organisation": organisation, **asked(devices, dice.randint(1, 30))}, key=f"q{key}")
                    client.post("/reservations", {"reservation": f"R-{key}", "quote": f"Q-{key}"}, key=f"r{key}")
                elif kind == 3:
                    for row in client.get("/waiting-line").json()["items"]:
                        if row["status"] == "offered":
                            client.post("/reservations", {"reservation": f"R-{row['quote']}", "quote": row["quote"]}, key=f"o{row['quote']}")
                else:
                    for row in client.get("/reservations").json()["items"][:2]:
                        client.post(f"/reservations/{row['reservation']}/cancel", {"reason": "so"}, key=f"c{key}{row['reservation']}")
            except (OSError, http.client.HTTPException):
                return  # the server is gone

    for _ in range(3):
        clients = {person: made.client(person) for person in ("li", "ren")}
        with concurrent.futures.ThreadPoolExecutor(8) as pool:
            done = [pool.submit(act, chance.randrange(1 << 40), random.Random(chance.random())) for _ in range(16)]
            concurrent.futures.wait(done[:8])
            made.server.send_signal(signal.SIGKILL)
            made.server.wait()
            for each in done:
                each.result()
        made.log.close()
        made.start()
    clients = {person: made.client(person) for person in ("li", "ren")}
    act(chance.randrange(1 << 40), chance)
    wang = made.client("wang")
    rows = wang.get("/reservations?limit=1000").json()["items"]
    waits = wang.get("/waiting-line?limit=1000").json()["items"]
    assert rows and waits, (rows, waits)
    offers = {each["quote"]: each for each in wang.get("/quote-offers?limit=1000").json()["items"]}
    taken = [(row["start"], min(row["end"], row["ended_at"] or row["end"]), row["devices"]) for row in rows]
    taken += [(offers[row["quote"]]["start"], offers[row["quote"]]["end"], row["devices"]) for row in waits if row["status"] == "offered"]
    for at, _, _ in taken:
        together = sum(devices for start, end, devices in taken if start <= at < end)
        assert together <= CARDS, (at, together)
    for balance in wang.get("/balances").json()["items"]:
        assert float(balance["available"]) >= 0 and float(balance["committed"]) >= 0, balance
    made.stop()
    made.run("verify")


if __name__ == "__main__":
    sys.exit(run_tests(globals(), world))
