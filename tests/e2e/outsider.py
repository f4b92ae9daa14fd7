#!/usr/bin/env python3
"""The service attacked from outside: requests that a proxy would cut elsewhere, clients that take places and give nothing, forged
requests, texts that nobody sees, and the same thing many times at once.

Run by ./test with SCRIP_BINARY_DIR and SCRIP_SOURCE_DIR. The last line is "N passed, M failed".
"""

import base64
import concurrent.futures
import hashlib
import hmac
import json
import re
import socket
import struct
import sys
import time

from harness import run_tests
from http_api import API, FACTS, PASSWORD, Answer, Client, World, publish_henan, raw, usage

HOLD = {"organisation": "acme", "site": "east", "bill": "1.00", "expires_at": "2190-01-01T00:00:00Z"}


def together(work, times: int) -> list:
    with concurrent.futures.ThreadPoolExecutor(times) as pool:
        return [each.result() for each in [pool.submit(work, i) for i in range(times)]]


# --- where a request ends ---

HIDDEN = b"GET /readyz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"


def test_no_request_hides_in_another(made: World) -> None:
    def sent(head: str, body: bytes) -> bytes:
        return raw(made.port, f"POST {API}/session HTTP/1.1\r\n{head}\r\n\r\n".encode() + body)

    chunked = b"0\r\n\r\n" + HIDDEN
    for head, body in (
            ("Host: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked", chunked),
            ("Host: x\r\nTransfer-Encoding: chunked\r\nContent-Length: 5", chunked),
            ("Host: x\r\nTransfer-Encoding: chunked, identity", chunked),
            ("Host: x\r\nTransfer-Encoding: gzip, chunked", chunked),
            ("Host: x\r\nTransfer-Encoding: xchunked", chunked),
            ("Host: x\r\nTransfer-Encoding: identity", HIDDEN),
            ("Host: x\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked", chunked),
            ("Host: x\r\nTransfer-Encoding:\x0bchunked", chunked),
            ("Host: x\r\nTransfer-Encoding : chunked", chunked),
            ("Host: x\r\nContent-Length: 0\r\nContent-Length: %d" % len(HIDDEN), HIDDEN),
            ("Host: x\r\nContent-Length: +0", HIDDEN),
            ("Host: x\r\nContent-Length: 0x0", HIDDEN),
            ("Host: x\r\nContent-Length: -1", HIDDEN),
            ("Host: x\r\nContent-Length : 0", HIDDEN),
            ("Host: x\r\nContent-Length: 18446744073709551616", HIDDEN),
            ("Host: x\r\nHost: y", HIDDEN),
            ("X: y", HIDDEN),
            ("Host: x\nContent-Length: 0", HIDDEN)):
        answer = sent(head, body)
        assert answer.startswith(b"HTTP/1.1 4") and answer.count(b"HTTP/1.1 ") == 1 and b"ready" not in answer, (head, answer[:300])
    old = raw(made.port, f"POST {API}/session HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n".encode() + chunked)
    assert old.startswith(b"HTTP/1.1 4") and b"ready" not in old, old
    for size in (b"g\r\n", b"-1\r\n", b"fffffffffffffffff\r\n", b"5\n"):
        answer = sent("Host: x\r\nTransfer-Encoding: chunked", size + b"hello\r\n0\r\n\r\n" + HIDDEN)
        assert b"ready" not in answer, (size, answer)


def test_many_requests_in_one_piece_are_answered_in_order(made: World) -> None:
    paths = [b"/healthz" if i % 3 else b"/readyz" for i in range(200)]
    text = b"".join(b"GET " + path + b" HTTP/1.1\r\nHost: x\r\n\r\n" for path in paths) + HIDDEN.replace(b"readyz", b"healthz")
    answers = raw(made.port, text).split(b"HTTP/1.1 200 OK\r\n")[1:]
    assert [b"alive" in each for each in answers] == [path == b"/healthz" for path in paths] + [True]


def test_a_head_of_live_updates_has_no_body(made: World) -> None:
    li = made.client("li")
    text = f"HEAD {API}/events HTTP/1.1\r\nHost: x\r\nCookie: {li.cookie}\r\n\r\n".encode() + HIDDEN
    answers = raw(made.port, text)
    assert answers.count(b"HTTP/1.1 200") == 2 and answers.split(b"\r\n\r\n")[1].startswith(b"HTTP/1.1 200"), answers


