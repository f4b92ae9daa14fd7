#!/usr/bin/env python3
"""Requests that go wrong: one key for two requests, hostile bodies of every kind. Nothing half is done, and nothing answers 5xx.

Run by ./test with SCRIP_BINARY_DIR and SCRIP_SOURCE_DIR. The last line is "N passed, M failed".
"""

import gzip
import json
import random
import sys

from harness import run_tests
from http_api import API, Client, World, raw, usage

FRAME = "application/vnd.scrip.usage"
NDJSON = "application/x-ndjson"
JSON = "application/json"


# --- one idempotency key, two requests ---

def test_a_key_stands_for_one_request(made: World) -> None:
    li, ren = made.client("li"), made.client("ren")
    hold = {"hold": "H-1", "organisation": "acme", "site": "east", "job": "j9", "bill": "100.00",
            "expires_at": "2190-01-01T00:00:00Z"}
    first = li.post("/holds", hold, key="k").expect(200).json()
    for restarted in (False, True):
        if restarted:
            made.stop()
            made.start()
            li, ren = made.client("li"), made.client("ren")
        again = li.post("/holds", hold, key="k").expect(200).json()
        assert again["repeated"] and again["sequence"] == first["sequence"] and again["events"] == first["events"], again
        problem = li.post("/holds", {**hold, "bill": "99.00"}, key="k").expect(409, "key_reused").json()
        assert problem["field"] == "Idempotency-Key" and str(first["sequence"]) in problem["detail"], problem
        li.post("/holds?texts=true", hold, key="k").expect(409, "key_reused")
        li.post("/holds/H-1/release", {}, key="k").expect(409, "key_reused")
        li.post("/holds/H-1/extend", {"bill": "120.00"}, key="k").expect(409, "key_reused")
        rows = {row["hold"]: row for row in li.get("/holds").json()["items"]}
        assert set(rows) == {"H-1"}, rows
        assert rows["H-1"]["bill"] == "100.00" and rows["H-1"]["status"] == "active", rows
    # Another person's key is another key, and nobody learns that it was used.
    other = {**hold, "hold": "H-2", "organisation": "rival", "site": "west"}
    assert not ren.post("/holds", other, key="k").expect(200).json()["repeated"]


def test_a_refused_request_leaves_its_key_free(made: World) -> None:
    li = made.client("li")
    hold = {"hold": "H-1", "organisation": "acme", "site": "east", "job": "j9", "bill": "1000000.00",
            "expires_at": "2190-01-01T00:00:00Z"}
    li.post("/holds", hold, key="k").expect(409)
    assert not li.post("/holds", {**hold, "bill": "1.00"}, key="k").expect(200).json()["repeated"]
    li.post("/holds", hold, key="k").expect(409, "key_reused")


def test_every_way_to_write_refuses_a_key_of_another_request(made: World) -> None:
    wang, chen = made.client("wang"), made.client("chen")
    organisation = {"organisation": "n", "name": "N", "identifier_scheme": "x", "identifier": "1"}
    wang.post("/organisations", organisation, key="k").expect(200)
    text = b"organisations:\n  - {key: m, name: M}\n"
    wang.send("POST", "/set-up", text, {"Content-Type": "application/yaml", "Idempotency-Key": "s"}).expect(200)
    again = wang.send("POST", "/set-up", text, {"Content-Type": "application/yaml", "Idempotency-Key": "s"}).expect(200)
    assert again.json()["items"][0]["new"] is False, again.body
    more = text + b"  - {key: o, name: O}\n"
    wang.send("POST", "/set-up", more, {"Content-Type": "application/yaml", "Idempotency-Key": "s"}).expect(409, "key_reused")
    assert "o" not in {row["organisation"] for row in wang.get("/organisations?limit=1000").json()["items"]}
    wang.post("/periods/2025-06/close", key="k").expect(409, "key_reused")
    wang.post("/suspense/retry", {"site": "east"}, key="k").expect(409, "key_reused")
    wang.post("/suspense/accept", {"record": 1, "reason": "x"}, key="k").expect(409, "key_reused")
    body = usage("j1").encode()
    headers = {"Content-Type": NDJSON, "Idempotency-Key": "u"}
    first = chen.send("POST", "/sites/east/usage", body, headers).expect(200).json()
    assert chen.send("POST", "/sites/east/usage", body, headers).expect(200).json()["sequence"] == first["sequence"]
    chen.send("POST", "/sites/east/usage", usage("j2").encode(), headers).expect(409, "key_reused")
    chen.post("/suspense/retry", {"site": "east"}, key="u").expect(409, "key_reused")
    assert [row["site"] for row in chen.get("/jobs").json()["items"]] == ["east"]
    made.stop()
    made.run("verify")


