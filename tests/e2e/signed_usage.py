#!/usr/bin/env python3
"""Usage that sites sign, from outside: keys over the API and the command line, requests signed by OpenSSL rather than by
Scrip itself, every way to be refused, and what an audit finds in a journal whose signatures were changed."""

import base64
import hashlib
import json
import pathlib
import sqlite3
import subprocess
import sys
import time

from harness import SCRIP, run_tests
from http_api import Client, World, usage

PATH = "/api/v1/sites/east/usage"


def openssl(*words: str, data: bytes = b"") -> bytes:
    return subprocess.run(["openssl", *words], input=data, capture_output=True, check=True, timeout=60).stdout


class Signer:
    """A site's key pair in files of OpenSSL's."""

    def __init__(self, folder: pathlib.Path, name: str):
        self.name, self.file = name, folder / f"{name}.pem"
        openssl("genpkey", "-algorithm", "ed25519", "-out", str(self.file))
        self.pem = openssl("pkey", "-in", str(self.file), "-pubout").decode()
        self.raw = base64.b64encode(openssl("pkey", "-in", str(self.file), "-pubout", "-outform", "DER")[-32:]).decode()

    def sign(self, text: str) -> str:
        message = self.file.with_suffix(".txt")
        message.write_bytes(text.encode())
        signature = openssl("pkeyutl", "-sign", "-inkey", str(self.file), "-rawin", "-in", str(message))
        return base64.b64encode(signature).decode()

    def headers(self, body: bytes, created: int | None = None, path: str = PATH, cover: tuple = ("@method", "@path", "content-digest"),
                more: str = "", values: dict | None = None) -> dict:
        digest = "sha-256=:" + base64.b64encode(hashlib.sha256(body).digest()).decode() + ":"
        known = {"@method": "POST", "@path": path, "content-digest": digest, **(values or {})}
        inner = "(" + " ".join(f'"{name}"' for name in cover) + ")"
        params = f'{inner};created={created if created is not None else int(time.time())};keyid="{self.name}"{more}'
        base = "".join(f'"{name}": {known[name]}\n' for name in cover) + f'"@signature-params": {params}'
        return {"Content-Digest": digest, "Signature-Input": f"s={params}", "Signature": f"s=:{self.sign(base)}:"}


def send(client: Client, body: bytes, headers: dict | None = None, key: str = "", site: str = "east"):
    client.numbers += 1
    return client.send("POST", f"/sites/{site}/usage", body,
                       {"Content-Type": "application/x-ndjson", "Idempotency-Key": key or f"u{client.numbers}", **(headers or {})})


def register(made: World, name: str, site: str = "east", **more) -> Signer:
    signer = Signer(made.folder, name)
    person = made.client("chen") if site == "east" else made.client("admin")
    person.numbers = 1000 * int.from_bytes(name.encode())  # a new client counts its requests anew
    person.post(f"/sites/{site}/keys", {"site_key": name, "public_key": signer.pem, **more}).expect(200)
    return signer


