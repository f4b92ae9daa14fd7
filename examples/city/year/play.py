"""Puts the half year into the journal of the example city, over the HTTP API of a server that it starts and stops.

The entries carry the time at which they are written, as in every journal: this minute. What they tell of carries its own
dates: usage ran in 2025, vouchers are valid from 2025, calls opened then.
"""

import concurrent.futures
import datetime
import os
import re
import subprocess
import sys
import time

from . import cases, stakes, usage
from .casework import EXPERTS, Casework, commitment, in_days
from .client import Client
from .names import STAFF, organisations, person_name
from .network import CITIES, HOME, MONTHS, PLACES, SITES, capacity
from .paying import Paying
from .shapes import Random
from .sites import Sites

THREADS = 24  # what is written at the same time becomes durable together: more persons, less waiting for the disk
AGENTS = 30  # persons who sign in for the organisations of the half year, some for several
STOP_S = 60
# Jobs authorised today: site, organisation, chip.
RUNNING = [("harbour", "lanzhi", "ascend-910b"), ("delta", "lanzhi", "ascend-910c"), ("harbour", "deepsea", "ascend-910b"),
           ("north", "fenghuo", "metax-c500"), ("harbour", "yunbio", "ascend-910b"), ("delta", "deepsea", "ascend-910c")]


class Progress:
    """One line for each part, with how far it has come; where standard output is a terminal, as it goes."""

    def __init__(self, chinese: bool):
        self.chinese = chinese
        self.live = sys.stdout.isatty()

    def part(self, english: str, chinese: str, number: int):
        self.text, self.number, self.done = chinese if self.chinese else english, number, 0

    def step(self, by: int = 1) -> None:
        self.done += by
        if self.live or self.done == self.number:
            print(f"\r  {self.text}: {self.done}/{self.number}", end="" if self.done < self.number else "\n", flush=True)


class Server:
    def __init__(self, scrip: str, store: str):
        log = open(os.path.join(os.path.dirname(store), "year.log"), "w", encoding="utf-8")
        self.process = subprocess.Popen([scrip, "--lang", "en", "serve", "--store", store, "--listen", "127.0.0.1:0"],
                                        stdout=subprocess.PIPE, stderr=log, text=True)
        found = re.search(r"http://([\d.:]+)", self.process.stdout.readline())
        if not found:
            raise SystemExit(f"the server did not start: see {log.name}")
        self.address = found.group(1)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        if self.process.wait(STOP_S) != 0:
            raise SystemExit("the server did not end cleanly")


