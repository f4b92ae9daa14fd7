"""What tests/e2e/slurm.py works with: two data centres with Slurm, scrip-site and exporters, and Scrip's server on the
bridge between them."""

import json
import pathlib
import re
import subprocess
import threading
import time
from collections.abc import Callable

from harness import SCRIP, SOURCE
from http_api import PASSWORD, Client
from slurm_cluster import HUB_ADDRESS, Cluster, Commons, Daemon, Network, wait_for

PORT = 8080  # in a namespace of our own
SITE = SCRIP.with_name("scrip-site")
HOOK = SOURCE / "site/slurm/job_submit.lua"
EXPORTER = SOURCE / "tests/e2e/exporter.py"

# A device costs one yuan a second, so that money and device-seconds are the same number.
SET_UP = """authority: {name: Test City, currency: CNY, zone: Asia/Shanghai, late_days: 3650}
organisations:
  - {key: op-a, name: Operator A}
  - {key: op-b, name: Operator B}
  - {key: acme, name: Acme AI}
  - {key: poor, name: Poor AI}
resources:
  - {key: ascend-910b, name: Ascend 910B, vendor: Huawei}
  - {key: h100, name: H100, vendor: NVIDIA}
  - {key: old-chip, name: Old chip, vendor: NVIDIA}
sites:
  - {key: east, name: East, operator: op-a}
  - {key: west, name: West, operator: op-b}
payers:
  - {site: east, account: acme, organisation: acme, use: training}
  - {site: west, account: acme, organisation: acme, use: training}
  - {site: east, account: poor, organisation: poor, use: training}
  - {site: west, account: poor, organisation: poor, use: training}
programmes:
  - {key: p, name: Programme, mode: deduct}
budget_lines:
  - {key: b, programme: p, funder: City, appropriation: 1000000 CNY}
rate_cards:
  - {key: r, site: east, from: 2025-01-01, until: 2190-01-01, prices: {ascend-910b: 3600.00}}
  - {key: w, site: west, from: 2025-01-01, until: 2190-01-01, prices: {h100: 3600.00, old-chip: 360.00}}
vouchers:
  - {key: V-1, budget_line: b, organisation: acme, face: 20000 CNY, share: 100%, valid_from: 2025-01-01, valid_until: 2190-01-01}
  - {key: V-2, budget_line: b, organisation: poor, face: 50 CNY, share: 100%, valid_from: 2025-01-01, valid_until: 2190-01-01}
"""

PEOPLE = [("wang", "officer", []), ("li", "company_member", ["--organisation", "acme"]), ("chen", "site_operator", ["--site", "east"]), ("deng", "site_operator", ["--site", "west"]), ("he", "auditor", []),
          ("admin", "administrator", [])]


