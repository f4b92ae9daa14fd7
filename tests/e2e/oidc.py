#!/usr/bin/env python3
"""Sign-in with OpenID Connect at a real provider: Glewlwyd, from Debian, on loopback with a database of its own.

Run by ./test with SCRIP_BINARY_DIR and SCRIP_SOURCE_DIR. The last line is "N passed, M failed".
"""

import base64
import gzip
import hashlib
import http.client
import json
import pathlib
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.parse

from harness import SCRIP, run_tests
from http_api import API, Answer, World

SCHEMA = pathlib.Path("/usr/share/doc/glewlwyd/database/init.sqlite3.sql.gz")
LIBRARIES = "/usr/lib/glewlwyd"
SECRET = "a-secret-of-this-client"  # Glewlwyd does not decode what RFC 6749, section 2.3.1, has clients encode
CONFIG = """port={port}
bind_address="127.0.0.1"
external_url="http://127.0.0.1:{port}"
login_url="login.html"
api_prefix="api"
cookie_secure=0
log_mode="file"
log_level="WARNING"
log_file="{folder}/glewlwyd.log"
user_module_path="{libraries}/user"
client_module_path="{libraries}/client"
user_auth_scheme_module_path="{libraries}/scheme"
plugin_module_path="{libraries}/plugin"
hash_algorithm="SHA512"
admin_scope="g_admin"
profile_scope="g_profile"
static_files_path="{folder}"
database = {{ type = "sqlite3"; path = "{folder}/glewlwyd.db"; }};
"""


def send(port: int, method: str, path: str, body: bytes = b"", headers: dict | None = None) -> Answer:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request(method, path, body, headers or {})
    response = connection.getresponse()
    fields = {}
    for name, value in response.getheaders():
        fields.setdefault(name.lower(), value)
        fields.setdefault("all " + name.lower(), []).append(value)
    answer = Answer(response.status, fields, response.read())
    connection.close()
    return answer


class Provider:
    """Glewlwyd with one OpenID Connect plugin, one client (us) and two users."""

    def __init__(self, folder: pathlib.Path, redirect_uri: str, kind: str = "rsa"):
        self.folder = folder
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        with sqlite3.connect(folder / "glewlwyd.db") as database:
            database.executescript(gzip.decompress(SCHEMA.read_bytes()).decode())
        database.close()
        (folder / "glewlwyd.conf").write_text(CONFIG.format(port=self.port, folder=folder, libraries=LIBRARIES))
        self.process = subprocess.Popen(["glewlwyd", "-c", str(folder / "glewlwyd.conf")], stdout=subprocess.DEVNULL,
                                        stderr=subprocess.DEVNULL)
        self.issuer = f"http://127.0.0.1:{self.port}/api/oidc"
        self.cookies = {}
        for _ in range(200):
            try:
                send(self.port, "GET", "/api/")
                break
            except OSError:
                time.sleep(0.1)
        self.sign_in("admin", "password")
        algorithm = ["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"] if kind == "rsa" else \
            ["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"]
        key = subprocess.run(["openssl", "genpkey", *algorithm], capture_output=True, text=True, check=True).stdout
        public = subprocess.run(["openssl", "pkey", "-pubout"], input=key, capture_output=True, text=True, check=True).stdout
        self.ask("admin", "POST", "mod/plugin", {"module": "oidc", "name": "oidc", "display_name": "OIDC", "parameters": {
            "iss": self.issuer, "jwt-type": kind, "jwt-key-size": "256", "key": key, "cert": public, "jwks-show": True,
            "access-token-duration": 3600, "refresh-token-duration": 3600, "code-duration": 600, "refresh-token-rolling": True,
            "allow-non-oidc": False, "auth-type-code-enabled": True, "auth-type-token-enabled": False,
            "auth-type-id-token-enabled": True, "auth-type-none-enabled": False, "auth-type-password-enabled": False,
            "auth-type-client-enabled": False, "auth-type-device-enabled": False, "auth-type-refresh-enabled": True,
            "scope": [], "additional-parameters": [], "claims": [], "pkce-allowed": True, "pkce-method-plain-allowed": False,
            "subject-type": "public", "allowed-scope": ["openid"]}})
        for user in ("li", "stranger"):
            self.ask("admin", "POST", "user/?source=database", {"username": user, "name": user, "password": "a password of " + user,
                                                                "enabled": True, "scope": ["openid"]})
        self.ask("admin", "POST", "client/?source=database", {
            "client_id": "scrip", "name": "Scrip", "enabled": True, "confidential": True, "client_secret": SECRET,
            "redirect_uri": [redirect_uri], "authorization_type": ["code"], "scope": ["openid"],
            "token_endpoint_auth_method": ["client_secret_basic"]})
        for user in ("li", "stranger"):
            self.sign_in(user, "a password of " + user)
            self.ask(user, "PUT", "auth/grant/scrip", {"scope": "openid"})

    def sign_in(self, user: str, password: str) -> None:
        answer = send(self.port, "POST", "/api/auth", json.dumps({"username": user, "password": password}).encode(),
                      {"Content-Type": "application/json"})
        answer.expect(200)
        self.cookies[user] = answer.headers["set-cookie"].split(";")[0]

    def ask(self, user: str, method: str, path: str, body: dict) -> None:
        send(self.port, method, "/api/" + path, json.dumps(body).encode(),
             {"Content-Type": "application/json", "Cookie": self.cookies[user]}).expect(200)

    def authorise(self, user: str, url: str) -> str:
        """What the browser of a user who is signed in there does: gives the address it is led back to."""
        path = urllib.parse.urlparse(url)
        answer = send(self.port, "GET", f"{path.path}?{path.query}&g_continue", headers={"Cookie": self.cookies[user]})
        answer.expect(302)
        return answer.headers["location"]

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(30)