def test_keys_are_registered_listed_and_revoked_by_those_who_may(made: World) -> None:
    chen, admin, wang, li, he = (made.client(person) for person in ("chen", "admin", "wang", "li", "he"))
    key = Signer(made.folder, "east-a")
    body = {"site_key": "east-a", "public_key": key.raw}
    wang.post("/sites/east/keys", body).expect(403, "forbidden")
    li.post("/sites/east/keys", body).expect(403, "forbidden")
    chen.post("/sites/west/keys", body).expect(403, "forbidden")
    made.client().post("/sites/east/keys", body).expect(401)
    chen.post("/sites/east/keys", {**body, "public_key": "abc"}).expect(400, "key_invalid")
    chen.post("/sites/east/keys", {**body, "extra": 1}).expect(400, "unknown_field")
    assert chen.post("/sites/east/keys", body).expect(200).json()["events"], "an event"
    assert chen.post("/sites/east/keys", body).expect(200).json()["events"] == []
    admin.post("/sites/west/keys", {"site_key": "west-a", "public_key": key.pem}).expect(409, "key_reused")
    admin.post("/sites/west/keys", {"site_key": "west-a", "public_key": Signer(made.folder, "w").pem}).expect(200)
    admin.post("/sites/none/keys", {"site_key": "x", "public_key": Signer(made.folder, "x").pem}).expect(404, "site_not_found")
    rows = chen.get("/sites/east/keys").expect(200).json()["items"]
    assert [row["site_key"] for row in rows] == ["east-a"] and rows[0]["public_key"] == key.raw, rows
    assert rows[0]["added_by"] == "chen" and rows[0]["revoked_from"] is None, rows
    chen.get("/sites/west/keys").expect(404, "site_not_found")
    assert [row["site"] for row in chen.get("/site-keys").json()["items"]] == ["east"]
    assert len(he.get("/site-keys").json()["items"]) == 2
    assert he.get("/site-keys", Accept="text/csv").expect(200).body.count(b"\n") == 3
    li.get("/site-keys").expect(403, "forbidden")
    chen.post("/sites/east/keys/west-a/revoke", {"reason": "x"}).expect(404, "site_key_not_found")
    chen.post("/sites/east/keys/east-a/revoke", {}).expect(400, "missing_field")
    chen.post("/sites/east/keys/east-a/revoke", {"reason": "x", "from": "2020-01-01"}).expect(400, "time_invalid")
    chen.post("/sites/east/keys/east-a/revoke", {"reason": "left the building"}).expect(200)
    chen.post("/sites/east/keys/east-a/revoke", {"reason": "again"}).expect(409, "site_key_revoked")
    assert chen.get("/sites/east/keys").json()["items"][0]["reason"] == "left the building"


def test_a_batch_that_openssl_signed_is_taken_kept_and_found_in_its_entry(made: World) -> None:
    key, chen, he = register(made, "east-a"), made.client("chen"), made.client("he")
    body = usage("j1").encode() + usage("j2").encode()
    headers = key.headers(body)
    first = send(chen, body, headers, "first").expect(200).json()
    assert first["charged"] == 2 and first["sequence"], first
    entry = he.get(f"/journal/entries/{first['sequence']}").expect(200).json()["usage"]["signature"]
    assert entry["site_key"] == "east-a" and not entry["body_kept"], entry
    assert headers["Content-Digest"] in entry["base"] and headers["Signature"] == f"s=:{entry['signature']}:", entry
    # What the journal keeps is enough for others: OpenSSL verifies it with the registered public key.
    base, signature, public = (made.folder / name for name in ("base", "signature", "public.pem"))
    base.write_bytes(entry["base"].encode())
    signature.write_bytes(base64.b64decode(entry["signature"]))
    public.write_text(key.pem, encoding="ascii")
    openssl("pkeyutl", "-verify", "-pubin", "-inkey", str(public), "-rawin", "-in", str(base), "-sigfile", str(signature))

    again = send(chen, body, headers, "first").expect(200).json()
    assert again["repeated"] and again["sequence"] == first["sequence"], again
    send(chen, body, headers).expect(409, "signature_replayed")
    assert send(chen, body, key.headers(body, int(time.time()) - 5)).expect(200).json()["duplicates"] == 2
    whole = usage("j3").encode()
    target = {"@target-uri": f"http://127.0.0.1:{made.port}{PATH}", "content-type": "application/x-ndjson"}
    send(chen, whole, key.headers(whole, cover=("@method", "@target-uri", "content-digest", "content-type"), values=target)).expect(200)
    made.stop()
    report = json.loads(made.run("verify", "--json"))
    assert report["signatures"] == 2 and report["bodies"] == 0, report