class Site:
    """A cluster with scrip-site beside it."""

    def __init__(self, world: "World", cluster: Cluster, person: str, resource: str, kind: str, vendor: str, reserve: str = "nothing",
                 lent: str = ""):
        self.world, self.cluster, self.name = world, cluster, cluster.name
        self.beside = set()  # jobs of a test that runs beside the others of its site
        self.folder = cluster.folder / "site"
        self.folder.mkdir(mode=0o700)
        client = Client(PORT, person)
        token = client.post("/api-keys", {"label": "site", "role": "site_operator"}).expect(201).json()["token"]
        (self.folder / "token").write_text(token + "\n", encoding="ascii")
        public = json.loads(world.run("site", "key", "create", str(self.folder / "key"), "--key", f"{self.name}-key", "--json"))["public_key"]
        client.post(f"/sites/{self.name}/keys", {"site_key": f"{self.name}-key", "public_key": public}).expect(200)
        self.conf = self.folder / "site.yaml"
        self.conf.write_text(f"""site: {self.name}
scrip: {{url: "http://{HUB_ADDRESS}:{PORT}", token_file: token, sign_with: key}}
slurm:
  cluster: {cluster.name}
  conf: {cluster.conf}
  programs: /usr/bin
  resources: {{{cluster.chip}: {resource}}}
  untyped: {resource}
  reserve: {reserve}
spool: spool.db
socket: hook.sock
times: {{poll: 1s, meter: 4s, meter_lag: 2s, slice: 30s, grace: 14s, margin: 8s, hold: 1h, scrape: 1s, idle: 8s}}
exporters: [{{url: "http://127.0.0.1:9400/metrics", kind: {kind}, vendor: {vendor}, resource: {resource}, node: {self.name}1}}]
idle_below: 5%
{lent}""", encoding="ascii")
        hook = HOOK.read_text(encoding="utf-8").replace("/run/scrip-site/hook.sock", str(self.folder / "hook.sock"))
        hook = hook.replace("WAIT_S = 0.2", "WAIT_S = 5")  # a busy machine is not to look like an agent that is away
        (cluster.folder / "job_submit.lua").write_text(hook, encoding="utf-8")
        self.busy = {f"{self.name}-A{number}": 88 for number in range(8)}
        self.work({})
        self.exporter = Daemon("exporter", ["python3", str(EXPORTER), kind, "127.0.0.1:9400", str(self.folder / "busy")], self.folder,
                               cluster.space).start()
        client.post("/device-events", {"kind": "installed", "site": self.name, "day": "2026-01-01", "reason": "built",
                                       "devices": [{"vendor": vendor, "serial": serial, "resource": resource} for serial in self.busy]}).expect(200)
        self.agent = Daemon("scrip-site", [str(SITE), "run", "--config", str(self.conf)], self.folder, cluster.space, cluster.env)

    def work(self, percent: dict[str, int]) -> None:
        """How busy devices of the first node are from now on."""
        self.busy.update(percent)
        file = self.folder / "busy.new"
        file.write_text("".join(f"{serial} {busy}\n" for serial, busy in self.busy.items()), encoding="ascii")
        file.rename(self.folder / "busy")

    def check(self) -> subprocess.CompletedProcess:
        return self.cluster.execute(str(SITE), "check", "--config", str(self.conf))

    def has_looked(self) -> bool:
        """Whether the agent has been once around with the spool that is there."""
        text = self.cluster.try_run(str(SITE), "status", "--json", "--config", str(self.conf))
        return text is not None and json.loads(text)["round_s"] is not None

    def status(self) -> dict:
        return json.loads(self.cluster.run(str(SITE), "status", "--json", "--config", str(self.conf)))

    def alerts(self, kind: str) -> list[dict]:
        return [alert for alert in self.status()["alerts"] if alert["kind"] == kind]

    def admin_comment(self, job: str) -> str:
        return re.search("AdminComment=(.*)", self.cluster.run("scontrol", "show", "job", job)).group(1)

    def job_until(self, name: str, *options: str) -> str:
        """A job that runs until end() is called with its name."""
        script = f"#!/bin/sh\nwhile [ ! -e {self.ending(name)} ]; do sleep 0.2; done\n"
        return self.cluster.job(*options, script=script)

    def ending(self, name: str) -> pathlib.Path:
        return self.cluster.folder / f"end-{name}"

    def end(self, name: str) -> None:
        self.ending(name).touch()

    def output(self, job: str) -> str:
        return (self.cluster.folder / "jobs" / f"slurm-{job}.out").read_text(encoding="utf-8")

    def known(self, job: str) -> dict | None:
        """The job as scrip-site knows it; nothing once it is closed."""
        found = [row for row in self.status()["jobs"] if re.fullmatch(f"{self.name}/{job}@\\d+", row["job"])]
        return found[-1] if found else None

    def runs(self, job: str) -> list[dict]:
        return [row for row in self.cluster.accounted() if row["JobIDRaw"] == job]

    def wait_state(self, job: str, *states: str, seconds: int = 120) -> str:
        return wait_for(f"{self.name} job {job} {states}; it is {self.cluster.state(job)}",
                        lambda: (state := self.cluster.state(job)) in states and state, seconds)

    def wait_settled(self, seconds: int = 120) -> None:
        """Until every job is over, reported and its hold given back; but for those that are beside."""
        wait_for(f"a settled spool of {self.name}: {self.status()}",
                 lambda: all(self.is_beside(row["job"]) for row in self.status()["jobs"]), seconds)

    def is_beside(self, job: str) -> bool:
        return any(f"/{beside}@" in job for beside in self.beside)

    def accounted(self) -> list[dict]:
        return [row for row in self.cluster.accounted() if row["JobIDRaw"] not in self.beside]