# --- those who take and give nothing ---

def test_connections_that_send_nothing_keep_nobody_out(made: World) -> None:
    idle = []
    try:
        for number in range(1100):
            idle.append(socket.create_connection(("127.0.0.1", made.port), timeout=20))
            if number % 2:
                idle[-1].sendall(b"GET /healthz HTTP/1.1\r\nHo")
        for _ in range(5):
            assert made.client("li").get("/session").expect(200).json()["person"] == "li"
        idle[-1].sendall(b"st: x\r\n\r\n")  # who came last is still served
        assert idle[-1].recv(4096).startswith(b"HTTP/1.1 200")
    finally:
        for connection in idle:
            connection.close()


def test_one_person_takes_no_more_than_a_share_of_live_updates(made: World) -> None:
    def listen(client: Client) -> tuple[socket.socket, bytes]:
        stream = socket.create_connection(("127.0.0.1", made.port), timeout=20)
        stream.sendall(f"GET {API}/events HTTP/1.1\r\nHost: x\r\nCookie: {client.cookie}\r\n\r\n".encode())
        return stream, stream.recv(4096)

    li, ren = made.client("li"), made.client("ren")
    streams = [listen(li) for _ in range(70)]
    taken = [told for _, told in streams if told.startswith(b"HTTP/1.1 200")]
    assert len(taken) == 64 and all(b" 503 " in told for _, told in streams[64:]), [told[:20] for _, told in streams]
    streams.append(listen(ren))
    assert streams[-1][1].startswith(b"HTTP/1.1 200")
    for stream, _ in streams:
        stream.close()
    # Nobody reads what these were to be told, and everybody else is served.
    for number in range(30):
        li.post("/holds", {**HOLD, "hold": f"H-{number}", "job": f"j{number}"}).expect(200)
    for _ in range(100):  # a stream that was closed is noticed when something is written to it
        stream, told = listen(li)
        stream.close()
        if told.startswith(b"HTTP/1.1 200"):
            break
        time.sleep(0.1)
        li.post("/holds/H-1/extend", {"bill": "0.01"})
    assert told.startswith(b"HTTP/1.1 200"), told


def test_a_large_body_is_read_for_those_only_who_are_signed_in(made: World) -> None:
    for path in ("/documents", "/sites/east/usage", "/claim-tables", "/device-days"):
        head = f"POST {API}{path} HTTP/1.1\r\nHost: x\r\nIdempotency-Key: x\r\nContent-Length: 16000000\r\n\r\n"
        answer = raw(made.port, head.encode())
        assert answer.startswith(b"HTTP/1.1 401") and b"connection: close" in answer.lower(), (path, answer[:200])
    chen = made.client("chen")
    body = "".join(usage("long", part) for part in range(20_000)).encode()
    assert len(body) > 2_000_000
    reply = chen.send("POST", "/sites/east/usage?outcomes=exceptions", body, {"Content-Type": "application/x-ndjson", "Idempotency-Key": "u"})
    assert reply.expect(200).json()["charged"] + reply.json()["duplicates"] + reply.json()["suspended"] == 20_000, reply.body[:300]
    # Bodies that never come: they keep their own sender from more, and nobody else.
    held = []
    for _ in range(10):
        stream = socket.create_connection(("127.0.0.1", made.port), timeout=20)
        stream.sendall(f"POST {API}/sites/east/usage HTTP/1.1\r\nHost: x\r\nCookie: {chen.cookie}\r\nContent-Length: 30000000\r\n\r\n{{".encode())
        held.append(stream)
    assert held[-1].recv(4096).startswith(b"HTTP/1.1 503")
    li = made.client("li")
    li.send("POST", "/documents", b"x" * 3_000_000, {"Content-Type": "application/octet-stream", "Idempotency-Key": "d"}).expect(201)
    for stream in held:
        stream.close()


# --- requests that a browser would send for somebody else ---

def test_no_page_elsewhere_signs_anybody_in(made: World) -> None:
    body = json.dumps({"name": "li", "password": PASSWORD}).encode()
    for kind in ("text/plain;a=b, application/json", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data",
                 "text/plain, application/json", None):
        answer = made.client().send("POST", "/session", body, {"Content-Type": kind})
        assert answer.status == 415 and "set-cookie" not in answer.headers, (kind, answer.status)


