#!/usr/bin/env python3
"""What those who are paid see over HTTP: disputes with their documents, payments, rests that are carried on, what waits of a clawback.

Run by ./test with SCRIP_BINARY_DIR and SCRIP_SOURCE_DIR. The last line is "N passed, M failed".
"""

import json
import sys

from harness import SOURCE, run_tests
from http_api import World, usage

OCTETS = {"Content-Type": "application/octet-stream", "Idempotency-Key": "doc"}
ETOWN = SOURCE / "programmes/beijing-etown-servers-2024/programme.yaml"


def close_june(made: World, *records: str) -> str:
    """Statement of programme p at site east for June 2025."""
    wang, chen = made.client("wang"), made.client("chen")
    chen.send("POST", "/sites/east/usage", "".join(records).encode(),
              {"Content-Type": "application/x-ndjson", "Idempotency-Key": "june"}).expect(200)
    wang.post("/periods/2025-06/close").expect(200)
    rows = wang.get("/statements").expect(200).json()["items"]
    return str(next(row["statement"] for row in rows if row["programme"] == "p"))


def test_a_dispute_and_its_document_are_read_by_those_it_concerns(made: World) -> None:
    number = close_june(made, usage("j1"))
    clients = {person: made.client(person) for person in ("wang", "zhou", "li", "ren", "chen", "he", "wu")}
    chen, wang = clients["chen"], clients["wang"]
    path = f"/statements/{number}/dispute"
    assert chen.get(path).expect(200).json() == {"statement": int(number), "dispute": None}
    log = chen.send("POST", "/documents", b"j3 ran as well", OCTETS).expect(201).json()["hash"]
    document = f"/documents/{log}?statement={number}"
    chen.get(document).expect(404, "document_missing")  # nobody named it yet
    chen.post(path, {"reason": "a job is missing", "document": log}).expect(200)
    for person in ("chen", "wang", "zhou", "he", "wu"):
        seen = clients[person].get(path).expect(200).json()["dispute"]
        assert (seen["status"], seen["filed_by"], seen["reason"], seen["document"]) == ("filed", "chen", "a job is missing", log), seen
        assert seen["organisation"] == "op" and seen["answer"] is None and seen["answered_by"] is None, seen
        assert clients[person].get(document).expect(200).body == b"j3 ran as well"
    for person in ("li", "ren"):  # the vouchers are theirs, but the statement pays the operator
        clients[person].get(path).expect(404, "statement_not_found")
        clients[person].get(document).expect(404, "document_missing")
    made.client().get(path).expect(401)
    for wrong in ("99", "x", "00", "-1", "%2e%2e"):
        chen.get(f"/statements/{wrong}/dispute").expect(404, "statement_not_found")
        chen.get(f"/documents/{log}?statement={wrong}").expect(404, "document_missing")
    chen.get(f"/documents/{'0' * 64}?statement={number}").expect(404, "document_missing")
    wang.post(f"/statements/{number}/answer", {"upheld": False, "reason": "it was sent late"}).expect(200)
    seen = chen.get(path).expect(200).json()["dispute"]
    assert (seen["status"], seen["answer"], seen["answered_by"], seen["adjustment"]) == ("rejected", "it was sent late", "wang", None), seen


def test_operators_see_what_they_are_paid_and_nobody_elses(made: World) -> None:
    # 8 devices for an hour and a millisecond at 10 CNY: the voucher's share is 48.000013 CNY.
    longer = json.loads(usage("j1")) | {"end": "2025-06-01T01:00:00.001+08:00"}
    number = close_june(made, json.dumps(longer) + "\n")
    wang, zhou, chen, li = (made.client(person) for person in ("wang", "zhou", "chen", "li"))
    row = next(row for row in chen.get("/statements").json()["items"] if str(row["statement"]) == number)
    assert row["total"].startswith("48.0000") and row["payable"] == "48.00" and float(row["carried"]) > 0, row
    assert row["carried"] == "0.0000" + row["total"][7:], row
    due = next(row for row in chen.get("/dues").json()["items"])
    assert due["amount"] == "48.00", due
    wang.post(f"/statements/{number}/propose").expect(200)
    zhou.post(f"/statements/{number}/approve", {"total": "48.00"}).expect(400, "value_invalid")
    zhou.post(f"/statements/{number}/approve", {"total": row["total"]}).expect(200)
    payment = {"payment": "P-1", "payee": "op", "dues": [f"statement:{number}"], "bank_account": "1"}
    assert chen.get("/payments").expect(200).json()["total"] == 0
    wang.post("/payments", payment).expect(200)
    zhou.post("/payments/P-1/approve", {"amount": "48.00"}).expect(200)
    seen = chen.get("/payments").expect(200).json()
    assert [(row["payment"], row["amount"], row["status"]) for row in seen["items"]] == [("P-1", "48.00", "in_flight")], seen
    assert chen.get("/payments", Accept="text/csv").expect(200).body.count(b"\n") == 2
    assert li.get("/payments").expect(200).json()["total"] == 0
    assert made.client("wu").get("/payments").expect(200).json()["total"] == 1
    made.client("admin").get("/payments").expect(403, "forbidden")
    paper = chen.get(f"/statements/{number}/document").expect(200)
    assert paper.body.startswith(b"%PDF-")
    made.stop()
    made.run("verify")