# --- hostile bodies ---

def varint(number: int) -> bytes:
    out = b""
    while number > 127:
        out += bytes([number & 127 | 128])
        number >>= 7
    return out + bytes([number])


def text(value: str) -> bytes:
    return varint(len(value.encode())) + value.encode()


def chunk(value: int) -> bytes:
    return b"\0" + varint(value)  # all values of a column are the same: no bits


def zigzag(number: int) -> int:
    return number * 2 if number >= 0 else -number * 2 - 1


def frame(job: str) -> bytes:
    start = 1748707200000  # 2025-06-01T00:00:00+08:00
    return (b"SUF\1" + varint(1) + text("proj") + varint(1) + text("chip")
            + varint(1) + varint(0) + text(job) + varint(0) + text("") + b"\0\0"
            + varint(1) + chunk(0) + chunk(0) + chunk(0) + chunk(zigzag(start)) + chunk(zigzag(3600000)) + chunk(zigzag(1000)))


def jobs_of(client: Client) -> int:
    return client.get("/jobs").expect(200).json()["total"]


def send_usage(client: Client, body: bytes, kind: str = FRAME, **headers):
    client.numbers += 1
    return client.send("POST", "/sites/east/usage", body,
                       {"Content-Type": kind, "Idempotency-Key": f"h{client.number}-{client.numbers}", **headers})


def test_usage_frames_that_lie_are_refused_whole(made: World) -> None:
    chen = made.client("chen")
    good = frame("f1")
    assert send_usage(chen, good).expect(200).json()["charged"] == 1
    for end in range(len(good)):
        send_usage(chen, good[:end]).expect(400)
    send_usage(chen, good + b"\0").expect(400)
    send_usage(chen, b"SUF\x09" + good[4:]).expect(409, "version_unsupported")
    huge = varint(2**63)
    for lie in (b"SUF\1" + huge, b"SUF\1" + varint(1) + huge, b"SUF\1\0\0" + huge, b"SUF\1\0\0\0" + huge,
                b"SUF\1\0\0\0" + varint(65537), b"SUF\1" + b"\xff" * 30, b"SUF\1" + varint(2**32) + b"a" * 1000):
        assert send_usage(chen, lie).status in (400, 413), lie
    assert jobs_of(chen) == 1
    seed = random.Random(17)
    for _ in range(300):
        mutated = bytearray(good)
        for _ in range(seed.randrange(1, 4)):
            mutated[seed.randrange(4, len(mutated))] = seed.randrange(256)
        answer = send_usage(chen, bytes(mutated))
        assert answer.status < 500, (bytes(mutated), answer.body)
    head = f"POST {API}/sites/east/usage HTTP/1.1\r\nHost: x\r\nContent-Type: {FRAME}\r\n"
    assert b" 401 " in raw(made.port, (head + "Content-Length: 99999999999\r\n\r\n").encode())  # before any of it is read
    head += f"Cookie: {chen.cookie}\r\nX-CSRF-Token: {chen.token}\r\n"
    assert b" 413 " in raw(made.port, (head + "Content-Length: 99999999999\r\n\r\n").encode())
    endless = (head + "Transfer-Encoding: chunked\r\n\r\n").encode() + b"10000000\r\n" + b"x" * (1 << 20)
    assert b" 413 " in raw(made.port, endless)
    send_usage(chen, good, NDJSON).expect(200)  # as text it has no record
    send_usage(chen, usage("j").encode(), FRAME).expect(400, "encoding_invalid")
    send_usage(chen, usage("j").encode(), "text/csv").expect(415, "media_type_unsupported")
    made.stop()
    made.run("verify")