class World:
    """The authority, the network and two sites."""

    def __init__(self, folder: str):
        self.folder = pathlib.Path(folder)
        self.folder.chmod(0o755)
        self.network = Network()
        self.network.enter_hub()
        self.db, self.server, self.parts, self.clients = str(self.folder / "j.db"), None, [], {}
        try:
            self.set_up()
        except BaseException:
            self.close()
            raise

    def set_up(self) -> None:
        (self.folder / "setup.yaml").write_text(SET_UP, encoding="utf-8")
        self.run("apply", str(self.folder / "setup.yaml"))
        for person, role, scope in PEOPLE:
            self.run("person", "add", person, "--name", person.title(), "--password-file", "-", stdin=PASSWORD + "\n")
            self.run("person", "grant", person, "--role", role, *scope)
        self.start()
        slurm = self.folder / "slurm"
        slurm.mkdir()
        commons = Commons(slurm)
        self.parts.append(commons)
        east = Cluster(commons, self.network, "east", 11, "ascend910b", nodes=3)
        west = Cluster(commons, self.network, "west", 12, "h100", nodes=1)
        self.parts += [east, west]
        self.east = Site(self, east, "chen", "ascend-910b", "npu", "huawei", "nodes", "lent: [{organisation: acme, resource: ascend-910b, amount: 120.00}]\n")
        self.west = Site(self, west, "deng", "h100", "dcgm", "nvidia")
        sites = (self.east, self.west)
        together({site.name: [lambda site=site: site.cluster.start(["acme", "poor", "stranger"])] for site in sites})
        self.reserve()  # they begin a minute later, however long the clusters took to stand
        for site in sites:
            site.agent.start()
        for site in sites:  # its first round is over: it knows the reservations
            wait_for(f"the agent of {site.name}", site.has_looked)

    def reserve(self) -> None:
        """Reservations as early as there can be any: no quote holds for less than a minute, and none starts before it ends."""
        li = self.client("li")
        self.client("admin").post("/reservation-rule", {"quote_valid_s": 60}).expect(200)
        for site, resource, devices in (("west", "h100", 6), ("east", "ascend-910b", 16)):
            self.client("wang").post("/capacity", {"capacity": f"C-{site}", "site": site, "resource": resource, "devices": devices,
                                                   "from": "2025-06-01", "until": "2189-06-01", "use": "programmes"}).expect(200)
        for name, devices, resource, hours in (("R-1", 2, "h100", "1m"), ("R-2", 1, "h100", "1m"), ("R-3", 1, "h100", "1m"),
                                               ("R-4", 8, "ascend-910b", "1m"), ("R-5", 2, "ascend-910b", "1m"), ("R-6", 2, "h100", "3m")):
            # The other site's begin later: Slurm lets a job start in the way of one only where its first minute fits before.
            later = {} if resource == "h100" else {"earliest": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + 100))}
            li.post("/quotes", {"quote": f"Q{name}", "organisation": "acme", "kind": "devices", "devices": devices, "hours": hours,
                                "resources": [resource], "rank": "soonest", **later}).expect(200)
            li.post("/reservations", {"reservation": name, "quote": f"Q{name}"}).expect(200)

    def client(self, person: str) -> Client:
        """Signed in once for each thread."""
        who = (person, threading.get_ident())
        if who not in self.clients:
            self.clients[who] = Client(PORT, person)
        return self.clients[who]

    def run(self, *words: str, stdin: str = "") -> str:
        done = subprocess.run([str(SCRIP), *words, "--db", self.db, "--lang", "en"], input=stdin, capture_output=True, text=True,
                              timeout=120, check=False)
        assert done.returncode == 0, f"{words}: {done.returncode}\n{done.stdout}{done.stderr}"
        return done.stdout

    def start(self) -> None:
        self.server = Daemon("scrip", [str(SCRIP), "serve", "--db", self.db, "--listen", f"0.0.0.0:{PORT}", "--lang", "en"], self.folder).start()
        wait_for("Scrip", self.answers)

    @staticmethod
    def answers() -> bool:
        try:
            return Client(PORT).get("/readyz").status == 200
        except OSError:
            return False

    def jobs(self, site: str) -> list[dict]:
        return self.client("he").get(f"/jobs?site={site}&limit=1000").expect(200).json()["items"]

    def bill(self, site: Site, job: str) -> dict:
        """A job's row at Scrip, by its id at the site."""
        holds = self.client("he").get(f"/holds?site={site.name}&limit=1000").expect(200).json()["items"]
        ids = {hold["job_id"] for hold in holds if hold["job"].startswith(f"{site.name}/{job}@")}
        (row,) = [row for row in self.jobs(site.name) if row["job_id"] in ids]
        return row

    def compare(self, site: Site) -> None:
        """Every job that Slurm accounted for was charged, to the device-second, less what was refunded. Lists follow the
        journal."""
        slurm = sum(map(seconds_of, site.accounted()))
        charged = lambda: sum(money(job["gross"]) - money(job["refunded"]) for job in self.jobs(site.name) if not site.is_beside(job["job"]))
        try:
            wait_for(f"{slurm} device-seconds charged at {site.name}", lambda: slurm == charged() > 0)
        except AssertionError as error:
            runs = [(row["JobIDRaw"], row["Submit"], row["State"], seconds_of(row)) for row in site.accounted()]
            bills = [(row["job"], row["gross"], row["refunded"]) for row in self.jobs(site.name)]
            raise AssertionError(f"{error}; Slurm has {runs}, Scrip {bills}") from error

    def close(self) -> None:
        for site in (getattr(self, "east", None), getattr(self, "west", None)):
            if site is not None:
                site.agent.stop()
                site.exporter.stop()
        for part in reversed(self.parts):
            part.stop()
        if self.server is not None:
            self.server.stop()
        self.network.remove()


def money(text: str) -> int:
    """Whole yuan: there is nothing else where a device-second costs one."""
    whole, _, rest = text.partition(".")
    assert set(rest) <= {"0"}, text
    return int(whole)


def seconds_of(row: dict) -> int:
    """Device-seconds of a row of sacct."""
    found = re.search(r"gres/gpu=(\d+)", row["AllocTRES"])
    return int(found.group(1)) * int(row["ElapsedRaw"]) if found else 0


def together(lanes: dict[str, list[Callable]]) -> None:
    """Runs each list of functions in a thread of its own; fails with the first that failed."""
    errors = []

    def run(functions: list[Callable]) -> None:
        try:
            for function in functions:
                function()
        except BaseException as error:  # it is raised below
            errors.append(error)

    threads = [threading.Thread(target=run, args=(functions,), name=name) for name, functions in lanes.items()]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]