PAID_BACK = """programmes:
  - {key: back, name: Paid back, mode: reimburse}
budget_lines:
  - {key: back-line, programme: back, funder: City, appropriation: 1000 CNY}
vouchers:
  - {key: V-2, budget_line: back-line, organisation: acme, face: 8 CNY, share: 50%, valid_from: 2025-01-01, valid_until: 2030-01-01}
"""


def test_an_operator_does_not_see_what_companies_are_paid_back_for_its_site(made: World) -> None:
    made.stop()
    (made.folder / "back.yaml").write_text(PAID_BACK, encoding="utf-8")
    made.run("apply", str(made.folder / "back.yaml"))
    made.start()
    close_june(made, usage("j1"))
    seen = {person: {(row["organisation"], row["site"]) for row in made.client(person).get("/dues").expect(200).json()["items"]}
            for person in ("he", "wu", "li", "ren", "chen")}
    assert seen["he"] == {("acme", "east"), ("op", "east")}, seen
    assert seen["li"] == {("acme", "east")} and seen["ren"] == set() and seen["chen"] == {("op", "east")}, seen
    text = made.client("chen").get("/dues", Accept="text/csv").expect(200).body.decode()
    assert "acme" not in text and text.count("\n") == 2, text


def test_jobs_say_what_a_person_wants_to_know(made: World) -> None:
    li, chen, wang = (made.client(person) for person in ("li", "chen", "wang"))
    li.post("/holds", {"hold": "H-1", "organisation": "acme", "site": "east", "job": "train-7", "bill": "100.00",
                       "expires_at": "2190-01-01T00:00:00Z"}).expect(200)
    ended = json.loads(usage("train-7")) | {"ended": True}
    for key, records in (("a", json.dumps(ended) + "\n"), ("b", usage("other"))):
        chen.send("POST", "/sites/east/usage", records.encode(),
                  {"Content-Type": "application/x-ndjson", "Idempotency-Key": key}).expect(200)
    jobs = {row["hold"]: row for row in li.get("/jobs").expect(200).json()["items"]}
    held = jobs["H-1"]
    assert (held["job"], held["site"], held["organisation"], held["paid_by"], held["gross"], held["status"]) == (
        "train-7", "east", "acme", "p", "80.00", "ended" if held["ended"] else "open"), held
    assert jobs[""]["job"] == "" and jobs[""]["status"] == "open" and jobs[""]["paid_by"] == "p", jobs
    assert li.get("/jobs?filter=job=train-7").json()["total"] == 1
    assert li.get("/jobs?filter=status=closed").json()["total"] == 0
    wang.post("/periods/2025-06/close").expect(200)
    assert {row["status"] for row in li.get("/jobs?filter=status=closed").json()["items"]} == {"closed"}
    assert li.get("/jobs?filter=status=closed").json()["total"] == 2
    for accept in ("text/csv", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"):
        assert li.get("/jobs", Accept=accept).expect(200).body, accept
    assert li.get("/jobs", Accept="text/csv").body.count(b"\n") == 3
    assert made.client("ren").get("/jobs", Accept="text/csv").expect(200).body.count(b"\n") == 1


def test_a_policys_terms_name_its_instalments_and_what_is_reclaimed(made: World) -> None:
    wang = made.client("wang")
    wang.send("POST", "/policies", ETOWN.read_bytes(), {"Content-Type": "application/yaml", "Idempotency-Key": "p"}).expect(200)
    listed = next(row for row in made.client().get("/policies").json()["items"] if row["programme"] == ETOWN.parent.name)
    assert listed["gives"] == "grant", listed
    found = made.client().get(f"/programmes/{ETOWN.parent.name}").expect(200).json()["policy"]
    assert [each["share"] for each in found["instalments"]] == ["70%", "30%"], found["instalments"]
    for each in found["instalments"] + found["reclaim"]:
        assert each["id"] and each["when"] and each["reason"]["zh"], each
    assert all(each["takes"] in ("all", "unused") for each in found["reclaim"])


if __name__ == "__main__":
    sys.exit(run_tests(globals(), World))
