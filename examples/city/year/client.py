"""A client of Scrip's HTTP API with the standard library only: many persons, a connection for each thread."""

import http.client
import json
import threading
import time

API = "/api/v1"
PATIENCE_S = 60  # how long a request that is asked to wait is tried again


class Refused(Exception):
    """An answer that is no success."""


class Client:
    def __init__(self, address: str, password: str):
        self.address, self.password = address, password
        self.local = threading.local()
        self.lock = threading.Lock()
        self.sessions: dict[str, dict[str, str]] = {}  # by person: the headers that prove who asks
        self.sent = 0

    def sign_in(self, person: str) -> None:
        answer, headers = self.exchange("POST", "/session", json.dumps({"name": person, "password": self.password}), {
            "Content-Type": "application/json"})
        cookie = headers["Set-Cookie"].split(";")[0]
        self.sessions[person] = {"Cookie": cookie, "X-CSRF-Token": answer["csrf_token"]}

    def get(self, person: str, path: str):
        return self.exchange("GET", path, None, self.session(person))[0]

    def write(self, person: str, method: str, path: str, body=None, content_type: str = "application/json", **headers):
        """Every write has a key of its own, so that one whose answer got lost could be sent again."""
        with self.lock:
            self.sent += 1
            key = f"year-{self.sent}"
        text = json.dumps(body or {}) if content_type == "application/json" else body
        return self.exchange(method, path, text, {**self.session(person), "Idempotency-Key": key,
                                                  "Content-Type": content_type, **headers})[0]

    def post(self, person: str, path: str, body=None, content_type: str = "application/json"):
        return self.write(person, "POST", path, body, content_type)

    def session(self, person: str) -> dict[str, str]:
        if person not in self.sessions:
            self.sign_in(person)
        return self.sessions[person]

    def exchange(self, method: str, path: str, text: str | None, headers: dict):
        until = time.monotonic() + PATIENCE_S
        while True:
            connection = self.connection()
            connection.request(method, API + path, text.encode() if text is not None else None, headers)
            answer = connection.getresponse()
            body = answer.read()
            if answer.status in (429, 503) and time.monotonic() < until:  # asked to wait
                time.sleep(min(5, int(answer.headers.get("Retry-After", "1"))))
                continue
            if answer.status >= 300:
                raise Refused(f"{method} {path}: {answer.status} {body.decode()[:600]}")
            return (json.loads(body) if body else {}), answer.headers

    def connection(self) -> http.client.HTTPConnection:
        if not hasattr(self.local, "connection"):
            self.local.connection = http.client.HTTPConnection(self.address, timeout=120)
        return self.local.connection