class WithProvider(World):
    kind = "rsa"

    def __init__(self, folder: str):
        self.provider = None
        super().__init__(folder)

    def start(self) -> None:
        with socket.socket() as probe:  # the provider has to know the way back before the server starts
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        home = f"http://127.0.0.1:{self.port}"
        if self.provider is None:
            (self.folder / "provider").mkdir()
            self.provider = Provider(self.folder / "provider", f"{home}{API}/session/oidc/callback", self.kind)
        (self.folder / "secret").write_text(SECRET + "\n")
        self.log = open(self.folder / "log", "ab")
        self.server = subprocess.Popen(
            [str(SCRIP), "serve", "--db", self.db, "--listen", f"127.0.0.1:{self.port}", "--lang", "en", "--public-url", home + "/",
             "--oidc-issuer", self.provider.issuer + "/", "--oidc-client", "scrip", "--oidc-secret-file", str(self.folder / "secret"),
             "--oidc-name", "City ID"], stdout=subprocess.PIPE, stderr=self.log, text=True)
        assert self.server.stdout.readline()

    def abandon(self) -> None:
        super().abandon()
        if self.provider is not None:
            self.provider.stop()

    def begin(self, return_to: str = "/company") -> tuple[str, str]:
        """Gives the provider's address and the browser's cookie."""
        answer = send(self.port, "GET", f"{API}/session/oidc?return_to=" + urllib.parse.quote(return_to))
        answer.expect(302)
        return answer.headers["location"], answer.headers["set-cookie"].split(";")[0]

    def end(self, back: str, cookie: str) -> Answer:
        path = urllib.parse.urlparse(back)
        return send(self.port, "GET", f"{path.path}?{path.query}", headers={"Cookie": cookie})

    def link(self, person: str, subject: str) -> None:
        self.client("admin").post(f"/people/{person}/identities", {"subject": subject}).expect(201)


def subject_of(world: WithProvider, user: str) -> str:
    """The provider's name for a user: told by its own answer to a sign-in of ours."""
    verifier = "v" * 43
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    back = f"http://127.0.0.1:{world.port}{API}/session/oidc/callback"
    query = urllib.parse.urlencode({"response_type": "code", "client_id": "scrip", "redirect_uri": back, "scope": "openid",
                                    "state": "s", "nonce": "n", "code_challenge": challenge, "code_challenge_method": "S256"})
    led = world.provider.authorise(user, f"{world.provider.issuer}/auth?{query}")
    code = urllib.parse.parse_qs(urllib.parse.urlparse(led).query)["code"][0]
    body = urllib.parse.urlencode({"grant_type": "authorization_code", "code": code, "redirect_uri": back, "code_verifier": verifier})
    answer = send(world.provider.port, "POST", "/api/oidc/token", body.encode(), {
        "Content-Type": "application/x-www-form-urlencoded",
        "Authorization": "Basic " + base64.b64encode(f"scrip:{SECRET}".encode()).decode()}).expect(200)
    claims = answer.json()["id_token"].split(".")[1]
    return json.loads(base64.urlsafe_b64decode(claims + "=="))["sub"]