def test_a_session_is_made_by_the_server_and_by_nobody_else(made: World) -> None:
    planted = made.client()
    planted.cookie = "scrip_session=" + "a" * 43
    answer = planted.post("/session", {"name": "li", "password": PASSWORD}).expect(200)
    assert planted.cookie not in answer.headers["set-cookie"] and "HttpOnly" in answer.headers["set-cookie"]
    assert planted.get("/session").json()["person"] is None
    li = made.client("li")
    for cookie in (li.cookie + "; scrip_session=other", li.cookie):
        li.cookie = cookie
        assert li.get("/session").json()["person"] == "li"
    li.cookie, token = "scrip_session=other; " + li.cookie, li.token
    assert li.get("/session").json()["person"] is None, "the first counts, whoever planted the second"
    li.token = token
    li.post("/holds", {**HOLD, "hold": "H", "job": "j"}).expect(401)


def test_whether_somebody_exists_shows_in_no_answer(made: World) -> None:
    for name in ("li", "nobody"):
        codes = set()
        for _ in range(30):  # each failure doubles the wait, so that one of them falls into it on any machine
            codes.add(made.client().post("/session", {"name": name, "password": "wrong"}).json()["code"])
            if "locked_out" in codes:
                break
        assert codes == {"sign_in_failed", "locked_out"}, (name, codes)


def totp(secret: str, step: int) -> str:
    digest = hmac.new(base64.b32decode(secret), struct.pack(">Q", step), hashlib.sha1).digest()
    at = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[at:at + 4])[0] & 0x7fffffff) % 1_000_000:06d}"