class Year:
    def __init__(self, client: Client, progress: Progress):
        self.client, self.progress = client, progress
        self.pool = concurrent.futures.ThreadPoolExecutor(THREADS)
        self.members: dict[str, str] = {"lanzhi": "sun", "robot-x": "li"}
        self.operators = {"harbour": "chen"}
        self.restarted: list[str] = []  # jobs of Delta that ran in many attempts
        self.casework = Casework(client, self.members)

    def each(self, step, items, weight=lambda _: 1) -> None:
        """Does the step for all, some at a time; the first failure ends it. An item counts as its weight of progress."""
        def one(item):
            step(item)
            return item
        waiting = [self.pool.submit(one, item) for item in items]
        for done in concurrent.futures.as_completed(waiting):
            self.progress.step(weight(done.result()))

    def play(self) -> None:
        self.people()
        self.programmes()
        planned = cases.planned()
        self.applications("applications decided", "已决定的申请", [c for c in planned if c.fate in cases.DECIDED])
        self.months()
        self.corrections()
        Paying(self.client, self.operators).play(self.pay_each)
        self.applications("applications under way", "办理中的申请", [c for c in planned if c.fate in cases.PENDING])
        self.rounds()
        self.running_jobs()
        Sites(self.client, self.operators).play()

    # --- who and what ---

    def people(self) -> None:
        everywhere = {"kind": "authority", "key": ""}
        people = [("tang", [("officer", everywhere)]), ("qian", [("approver", everywhere)])]
        for expert in EXPERTS:
            people.append((expert, [("officer", {"kind": "programme", "key": "uk-airr-open"})]))
        for site in SITES[1:]:
            self.operators[site.key] = f"op-{site.key}"
            people.append((f"op-{site.key}", [("site_operator", {"kind": "site", "key": site.key})]))
        users = [each.key for each in cases.OLD_USERS + organisations()] + [site.operator for site in SITES if site.name]
        served: dict[str, list] = {}
        for i, key in enumerate(key for key in users if key not in self.members):
            agent = f"member-{i % AGENTS + 1:02d}"
            self.members[key] = agent
            served.setdefault(agent, []).append(("company_member", {"kind": "organisation", "key": key}))
        people += served.items()
        names = [STAFF.get(person) or person_name(number) for number, (person, _) in enumerate(people)]
        self.progress.part("people who may sign in", "可登录的人员", len(people))

        def add(item):
            (person, grants), name = item
            self.client.post("admin", "/people", {"person": person, "name": name, "password": self.client.password})
            for role, scope in grants:
                self.client.post("admin", "/roles", {"person": person, "role": role, "scope": scope})
        self.client.sign_in("admin")
        self.publish()  # roles for a programme need it
        self.each(add, list(zip(people, names)))
        everyone = [*(person for person, _ in people), "wang", "zhou", "li", "sun", "chen"]
        list(self.pool.map(self.client.session, everyone))

    def publish(self) -> None:
        for programme in cases.PUBLISHED:
            with open(f"{programme}/programme.yaml", encoding="utf-8") as file:
                self.client.post("wang", "/policies", file.read(), "application/yaml")

    def programmes(self) -> None:
        for key, programme, funder, unit, appropriation in cases.BUDGET:
            self.client.post("wang", "/budget-lines", {"budget_line": key, "programme": programme, "funder": funder,
                                                       "unit": unit, "appropriation": appropriation})
        for declared in capacity():  # buying servers is supported for listed capacity only
            self.client.post(self.operators[declared["site"]], "/capacity", declared)
        self.client.post("wang", "/stakes", stakes.recorded())
        for site, (latitude, longitude) in PLACES.items():
            self.client.post("wang", f"/sites/{site}/place", {"latitude": latitude, "longitude": longitude})
            self.client.post("wang", f"/sites/{site}/city", {"city": CITIES.get(site, HOME)})
        for call in cases.CALLS:
            body = {"call": call.key, "programme": call.programme, "opens": call.opens, "appeal_days": 60,
                    "lines": [{"budget_line": line, "share": share} for line, share in call.lines]}
            if call.open_days:
                body["closes"] = in_days(call.open_days)
            if call.seed:
                body |= {"method": "batch", "seed_commitment": commitment(call.seed)}
            self.client.post("wang", "/calls", body)

    # --- applications ---

    def applications(self, english: str, chinese: str, some: list[cases.Case]) -> None:
        """Those of one organisation one after the other: each rests on the awards before it."""
        by_organisation: dict[str, list] = {}
        for case in some:
            by_organisation.setdefault(case.organisation.key, []).append(case)
        self.progress.part(english, chinese, len(some))

        def live(mine):
            for case in mine:
                self.casework.live(case)
        self.each(live, by_organisation.values(), weight=len)

    def rounds(self) -> None:
        """One is shared out and decided, but for a few; one is being marked."""
        first = cases.round_cases(cases.ROUND_1, cases.ROUND_1_SIZE)
        second = cases.round_cases(cases.ROUND_2, cases.ROUND_2_SIZE)
        self.progress.part("applications in rounds", "分配轮次中的申请", len(first) + len(second))
        self.each(self.casework.enter_round, first)
        self.each(lambda case: self.casework.mark_round(case, sum(case.key.encode()) % 4), second)
        gets = self.casework.share_out(cases.ROUND_1)
        self.progress.part("applications of the round decided", "已决定的轮次申请", len(first))
        self.each(lambda case: self.casework.decide_round(case, gets), first)

    # --- usage and money ---

    def months(self) -> None:
        self.progress.part("months of usage, by site", "各中心各月用量", sum(len(MONTHS) - site.opens for site in SITES))
        for month, sent in usage.half_year():
            if month == len(MONTHS) - 1:
                self.authorise_december()

            def send(item, month=month):
                site, text = item
                self.client.post(self.operators[site], f"/sites/{site}/usage?outcomes=exceptions", text,
                                 "application/x-ndjson")
            self.each(send, sent.items())
            if month == 1:
                self.map_guests()
            if month == 3:
                self.restarted = usage.most_attempts(sent["delta"])[:2]
            if month < len(MONTHS) - 1:  # December waits for the officer
                self.client.post("wang", f"/periods/{MONTHS[month]}/close")

    def pay_each(self, step, payments) -> None:
        self.progress.part("payments to sites and companies", "向中心和企业的付款", len(payments))
        self.each(step, payments)

    def map_guests(self) -> None:
        self.client.post("wang", "/payers", {"site": "delta", "account": "guest-lab", "organisation": "lanzhi",
                                             "use": "training"})
        self.client.post(self.operators["delta"], "/suspense/retry", {"site": "delta", "reason": "no_payer"})

    def authorise_december(self) -> None:
        """Holds of less than the jobs came to: what goes beyond is taken from the wallet, then from the company."""
        for job, organisation, _, devices, hours in usage.HELD:
            self.client.post("chen", "/holds", {"hold": f"hold-{job}", "organisation": organisation, "site": "harbour",
                                                "job": job, "bill": f"{devices * hours * 5}.00", "use": "training",
                                                "expires_at": self.later(30), "partial": True})

    def running_jobs(self) -> None:
        """What was authorised today and has reported nothing yet."""
        random = Random(90)
        for number, (site, organisation, chip) in enumerate(RUNNING):
            self.client.post(self.operators[site], "/holds", {
                "hold": f"today-{number + 1}", "organisation": organisation, "site": site,
                "job": f"{site}-today-{number + 1}", "resource": chip, "units": str(random.choice([8, 16, 32])),
                "walltime_s": random.choice([24, 48, 72]) * 3600, "use": "training", "expires_at": self.later(14),
                "partial": True})

    def corrections(self) -> None:
        """A node that failed is paid back; what cannot be charged is written off; a voucher is suspended for a look."""
        for number, job in enumerate(self.restarted):
            self.client.post("wang", "/refunds", {"refund": f"refund-{number + 1}", "site": "delta", "job": job,
                                                  "gross": "180.00", "reason": "A node failed for some hours. 节点故障数小时。"})
        waiting = self.client.get("wang", "/suspense?limit=200&filter=reason=out_of_range")["items"]
        self.client.post("wang", "/suspense/write-off", {"records": [int(each["suspense"]) for each in waiting],
                                                         "reason": "A typing error of the site. 中心录入错误。"})
        self.client.post("zhou", "/vouchers/T-14/suspend", {"reason": "The contract is being looked at. 合同核查中。"})

    @staticmethod
    def later(days: int) -> str:
        return (datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(days)).strftime("%Y-%m-%dT%H:%M:%SZ")


def load(scrip: str, store: str, password: str, chinese: bool) -> None:
    started = time.monotonic()
    with Server(scrip, store) as server:
        Year(Client(server.address, password), Progress(chinese)).play()
    seconds = round(time.monotonic() - started)
    print(f"  {'用时' if chinese else 'took'} {seconds} s")