def signs_in(world: WithProvider) -> None:
    assert world.client().get("/session").expect(200).json()["sign_in"]["oidc"] == {"name": "City ID", "path": API + "/session/oidc"}
    url, cookie = world.begin()
    asked = urllib.parse.parse_qs(urllib.parse.urlparse(url).query)
    assert asked["code_challenge_method"] == ["S256"] and asked["state"] and asked["nonce"], asked
    back = world.provider.authorise("li", url)
    world.link("li", subject_of(world, "li"))
    ended = world.end(back, cookie).expect(302)
    assert ended.headers["location"] == "/company", ended.headers
    session = next(c for c in ended.headers["all set-cookie"] if c.startswith("scrip_session="))
    assert "HttpOnly" in session and "SameSite=Strict" in session, session
    me = send(world.port, "GET", f"{API}/session", headers={"Cookie": session.split(";")[0]}).json()
    assert me["person"] == "li" and [role["role"] for role in me["roles"]] == ["company_member"], me
    again = world.end(back, cookie).expect(302)
    assert again.headers["location"] == "/sign-in?error=oidc_failed", "a sign-in ends once"


def test_a_linked_person_signs_in_and_has_their_own_roles(world: WithProvider) -> None:
    signs_in(world)


def test_who_is_linked_to_nobody_does_not_get_in(world: WithProvider) -> None:
    url, cookie = world.begin()
    ended = world.end(world.provider.authorise("stranger", url), cookie).expect(302)
    assert ended.headers["location"] == "/sign-in?error=oidc_not_linked", ended.headers
    assert not any(c.startswith("scrip_session=") for c in ended.headers["all set-cookie"])


def test_a_sign_in_holds_for_the_browser_that_began_it_and_its_own_code(world: WithProvider) -> None:
    world.link("li", subject_of(world, "li"))
    url, cookie = world.begin()
    back = world.provider.authorise("li", url)
    failed = "/sign-in?error=oidc_failed"
    assert world.end(back, "").expect(302).headers["location"] == failed  # somebody else's browser
    assert world.end(back, cookie).expect(302).headers["location"] == failed  # and it is over then
    url, cookie = world.begin()
    state = urllib.parse.parse_qs(urllib.parse.urlparse(url).query)["state"][0]
    for query in (f"state={state}&code=guessed", f"state={state}", "state=guessed&code=x", "error=access_denied"):
        assert world.end(f"{API}/session/oidc/callback?{query}", cookie).expect(302).headers["location"] == failed, query
    # A code that was got in another sign-in is bound to that one's verifier and nonce.
    first, _ = world.begin()
    code = urllib.parse.parse_qs(urllib.parse.urlparse(world.provider.authorise("li", first)).query)["code"][0]
    second, cookie = world.begin()
    state = urllib.parse.parse_qs(urllib.parse.urlparse(second).query)["state"][0]
    swapped = world.end(f"{API}/session/oidc/callback?state={state}&code={code}", cookie)
    assert swapped.expect(302).headers["location"] == failed


def test_a_return_leads_to_this_server_only(world: WithProvider) -> None:
    world.link("li", subject_of(world, "li"))
    for away in ("https://evil.example/", "//evil.example/", "/\\evil.example"):
        url, cookie = world.begin(away)
        assert world.end(world.provider.authorise("li", url), cookie).expect(302).headers["location"] == "/", away


def test_a_link_is_an_administrators_to_make_and_ends_with_its_sessions(world: WithProvider) -> None:
    body = {"subject": "someone"}
    world.client("wang").post("/people/li/identities", body).expect(403, "forbidden")
    admin = world.client("admin")
    admin.post("/people/nobody/identities", body).expect(404, "person_not_found")
    linked = admin.post("/people/li/identities", body).expect(201).json()
    assert linked["issuer"] == world.provider.issuer and linked["linked_by"] == "admin", linked
    admin.post("/people/zhou/identities", body).expect(409, "identity_taken")
    li = world.client("li")
    assert admin.get("/people/li/identities").expect(200).json()["total"] == 1
    admin.post("/people/li/identities/unlink", body).expect(204)
    assert li.get("/session").json()["person"] is None
    admin.post("/people/li/identities/unlink", body).expect(403, "oidc_not_linked")


def test_a_provider_that_is_away_is_said_to_be(world: WithProvider) -> None:
    world.provider.stop()
    answer = send(world.port, "GET", f"{API}/session/oidc").expect(302)
    assert answer.headers["location"] == "/sign-in?error=oidc_unavailable", answer.headers
    world.client("li")  # a password does still
    world.provider.process = subprocess.Popen(["true"])


def test_a_provider_with_an_elliptic_key_does_as_well(world: WithProvider) -> None:
    world.client().get("/session").expect(200)
    world.provider.stop()
    world.stop()
    (world.folder / "provider").rename(world.folder / "provider-rsa")
    world.provider, world.kind = None, "ecdsa"
    world.start()
    signs_in(world)


if __name__ == "__main__":
    sys.exit(run_tests(globals(), WithProvider))