def test_each_wrong_signature_is_told_apart(made: World) -> None:
    key, other = register(made, "east-a"), register(made, "west-a", "west")
    later = register(made, "east-b", holds_from="2190-01-01")
    chen, body = made.client("chen"), usage("j1").encode()
    send(chen, usage("j2").encode(), key.headers(body)).expect(400, "digest_mismatch")
    send(chen, body, Signer(made.folder, "unknown").headers(body)).expect(404, "site_key_not_found")
    send(chen, body, other.headers(body)).expect(403, "site_key_of_other_site")
    send(chen, body, later.headers(body)).expect(409, "site_key_early")
    impostor = Signer(made.folder, "impostor")
    impostor.name = "east-a"
    send(chen, body, impostor.headers(body)).expect(403, "signature_wrong")
    send(chen, body, key.headers(body, int(time.time()) - 90_000)).expect(403, "signature_stale")
    send(chen, body, key.headers(body, int(time.time()) + 300)).expect(403, "signature_stale")
    send(chen, body, key.headers(body, more=f";expires={int(time.time()) - 5}")).expect(403, "signature_stale")
    send(chen, body, key.headers(body, more=';alg="rsa-v1_5-sha256"')).expect(400, "signature_malformed")
    send(chen, body, key.headers(body, path="/api/v1/sites/west/usage")).expect(403, "signature_wrong")
    for cover in (("@method", "@path"), ("@path", "content-digest"), ("@method", "content-digest")):
        send(chen, body, key.headers(body, cover=cover)).expect(400, "signature_malformed")
    good = key.headers(body)
    for name, value in (("Signature", ""), ("Signature", "s=:YQ==:"), ("Signature", "t" + good["Signature"][1:]), ("Signature-Input", ""),
                        ("Signature-Input", "s=("), ("Signature-Input", good["Signature-Input"] + ", t=()"), ("Content-Digest", ""),
                        ("Content-Digest", "md5=:YQ==:")):
        answer = send(chen, body, {**good, name: value})
        assert answer.status == 400 and answer.json()["code"] == "signature_malformed", (name, value, answer.body)
    flipped = base64.b64decode(good["Signature"][3:-1])
    for at in (0, 31, 32, 63):
        changed = bytes(byte ^ (1 if i == at else 0) for i, byte in enumerate(flipped))
        send(chen, body, {**good, "Signature": f"s=:{base64.b64encode(changed).decode()}:"}).expect(403, "signature_wrong")
    assert chen.get("/jobs").json()["total"] == 0, "nothing was taken"
    chen.post("/sites/east/keys/east-a/revoke", {"reason": "replaced"}).expect(200)
    send(chen, body, good).expect(409, "site_key_revoked")


