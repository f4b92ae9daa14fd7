#!/usr/bin/env python3
"""Answers that are made beside the I/O thread: passwords, files, proofs, set-ups. Many at a time, with writes between them; and a
server that is told to stop as soon as it says that it serves."""

import concurrent.futures
import io
import signal
import sys
import zipfile

from harness import run_tests
from http_api import PASSWORD, Client, World, usage

NEXT = "another long password"


def test_a_server_that_is_stopped_at_once_ends_cleanly(made: World) -> None:
    made.stop()
    for stop in (signal.SIGTERM, signal.SIGINT) * 5:
        made.start()
        made.server.send_signal(stop)
        assert made.server.wait(timeout=60) == 0, f"{stop}: {made.server.returncode}"
        made.log.close()
        made.server = None


def test_passwords_are_checked_and_made_beside_the_io_thread(made: World) -> None:
    admin, li = made.client("admin"), made.client("li")
    admin.post("/people", {"person": "new", "name": "New", "password": "short"}).expect(400, "password_weak")
    admin.post("/people", {"person": "new", "name": "New", "password": PASSWORD}).expect(201)
    admin.post("/people", {"person": "new", "name": "New", "password": PASSWORD}).expect(409, "person_exists")
    admin.post("/people/nobody/reset-password", {"password": NEXT}).expect(404, "person_not_found")
    admin.post("/people/new/reset-password", {"password": "new"}).expect(400, "password_weak")
    admin.post("/people/new/reset-password", {"password": NEXT}).expect(204)
    li.put("/session/password", {"old": "wrong", "new": NEXT}).expect(401, "sign_in_failed")
    li.put("/session/password", {"old": PASSWORD, "new": "li"}).expect(400, "password_weak")
    li.put("/session/password", {"old": PASSWORD, "new": NEXT}).expect(204)
    made.client().post("/session", {"name": "li", "password": PASSWORD}).expect(401, "sign_in_failed")
    made.client().post("/session", {"name": "li", "password": NEXT}).expect(200)


def test_many_slow_answers_at_once_are_made_or_refused_with_a_time_to_try_again(made: World) -> None:
    he, chen = made.client("he"), made.client("chen")

    def sign_in(i: int) -> int:  # each under another name: one would soon be locked out
        answer = Client(made.port).send("POST", "/session", f'{{"name": "nobody-{i}", "password": "whatever it is"}}'.encode())
        assert answer.status in (401, 503), answer.body
        if answer.status == 503:
            assert answer.json()["code"] == "overloaded" and int(answer.headers["retry-after"]) >= 1, answer.headers
        return answer.status

    def take_file(i: int) -> int:
        answer = he.get("/jobs", Accept="text/csv") if i % 2 else he.get("/journal/entries/1/proof")
        assert answer.status in (200, 503), answer.body
        return answer.status

    def write(i: int) -> int:
        return chen.send("POST", "/sites/east/usage", usage(f"j{i}").encode(),
                         {"Content-Type": "application/x-ndjson", "Idempotency-Key": f"w{i}"}).status

    with concurrent.futures.ThreadPoolExecutor(100) as pool:
        slow = [pool.submit(sign_in, i) for i in range(80)] + [pool.submit(take_file, i) for i in range(20)]
        writes = [pool.submit(write, i) for i in range(20)]
        assert [each.result() for each in writes] == [200] * 20
        assert {each.result() for each in slow} <= {200, 401, 503}
    assert he.get("/jobs", Accept="text/csv").expect(200).body.count(b"\n") == 21
    book = he.get("/jobs", Accept="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet").expect(200)
    assert zipfile.ZipFile(io.BytesIO(book.body)).testzip() is None
    rows = he.get("/jobs?sort=-job_id&filter=site=east", Accept="text/csv").expect(200).body.decode().splitlines()[1:]
    place = [column["name"] for column in he.get("/jobs?limit=1").json()["columns"]].index("job_id")
    ids = [row.split(",")[place] for row in rows]
    assert len(ids) == 20 and ids == sorted(ids, reverse=True), ids


def test_set_ups_and_other_writes_at_once_are_each_taken_whole(made: World) -> None:
    wang = made.client("wang")

    def set_up(i: int) -> int:
        text = f"organisations:\n  - {{key: org-{i}, name: Org {i}}}\nprogrammes:\n  - {{key: prog-{i}, name: P, mode: deduct}}\n"
        for attempt in range(20):
            answer = made.client("wang").send("POST", "/set-up", text.encode(), {"Content-Type": "application/yaml", "Idempotency-Key": f"s{i}-{attempt}"})
            if answer.status != 503:
                return answer.status
        return answer.status

    def add(i: int) -> int:
        return wang.send("POST", "/organisations", f'{{"organisation": "solo-{i}", "name": "Solo", "identifier_scheme": "demo", "identifier": "{i}"}}'.encode(),
                         {"Content-Type": "application/json", "Idempotency-Key": f"o{i}"}).status

    with concurrent.futures.ThreadPoolExecutor(16) as pool:
        done = [pool.submit(set_up, i) for i in range(8)] + [pool.submit(add, i) for i in range(24)]
        assert {each.result() for each in done} == {200}, [each.result() for each in done]
    organisations = {row["organisation"] for row in wang.get("/organisations?limit=1000").json()["items"]}
    programmes = {row["programme"] for row in wang.get("/programmes?limit=1000").json()["items"]}
    assert {f"org-{i}" for i in range(8)} | {f"solo-{i}" for i in range(24)} <= organisations
    assert {f"prog-{i}" for i in range(8)} <= programmes
    bad = "organisations:\n  - {key: half-1, name: Half}\nprogrammes:\n  - {key: half-2, name: P, mode: barter}\n"
    wang.send("POST", "/set-up", bad.encode(), {"Content-Type": "application/yaml", "Idempotency-Key": "bad"}).expect(400)
    assert "half-1" not in {row["organisation"] for row in wang.get("/organisations?limit=1000").json()["items"]}


if __name__ == "__main__":
    sys.exit(run_tests(globals(), World))