def test_a_code_counts_once_however_many_come_at_once(made: World) -> None:
    li = made.client("li")
    secret = li.post("/session/second-factor", {"password": PASSWORD}).expect(200).json()["secret"]
    step = int(time.time()) // 30
    li.put("/session/second-factor", {"code": totp(secret, step - 1)}).expect(204)
    li.post("/session/second-factor", {"password": PASSWORD}).expect(401, "second_factor_needed")
    code = totp(secret, int(time.time()) // 30 + 1)
    answers = together(lambda _: made.client().post("/session", {"name": "li", "password": PASSWORD, "code": code}).status, 4)
    assert answers.count(200) == 1, answers


# --- texts ---

def test_texts_that_nobody_sees_are_refused_and_answers_are_utf8(made: World) -> None:
    wang = made.client("wang")
    new = {"organisation": "new", "name": "N", "identifier_scheme": "x", "identifier": "1"}
    for number, bad in enumerate(("a\u0000b", "a\u001b[2Jb", "\u007f", "a\u0008")):
        for field in ("organisation", "name", "identifier"):
            answer = wang.post("/organisations", {**new, field: bad}, key=f"{number}{field}")
            assert answer.status == 400 and answer.json()["field"], (field, bad, answer.body)
    wang.post("/resources", {"resource": "r", "name": "R", "vendor": "V", "aliases": ["good", "b\u0000d"]}).expect(400, "value_invalid")
    wang.post("/organisations", {**new, "name": "算力💡公司"}).expect(200)
    assert "算力💡公司" in [row["name"] for row in wang.get("/organisations").json()["items"]]
    for raw_name in (b'"\xc0\xaf"', b'"\xed\xa0\x80"', b'"\xf8\x88\x80\x80\x80"', b'"\\ud800"', b'"\x00"'):
        body = json.dumps({**new, "organisation": "other"}).encode().replace(b'"N"', raw_name)
        answer = wang.send("POST", "/organisations", body, {"Idempotency-Key": "bad"})
        assert answer.status == 400, (raw_name, answer.body)
    for path in ("/organisations/%ff/wallet", "/organisations/%c0%af/wallet", "/applications/%ed%a0%80", "/organisations?filter=name~%ff",
                 "/organisations/%00/wallet"):
        wang.get(path).expect(400, "encoding_invalid").body.decode("utf-8")
    for line in (b"GET /api/v1/\xff\xfe HTTP/1.1", b"GET /api/v1/organisations?\xff=1 HTTP/1.1", b"GET /\xff HTTP/1.1"):
        raw(made.port, line + b"\r\nHost: x\r\nConnection: close\r\n\r\n").decode("utf-8")
    made.stop()
    (made.folder / "log").read_text("utf-8")


def test_paths_lead_to_no_file_and_cursors_to_no_other_row(made: World) -> None:
    for path in ("/../../../../etc/passwd", "/%2e%2e/%2e%2e/etc/passwd", "/assets/../../../etc/passwd", "/assets/%2e%2e%2findex.html",
                 "//etc/passwd", "/assets//etc/passwd", "/..%5c..%5cetc/passwd", "/%00", "/assets/\\..\\x"):
        answer = raw(made.port, f"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
        assert b"root:" not in answer and not answer.startswith(b"HTTP/1.1 5"), (path, answer[:200])
    li, wang = made.client("li"), made.client("wang")
    made.client("chen").send("POST", "/sites/east/usage", (usage("a") + usage("b")).encode(),
                             {"Content-Type": "application/x-ndjson", "Idempotency-Key": "u"}).expect(200)
    for table in ("/vouchers", "/jobs", "/charges", "/applications", "/holds", "/organisations"):
        for cursor in ("0", "1", "99", "18446744073709551615", "18446744073709551616", "-1", "1e3", "0x1", " 1", "１"):
            for client in (li, wang):
                answer = client.get(f"{table}?limit=1000&cursor={re.sub('[^0-9a-z-]', lambda m: '%' + m.group().encode().hex('%'), cursor)}")
                assert answer.status in (200, 400), (table, cursor, answer.body[:200])
                assert client is wang or b"rival" not in answer.body.lower(), (table, cursor)


# --- the same at once ---

def test_one_key_at_once_has_one_effect(made: World) -> None:
    li = made.client("li")
    body = json.dumps({**HOLD, "hold": "H-1", "job": "j1"}).encode()
    answers = together(lambda _: li.send("POST", "/holds", body, {"Idempotency-Key": "same"}).expect(200).json(), 16)
    assert len({each["sequence"] for each in answers}) == 1 and sum(not each["repeated"] for each in answers) == 1, answers
    others = together(lambda i: li.send("POST", "/holds", json.dumps({**HOLD, "hold": f"H-{i}", "job": f"k{i}"}).encode(),
                                        {"Idempotency-Key": "one"}).status, 16)
    assert sorted(others) == [200] + [409] * 15, others
    made.stop()
    made.start()
    li = made.client("li")
    again = li.send("POST", "/holds", body, {"Idempotency-Key": "same"}).expect(200).json()
    assert again["repeated"] and again["sequence"] == answers[0]["sequence"], again


def test_of_edits_from_one_state_one_is_taken(made: World) -> None:
    publish_henan(made)
    li = made.client("li")
    draft = {"call": "first", "organisation": "acme", "facts": FACTS, "contract": "C-0"}
    etag = li.put("/applications/A-1", draft).expect(200).headers["etag"]
    statuses = together(lambda i: made.client("li").put("/applications/A-1", {**draft, "contract": f"C-{i + 1}"}, If_Match=etag).status, 12)
    assert sorted(statuses) == [200] + [412] * 11, statuses
    for sent in ("*", f"{etag}, \"x\"", "W/" + etag, etag.strip('"')):
        li.put("/applications/A-1", {**draft, "contract": "C-99"}, If_Match=sent).expect(412, "precondition_failed")


# --- what is others' ---

def test_bodies_that_name_others_do_nothing(made: World) -> None:
    publish_henan(made)
    ren, chen = made.client("ren"), made.client("chen")
    made.client("li").post("/holds", {**HOLD, "hold": "H-1", "job": "j1"}).expect(200)
    before = made.client("he").get("/journal/entries?limit=1").expect(200).json()["total"]
    document = {"hash": "0" * 64, "kind": "contract"}
    for client, method, path, body in (
            (ren, "POST", "/holds", {**HOLD, "hold": "X", "job": "x"}),
            (ren, "POST", "/holds", {**HOLD, "hold": "X", "job": "x", "organisation": "rival "}),
            (ren, "POST", "/holds/H-1/extend", {"bill": "1.00"}),
            (ren, "POST", "/holds/H-1/extend", {"units": "1", "walltime_s": 60}),
            (ren, "POST", "/holds/H-1/release", {}),
            (ren, "PUT", "/applications/X", {"call": "first", "organisation": "acme", "facts": FACTS}),
            (ren, "PUT", "/applications/X", {"call": "first", "organisation": "rival", "facts": FACTS, "documents": [document]}),
            (ren, "POST", "/quotes", {"quote": "Q", "organisation": "acme", "devices": 1, "hours": 1}),
            (ren, "POST", "/waiting-line", {"wait": "W", "organisation": "acme", "devices": 1, "hours": 1}),
            (chen, "POST", "/holds", {**HOLD, "hold": "X", "job": "x", "site": "west"}),
            (chen, "POST", "/capacity", {"capacity": "C", "site": "west", "resource": "chip", "devices": 1, "from": "2027-01-01",
                                         "until": "2028-01-01", "use": "programmes"}),
            (chen, "POST", "/rate-cards", {"rate_card": "R", "site": "west", "from": "2031-01-01", "until": "2032-01-01",
                                           "prices": [{"resource": "chip", "price": "1.00"}]}),
            (chen, "POST", "/sites/west/keys", {"site_key": "K", "public_key": "x", "holds_from": "2027-01-01"}),
            (chen, "POST", "/accreditations", {"accreditation": "AC", "site": "west", "programme": "p", "facts": {}, "documents": []})):
        answer = client.post(path, body, method=method)
        assert 400 <= answer.status < 500, (path, body, answer.status, answer.body)
    assert made.client("he").get("/journal/entries?limit=1").json()["total"] == before


# --- limits (docs/limits.md) ---

def test_a_body_may_be_as_large_as_is_stated_and_no_larger(made: World) -> None:
    people = {name: made.client(name) for name in ("wang", "li", "chen")}
    sheet = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    for person, path, most, kind, answer in (
            ("wang", "/organisations", 1 << 20, "application/json", 400), ("li", "/claim-tables", 16 << 20, sheet, 400),
            ("li", "/documents", 32 << 20, "application/octet-stream", 201),
            ("chen", "/sites/east/usage", 32 << 20, "application/x-ndjson", 200)):
        for size, status in ((most, answer), (most + 1, 413)):
            headers = {"Content-Type": kind, "Idempotency-Key": f"{path}{size}"}
            got = people[person].send("POST", path, b" " * size, headers)
            assert got.status == status, f"{path}, {size} bytes: {got.status} {got.body[:300]}"
            assert (got.json().get("code") == "too_large") == (status == 413), got.body[:300]
    # One that does not say its length is cut off where the limit is.
    wang = people["wang"]
    chunk = b"10000\r\n" + b" " * 0x10000 + b"\r\n"
    head = (f"POST {API}/organisations HTTP/1.1\r\nHost: x\r\nCookie: {wang.cookie}\r\nX-CSRF-Token: {wang.token}\r\nIdempotency-Key: c\r\n"
            "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n")
    assert b" 413 " in raw(made.port, head.encode() + chunk * 17 + b"0\r\n\r\n").split(b"\r\n")[0]
    long = made.client().get("/session", X_Long="x" * (17 << 10))
    assert long.status == 413, long.status


def judged_before_a_refusal(ask) -> tuple[int, float, Answer]:
    """How many requests were judged until one came too fast, in how many seconds, and that answer."""
    began = time.monotonic()
    for number in range(5_000):  # a slow machine takes more: tokens come back meanwhile
        answer = ask(number)
        if answer.json()["code"] == "too_many_requests":
            return number, time.monotonic() - began, answer
    raise AssertionError("nothing came too fast")


def test_passwords_are_checked_no_faster_than_is_stated(made: World) -> None:
    nobody, guess = made.client(), {"name": "xx", "password": "wrong"}
    judged, took_s, refused = judged_before_a_refusal(lambda _: nobody.post("/session", guess, X_Forwarded_For="203.0.113.7"))
    assert 200 <= judged <= 201 + 10 * took_s, f"{judged} were judged in {took_s:.1f} s"
    assert refused.status == 429 and int(refused.headers["retry-after"]) >= 1
    nobody.post("/session", guess, X_Forwarded_For="203.0.113.8").expect(429, "locked_out")  # another address has a rate of its own
    # Of a person who is signed in, whatever the session and the address.
    sessions = made.client("li"), made.client("li")
    changed = {"old": "wrong", "new": PASSWORD + "2"}
    judged, took_s, _ = judged_before_a_refusal(lambda number: sessions[number % 2].put(
        "/session/password", changed, X_Forwarded_For=f"198.51.100.{number % 200}"))
    assert 200 <= judged <= 201 + 10 * took_s, f"{judged} were judged in {took_s:.1f} s"
    assert made.client("wang").get("/session").json()["person"] == "wang"


if __name__ == "__main__":
    sys.exit(run_tests(globals(), World, sanitized=True))