def test_a_site_that_must_sign_is_refused_what_is_not_signed(made: World) -> None:
    key, chen, admin = register(made, "east-a"), made.client("chen"), made.client("admin")
    assert chen.get("/sites/east/signing-rule").json() == {"site": "east", "required": False, "from": None, "keep_bodies": False}
    chen.post("/sites/east/signing-rule", {"required": False}).expect(403, "forbidden")
    admin.post("/sites/east/signing-rule", {"required": True}).expect(400)
    admin.post("/sites/east/signing-rule", {"required": False, "from": "2026-01-01"}).expect(400, "value_invalid")
    admin.post("/sites/east/signing-rule", {"required": True, "from": "2190-01-01"}).expect(200)
    send(chen, usage("j0").encode()).expect(200)
    admin.post("/sites/east/signing-rule", {"required": True, "from": "2025-01-01", "keep_bodies": True}).expect(200)
    send(chen, usage("j1").encode()).expect(403, "signature_missing")
    body = usage("j1").encode()
    taken = send(chen, body, key.headers(body)).expect(200).json()
    made.stop()
    report = json.loads(made.run("verify", "--json"))
    assert report["signatures"] == 1 and report["bodies"] == 1, report
    # The kept body, changed where it lies: the audit says so, and in which entry.
    with sqlite3.connect(made.db) as db:
        changed = db.execute("UPDATE document SET bytes = ? WHERE hash = ?",
                             (body.replace(b'"devices": 8', b'"devices": 9'), hashlib.sha256(body).digest()))
        assert changed.rowcount == 1, "the body was kept under its hash"
    done = subprocess.run([str(SCRIP), "verify", "--db", made.db, "--json"], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode != 0 and "hash_mismatch" in done.stdout + done.stderr, done
    assert str(taken["sequence"]) in done.stdout + done.stderr, done


def test_the_command_line_signs_what_it_sends_and_what_lies_in_files(made: World) -> None:
    made.stop()
    file = made.folder / "east.key"
    public = json.loads(made.run("site", "key", "create", str(file), "--key", "east-c", "--json"))["public_key"]
    assert file.stat().st_mode & 0o777 == 0o600, "the private key is for its owner only"
    made.run("site", "key", "add", "east-c", "--site", "east", "--public-key", public)
    made.run("site", "signing", "east", "--from", "2025-01-01", "--keep-bodies")
    batch = made.folder / "batch.ndjson"
    batch.write_text(usage("c1"), encoding="utf-8")
    signature = made.folder / "batch.sig"
    signature.write_text(made.run("usage", "sign", str(batch), "--site", "east", "--sign-with", str(file)), encoding="ascii")
    refused = subprocess.run([str(SCRIP), "usage", "import", str(batch), "--site", "east", "--db", made.db],
                             capture_output=True, text=True, timeout=60, check=False)
    assert refused.returncode != 0 and "signature_missing" in refused.stdout + refused.stderr, refused
    first = json.loads(made.run("usage", "import", str(batch), "--site", "east", "--signature", str(signature), "--json"))
    assert first[0]["charged"] == 1, first
    batch.write_text(usage("c2"), encoding="utf-8")
    changed = subprocess.run([str(SCRIP), "usage", "import", str(batch), "--site", "east", "--signature", str(signature), "--db", made.db],
                             capture_output=True, text=True, timeout=60, check=False)
    assert changed.returncode != 0 and "digest_mismatch" in changed.stdout + changed.stderr, changed
    made.run("usage", "import", str(batch), "--site", "east", "--sign-with", str(file))
    assert "east-c" in made.run("site", "key", "list")

    made.start()
    token = made.folder / "token"
    token.write_text(made.client("chen").post("/api-keys", {"label": "site", "role": "site_operator"}).expect(201).json()["token"])
    server = ["--url", f"http://127.0.0.1:{made.port}", "--token-file", str(token), "--lang", "en"]

    def remotely(*words: str, ok: bool = True) -> str:
        done = subprocess.run([str(SCRIP), *words, *server], capture_output=True, text=True, timeout=60, check=False)
        assert (done.returncode == 0) == ok, done
        return done.stdout + done.stderr

    batch.write_text(usage("c3"), encoding="utf-8")
    assert "signature_missing" in remotely("usage", "import", str(batch), "--site", "east", ok=False)
    remotely("usage", "import", str(batch), "--site", "east", "--sign-with", str(file))
    batch.write_text(usage("c4"), encoding="utf-8")
    signature.write_text(made.run("usage", "sign", str(batch), "--site", "east", "--sign-with", str(file)), encoding="ascii")
    remotely("usage", "import", str(batch), "--site", "east", "--signature", str(signature))
    assert "east-c" in remotely("site", "key", "list", "--site", "east")
    second = Signer(made.folder, "east-d")
    remotely("site", "key", "add", "east-d", "--site", "east", "--public-key", second.raw)
    remotely("site", "key", "revoke", "east-c", "--site", "east", "--reason", "replaced")
    assert "site_key_revoked" in remotely("usage", "import", str(batch), "--site", "east", "--sign-with", str(file), ok=False)
    made.stop()
    report = json.loads(made.run("verify", "--json"))
    assert report["signatures"] == 4 and report["bodies"] == 4, report


def test_alerts_are_signed_as_usage_is(made: World) -> None:
    chen, path = made.client("chen"), "/api/v1/sites/east/alerts"
    signer = register(made, "k-alerts", holds_from="2025-01-01")
    body = json.dumps({"alerts": []}).encode()
    post = lambda headers: chen.send("POST", "/sites/east/alerts", body, {"Content-Type": "application/json", **headers})
    post({}).expect(200)  # the site need not sign
    first = signer.headers(body, path=path)
    post(first).expect(200)
    post(first).expect(409, "signature_replayed")
    post({}).expect(200)
    post(signer.headers(body, created=int(time.time()) - 60, path=path)).expect(409, "signature_replayed")
    for other in ("/api/v1/sites/west/alerts", PATH):
        post(signer.headers(body, path=other)).expect(403, "signature_wrong")
    send(chen, body, signer.headers(body, path=path)).expect(403, "signature_wrong")
    post(signer.headers(b"{}", path=path)).expect(400, "digest_mismatch")
    made.client("admin").post("/sites/east/signing-rule", {"required": True, "from": "2025-01-01"}).expect(200)
    post({}).expect(403, "signature_missing")
    post(signer.headers(body, created=int(time.time()) + 1, path=path)).expect(200)


def test_an_agent_says_what_is_wrong_and_when_it_is_over(made: World) -> None:
    """Without a scheduler beside it: nothing runs, but what stands in its spool is told, signed."""
    chen, folder = made.client("chen"), made.folder
    (folder / "token").write_text(chen.post("/api-keys", {"label": "site", "role": "site_operator"}).expect(201).json()["token"])
    (folder / "token").chmod(0o600)
    public = json.loads(made.run("site", "key", "create", str(folder / "key"), "--key", "k-agent", "--json"))["public_key"]
    chen.post("/sites/east/keys", {"site_key": "k-agent", "public_key": public}).expect(200)
    made.client("admin").post("/sites/east/signing-rule", {"required": True, "from": "2025-01-01"}).expect(200)
    (folder / "site.yaml").write_text(f"""site: east
scrip: {{url: "http://127.0.0.1:{made.port}", token_file: token, sign_with: key}}
slurm: {{cluster: none, programs: /none, resources: {{gpu: chip}}, untyped: chip}}
spool: spool.db
socket: hook.sock
times: {{poll: 1s}}
""")
    agent = subprocess.Popen([str(SCRIP.with_name("scrip-site")), "run", "--config", str(folder / "site.yaml")],
                             stdout=subprocess.DEVNULL, stderr=open(folder / "agent.log", "wb"))
    alerts = lambda: {row["subject"]: row for row in chen.get("/site-alerts").expect(200).json()["items"]}

    def until(holds) -> None:
        deadline = time.monotonic() + 60
        while not holds():
            assert agent.poll() is None and time.monotonic() < deadline, (folder / "agent.log").read_text()[-2000:]
            time.sleep(0.2)

    def spool(text: str, *values) -> None:
        with sqlite3.connect(folder / "spool.db", timeout=30) as database:
            database.execute(text, values)
        database.close()

    try:
        until(lambda: (folder / "spool.db").exists() and sqlite3.connect(folder / "spool.db").execute(
            "SELECT count(*) FROM sqlite_schema WHERE name = 'alert'").fetchone() == (1,))
        spool("INSERT INTO alert (kind, subject, at_s, english, chinese) VALUES ('job_idle', 'east/7@1', 1767225600, ?, ?)",
              "it sleeps " * 100, "它在睡觉" * 100)
        until(lambda: "east/7@1" in alerts())
        row = alerts()["east/7@1"]
        assert (row["site"], row["alert"], row["since"], row["ended_at"]) == ("east", "job_idle", "2026-01-01T00:00:00Z", None), row
        assert row["english"].startswith("it sleeps") and len(row["english"]) == 512 and len(row["chinese"].encode()) == 510, row
        spool("DELETE FROM alert")
        until(lambda: alerts()["east/7@1"]["ended_at"] is not None)
    finally:
        agent.terminate()
        assert agent.wait(30) == 0, (folder / "agent.log").read_text()[-2000:]


if __name__ == "__main__":
    sys.exit(run_tests(globals(), World, sanitized=True))