def test_json_that_is_hostile_is_refused_by_every_route_that_takes_some(made: World) -> None:
    import re  # pylint: disable=import-outside-toplevel

    from http_api import NAMES, PEOPLE, routes  # pylint: disable=import-outside-toplevel

    hostile = {"deep": b'{"a": ' + b"[" * 100_000 + b"]" * 100_000 + b"}", "twice": b'{"reason": "x", "reason": "y"}',
               "cut": b'{"reason": "', "not utf-8": b'{"reason": "\xff\xfe"}', "number": b'{"amount": 1e999999}',
               "long number": b'{"amount": "' + b"9" * 10_000 + b'"}', "nul": b'{"reason": "\\u0000"}',
               "half a character": b'{"reason": "\\ud800"}', "null": b"null", "list": b"[]", "text": b'"x"'}
    head = he_head(made)
    tried = 0
    clients = {role: made.client(person) for person, role, scope in PEOPLE if not scope or role not in ("officer",)}
    for method, path, operation in routes():
        types = operation.get("requestBody", {}).get("content", {})
        if JSON not in types or "public" in operation["x-roles"] and path.endswith("/session"):
            continue
        role = next((role for role in operation["x-roles"] if role in clients), "officer")
        address = re.sub(r"\{(\w+)\}", lambda m: NAMES[m.group(1)], path)
        for what, body in hostile.items():
            tried += 1
            answer = clients[role].send(method, address, body, {"Content-Type": JSON, "Idempotency-Key": f"x{tried}"})
            if what == "null" and path.endswith("/set-up"):  # as YAML, where it is an empty file
                assert answer.expect(200).json()["items"] == []
                continue
            assert 400 <= answer.status < 500, (what, method, path, answer.status, answer.body[:300])
            assert answer.headers["content-type"] == "application/problem+json", (what, path, answer.headers)
    assert tried > 500, tried
    assert he_head(made) == head, "something was written"


def he_head(made: World) -> int:
    return made.client("he").get("/journal/status").expect(200).json()["entries"]


def test_media_types_and_encodings_that_are_not_taken_are_refused(made: World) -> None:
    wang, chen = made.client("wang"), made.client("chen")
    body = json.dumps({"organisation": "n", "name": "N", "identifier_scheme": "x", "identifier": "1"}).encode()
    for number, kind in enumerate(("text/plain", "application/xml", "", "application/jsonx", "a" * 1000, "application/x-ndjson")):
        wang.send("POST", "/organisations", body, {"Content-Type": kind, "Idempotency-Key": f"m{number}"}).expect(415, "media_type_unsupported")
    bomb = gzip.compress(b" " * (64 << 20) + body)
    for number, encoding in enumerate(("gzip", "deflate", "br", "zstd", "gzip, gzip", "x")):
        answer = wang.send("POST", "/organisations", bomb, {"Content-Encoding": encoding, "Idempotency-Key": f"e{number}"})
        answer.expect(415, "media_type_unsupported")
    records = gzip.compress(usage("j1").encode() * 100)
    send_usage(chen, records, NDJSON, **{"Content-Encoding": "gzip"}).expect(415, "media_type_unsupported")
    assert jobs_of(chen) == 0
    assert "n" not in {row["organisation"] for row in wang.get("/organisations?limit=1000").json()["items"]}


if __name__ == "__main__":
    sys.exit(run_tests(globals(), World))
