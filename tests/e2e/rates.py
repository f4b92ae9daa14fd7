#!/usr/bin/env python3
"""Limits on rate, who sees the metrics, and slow work beside the I/O thread.

Run by ./test with SCRIP_BINARY_DIR and SCRIP_SOURCE_DIR. The last line is "N passed, M failed".
"""

import concurrent.futures
import re
import subprocess
import sys

from harness import SCRIP, run_tests
from http_api import PASSWORD, World


class Rated(World):
    def slow_down(self) -> None:
        """One request a second for every caller, after a burst of five."""
        self.client().get("/healthz").expect(200)  # it runs before it is told to stop
        self.stop()
        self.log = open(self.folder / "log", "ab")
        self.server = subprocess.Popen([str(SCRIP), "serve", "--db", self.db, "--listen", "127.0.0.1:0", "--lang", "en", "--rate",
                                        "1,1,1"], stdout=subprocess.PIPE, stderr=self.log, text=True)
        self.port = int(re.search(r":(\d+)/", self.server.stdout.readline()).group(1))


def limited(answers: list) -> list:
    return [answer for answer in answers if answer.status == 429]


def test_each_caller_has_a_rate_of_their_own(world: Rated) -> None:
    world.slow_down()
    nobody = world.client()
    refused = limited([nobody.get("/session", X_Forwarded_For="192.0.2.1") for _ in range(40)])
    assert refused and refused[0].json()["code"] == "too_many_requests" and int(refused[0].headers["retry-after"]) >= 1, refused
    assert nobody.get("/session", X_Forwarded_For="192.0.2.2").status == 200  # another address
    li = world.client("li")
    assert limited([li.get("/holds") for _ in range(40)])
    assert world.client("li").get("/holds").status == 200  # another session
    assert re.search(r"^scrip_rate_limited_total [1-9]", nobody.get("/metrics").body.decode(), re.MULTILINE)
    assert nobody.get("/healthz").status == 200  # whoever watches is not kept out


def test_a_proxy_cannot_be_talked_into_another_address(world: Rated) -> None:
    world.slow_down()
    nobody = world.client()
    sent = [nobody.get("/session", X_Forwarded_For=f"198.51.100.{i}, 192.0.2.7") for i in range(40)]
    assert limited(sent), "only what the proxy itself wrote counts"


def test_metrics_are_for_this_machine_or_for_who_runs_the_system(world: Rated) -> None:
    nobody = world.client()
    assert nobody.get("/metrics").status == 200
    assert nobody.get("/metrics", X_Forwarded_For="192.0.2.1").expect(401, "not_signed_in")
    for person, status in (("li", 403), ("wu", 403), ("he", 200), ("admin", 200)):
        token = world.client(person).post("/api-keys", {"label": "watch"}).expect(201).json()["token"]
        answer = nobody.get("/metrics", X_Forwarded_For="192.0.2.1", Authorization="Bearer " + token)
        assert answer.status == status, (person, answer.status)


def test_many_sign_ins_at_once_are_answered_or_told_to_wait(world: Rated) -> None:
    def sign_in(number: int) -> int:
        person = ("wang", "zhou", "li", "ren", "chen", "he", "admin", "wu")[number % 8]
        return world.client().post("/session", {"name": person, "password": PASSWORD}).status

    with concurrent.futures.ThreadPoolExecutor(100) as pool:
        outcomes = list(pool.map(sign_in, range(200)))
    assert set(outcomes) <= {200, 503} and 200 in outcomes, outcomes
    world.client("li").get("/holds").expect(200)


if __name__ == "__main__":
    sys.exit(run_tests(globals(), Rated))
