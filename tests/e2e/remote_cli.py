#!/usr/bin/env python3
"""The command line on an authority elsewhere: every command does over HTTP what it does on the journal's file.

One journal is served, another lies in a file; the same people give both the same commands, and what is printed is compared.
Run by ./test with SCRIP_BINARY_DIR and SCRIP_SOURCE_DIR. The last line is "N passed, M failed".
"""

import hashlib
import json
import os
import pathlib
import re
import subprocess
import sys

from harness import SCRIP, SOURCE, run_tests
from http_api import HENAN, PEOPLE, World, usage

# Need no authority, or are tested elsewhere with one.
ANYWHERE = {"programme new", "programme check", "programme test", "programme explain", "programme diff", "programme simulate", "call check",
            "proof check", "version", "completion bash", "completion zsh", "completion fish", "reference",
            "site key create", "usage sign", "network simulate"}
ONLY_THERE = {"rate add", "rate import", "init", "voucher add", "voucher import", "audit decisions", "verify", "backup", "restore", "serve"}

PEOPLE.append(("fan", "approver", []))  # who answers appeals has not decided before

SEED = "5f" * 32
COMMITMENT = hashlib.sha256(SEED.encode()).hexdigest()
FACTS = "facts: {applicant_class: company, centre: zhengzhou_supercomputer, usage_fees: 3000000.10 CNY}\n"
ETOWN = str(SOURCE / "programmes/beijing-etown-servers-2024")
ETOWN_FACTS = ("facts: {is_cloud_company: yes, domestic_maker: yes, contract_amount: 80000000 CNY, spent_on_domestic_servers: 50000000 CNY, "
               "serves_outside_users: yes}\n")
CLAIM = """claim: E-1
application: P-1
contract: {number: HT-1, supplier: op, signed: 2025-01-10, amount: 113.00, document: contract.pdf}
invoices:
  - {issuer: "911", number: "1", date: 2025-02-05, lines: [{chip: chip, quantity: 1, unit_price: 100.00, amount: 100.00, tax: 13.00}]}
deliveries:
  - {date: 2025-02-01, site: east, servers: [{server: S-1, chip: chip, vendor: Maker, serials: [X1]}]}
"""
SCORED = str(SOURCE / "programmes/uk-airr-open")


class Local(World):
    """A journal in a file: nothing is served."""

    def start(self) -> None:
        self.server = None


class Pair:
    def __init__(self, folder: str):
        for name in ("here", "there"):
            (pathlib.Path(folder) / name).mkdir()
        self.here = Local(folder + "/here")
        self.there = World(folder + "/there")
        self.tokens = {}
        self.ran = set()
        for world in (self.here, self.there):
            for name, text in {"facts.yaml": FACTS, "contract.pdf": "contract", "usage.ndjson": usage("j1") + usage("j2", 1),
                               "later.ndjson": usage("j1").replace('"devices": 8', '"devices": 4'),
                               "etown.yaml": ETOWN_FACTS, "claim.yaml": CLAIM, "broken.yaml": CLAIM + "colour: red\n",
                               "contract.csv": "number,supplier\nHT-1,op\n", "accepted.yaml": "facts: {delivered_and_accepted: yes}\n", "more-than-facts.yaml": "facts: {}\nproject: P-1\n",
                               "digests.txt": "scrip-digests 1\nauthority: X\n" + "7d" * 32 + "\n",
                               "days.csv": "vendor,serial,resource,day,present_s,busy_s\nMaker,D3,chip,2025-06-01,100,50\n",
                               "nobody.ndjson": usage("n1").replace("proj", "nobody"), "new.txt": "another long password\n",
                               "site.json": '{"cards": 8}', "stakes.csv": "holder,held,capital,from\nacme,o-1,60%,2024-01-01\nacme,o-2,30%,2024-01-01\n",
                               "too-many.csv": "holder,held,capital,from\no-1,n-1,1%,2024-01-01\no-1,o-2,90%,2024-01-01\n",
                               "orgs.csv": "key,name\no-1,One\no-2,Two\n",
                               "more.yaml": "organisations:\n  - {key: m-1, name: More}\nresources:\n  - {key: m-chip, name: M}\n",
                               "wrong.yaml": "organisations:\n  - {key: w-1, name: W}\n  - {key: w-2}\n"}.items():
                (world.folder / name).write_text(text, encoding="utf-8")

    def stop(self) -> None:
        self.there.stop()

    def abandon(self) -> None:
        self.there.abandon()

    def token(self, person: str) -> str:
        if person not in self.tokens:
            client = self.there.client(person)
            self.tokens[person] = client.post("/api-keys", {"label": "cli"}).expect(201).json()["token"]
        return self.tokens[person]

    def over_http(self, person: str | None, *words: str) -> subprocess.CompletedProcess:
        environment = {**os.environ, "SCRIP_URL": f"http://127.0.0.1:{self.there.port}", "LC_ALL": "C", "COLUMNS": "0"}
        environment.pop("SCRIP_TOKEN", None)
        if person is not None:
            environment["SCRIP_TOKEN"] = self.token(person)
        return subprocess.run([str(SCRIP), *words], capture_output=True, text=True, timeout=120, check=False,
                              cwd=self.there.folder, env=environment)

    def on_file(self, person: str, *words: str) -> subprocess.CompletedProcess:
        return subprocess.run([str(SCRIP), *words, "--db", self.here.db, "--actor", person], capture_output=True, text=True,
                              timeout=120, check=False, cwd=self.here.folder,
                              env={**os.environ, "LC_ALL": "C", "COLUMNS": "0"})

    def same(self, person: str, line: str, *, json_too: bool = False, status: int = 0) -> str:
        """Gives both the command; both print the same, and end with the same status."""
        words = [word.replace("~", " ") for word in line.split()]
        two = [words[0], " ".join(words[:2]), " ".join(words[:3])]
        self.ran.update(two)
        for more in ([], ["--json"]) if json_too else ([],):
            here, there = self.on_file(person, *words, *more), self.over_http(person, *words, *more)
            assert here.returncode == there.returncode == status, f"{line}: {here.returncode} {there.returncode}\n{here.stderr}\n{there.stderr}"
            assert plain(here.stdout) == plain(there.stdout), f"{line}:\n{here.stdout}\n--- over HTTP:\n{there.stdout}"
            if status != 0:
                assert code(here.stderr) == code(there.stderr), f"{here.stderr}\n{there.stderr}"
        return there.stdout


def plain(text: str) -> str:
    """Without what differs between two journals: times, hashes, numbers of entries."""
    text = re.sub(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z", "TIME", text)
    text = re.sub(r"\b[0-9a-f]{12,64}(…|\.\.\.)?", "HASH", text)
    text = re.sub(r'("sequence":|\(entry |entry )\d+', r"\1N", text)
    text = re.sub(r"scrip/journal-[0-9a-f]+\S*|http://127\S*|\S*/j\.db", "JOURNAL", text)
    return re.sub(r"--+", "--", re.sub(r" +", " ", text))  # columns are as wide as their times: some have no milliseconds


def code(text: str) -> str:
    return re.search(r"([a-z_]+): ", text.removeprefix("scrip: ").split("\n")[0].rsplit(".yaml:", 1)[-1]).group(1)


def award_of(pair: Pair, key: str, call: str = "first") -> None:
    pair.same("li", f"application draft {key} --call {call} --organisation acme --facts facts.yaml --contract C-{key} --document contract=contract.pdf")
    pair.same("li", f"application submit {key}")
    pair.same("wang", f"application complete {key}")
    pair.same("wang", f"application assess {key} --dry-run")
    pair.same("wang", f"application assess {key}")


def open_henan(pair: Pair) -> None:
    pair.same("wang", f"programme publish {HENAN}")
    for line in ("province", "city"):
        pair.same("wang", f"budget add {line} --programme henan-2023 --funder {line} --appropriation 25000000~CNY", json_too=True)
    pair.same("wang", "call open first --programme henan-2023 --line province=50% --line city=50% --opens 2023-08-01 --appeal-days 30")


def cases(pair: Pair) -> None:
    open_henan(pair)
    award_of(pair, "A-1")
    pair.same("wang", "decision propose A-1 --reason-en within~the~rules --reason-zh 符合规定")
    pair.same("zhou", "decision reject A-1 --reason look~again")
    pair.same("wang", "decision propose A-1 --amount 500000~CNY --reason-en smaller")
    pair.same("zhou", "decision approve A-1")
    pair.same("wang", "award issue A-1 --key E-1 --face 400000~CNY --valid-until 2190-01-01 --use training --site east --grace-days 30")
    pair.same("zhou", "award reduce A-1 --to 450000~CNY --reason amended")
    for step in ("suspend", "resume"):
        pair.same("zhou", f"award {step} A-1 --reason audit")
        pair.same("zhou", f"voucher {step} E-1 --reason audit")
    pair.same("zhou", "voucher revoke E-1 --reason ended")
    pair.same("zhou", "award close A-1 --reason done")
    award_of(pair, "A-2")
    pair.same("wang", "decision propose A-2 --refuse --reason-en no --reason-zh 否")
    pair.same("zhou", "decision approve A-2 --refuse")
    pair.same("li", "application appeal A-2 --reason overlooked")
    pair.same("fan", "application uphold A-2 --reason it~was~there")
    pair.same("wang", "application assess A-2")
    pair.same("wang", "decision propose A-2 --reason-en yes")
    pair.same("zhou", "decision approve A-2")
    pair.same("zhou", "award revoke A-2 --reason fraud")
    award_of(pair, "A-3")
    pair.same("wang", "decision propose A-3 --refuse --reason-en no")
    pair.same("zhou", "decision approve A-3 --refuse")
    pair.same("li", "application appeal A-3 --reason overlooked")
    pair.same("fan", "application dismiss A-3 --reason it~was~not")
    pair.same("li", "application draft A-4 --call first --organisation acme --facts facts.yaml --contract C-4")
    pair.same("li", "application draft A-4 --call first --organisation acme --facts facts.yaml --contract C-4b")
    pair.same("li", "application submit A-4")
    pair.same("wang", "application return A-4 --reason missing --until 2190-05-01")
    pair.same("li", "application withdraw A-4 --reason stopped")
    pair.same("wang", "call close first --at 2190-01-01")
    pair.same("wang", "call close first")
    pair.same("he", "programme forecast henan-2023", json_too=True)
    pair.same("he", "programme forecast none", status=1)
    for line in ("application list", "call list", "award list", "programme list", "budget list", "voucher list"):
        pair.same("he", line, json_too=True)


def scored(pair: Pair) -> None:
    pair.same("wang", f"programme publish {SCORED}")
    pair.same("wang", "budget add hours --programme uk-airr-open --funder State --appropriation 1000000~h")
    pair.same("wang", "call open spring --programme uk-airr-open --line hours --closes 2190-01-01 --method batch")
    pair.same("wang", f"call commit-seed spring {COMMITMENT}")
    pair.same("wang", "call close spring")
    pair.same("wang", f"call allocate spring --seed {SEED} --inputs in.txt --outcome out.txt")
    assert (pair.here.folder / "out.txt").read_text() == (pair.there.folder / "out.txt").read_text()
    pair.same("he", f"audit sample spring --size 3 --seed {SEED}", json_too=True)
    pair.same("he", f"audit sample spring --size 3 --seed {'00' * 32}", status=1)
    pair.same("wang", "application score A-1 --criterion fit=80", status=1)
    pair.same("wang", "application assign A-1 --person chen --organisation rival", status=1)
    pair.same("wang", "application unassign A-1 --person chen --reason illness", status=1)
    pair.same("zhou", "application conflict A-1 --reason friend", status=1)


def network(pair: Pair) -> None:
    pair.same("wang", "capacity declare n-c --site n-site --resource n-chip --devices 8 --from 2025-01-01 --until 2190-01-01")
    pair.same("wang", "capacity declare n-d --site n-site --resource n-chip --devices 0 --from 2025-01-01 --until 2190-01-01", status=1)
    pair.same("wang", "capacity end n-c --until 2189-01-01 --reason moved")
    pair.same("wang", "capacity topology n-site --resource n-chip --devices-per-server 8 --servers-per-island 4")
    pair.same("wang", "capacity topology n-site --resource n-chip --devices-per-server 0", status=1)
    pair.same("he", "capacity list", json_too=True)
    pair.same("he", "capacity days --site n-site --from 2025-01-01 --until 2025-01-03", json_too=True)
    pair.same("chen", "accreditation apply AC-1 --site east --programme n-p --facts site.json --document licence=contract.pdf")
    pair.same("wang", "accreditation propose AC-1 --refuse --reason not~yet")
    pair.same("zhou", "accreditation reject AC-1 --reason look~again")
    pair.same("wang", "accreditation propose AC-1 --from 2025-01-01 --until 2190-01-01 --reason visited")
    pair.same("zhou", "accreditation approve AC-1 accredit")
    for step in ("suspend", "resume", "withdraw"):
        pair.same("zhou", f"accreditation {step} AC-1 --reason audit")
    pair.same("he", "accreditation list")
    pair.same("chen", "site key add k-1 --site east --public-key JrQLj5P/89iXES9+vFgrIy29clF9CC/oPPsw3c5D0bs= --from 2025-01-01")
    pair.same("chen", "site key revoke k-1 --site east --from 2189-01-01 --reason replaced")
    pair.same("he", "site key list")
    pair.same("admin", "site signing east --from 2189-01-01 --keep-bodies")
    pair.same("chen", "site city east --city 新洲~Xinzhou")
    pair.same("he", "site list")
    pair.same("wang", "site city east")
    pair.same("he", "site alerts --site east", json_too=True)
    pair.same("he", "site alerts --site nowhere", status=1)
    pair.same("zhou", "accreditation require n-p --from 2025-01-01")
    pair.same("zhou", "accreditation require n-p")


def reservations(pair: Pair) -> None:
    pair.same("wang", "capacity declare east-c --site east --resource chip --devices 8 --from 2025-01-01 --until 2029-06-01")
    pair.same("he", "estimate --kind train --parameters 7B --tokens 100B", json_too=True)
    pair.same("he", "estimate --kind train --parameters some", status=1)
    pair.same("li", "quote ask Q-1 --organisation acme --kind devices --devices 8 --hours 2h --resource chip --rank soonest")
    pair.same("li", "quote ask Q-2 --organisation acme --kind devices --devices 9 --hours 2h --resource chip --site east")
    pair.same("li", "quote ask Q-3 --organisation acme --kind devices --hours 2h", status=1)
    pair.same("li", "quote show Q-1")
    pair.same("li", "quote show none", status=1)
    pair.same("li", "quote list")
    pair.same("li", "reserve R-1 --quote Q-1 --offer 1")
    pair.same("li", "reservation use R-1 --job j-r --devices 4")
    pair.same("li", "reservation leave R-1 --job j-q", status=1)
    pair.same("li", "reservation cancel R-1 --reason late", status=1)
    pair.same("chen", "reservation break R-1 --reason failure")
    pair.same("he", "reservation list")
    pair.same("he", "reservation records", json_too=True)
    pair.same("admin", "reservation rule --quote-valid 1h --idle 3h")
    pair.same("wang", "backing propose n-p --share 50%")
    pair.same("zhou", "backing approve n-p --share 60%", status=1)
    pair.same("he", "backing proposals")
    pair.same("zhou", "backing approve n-p --share 50%")
    pair.same("wang", "backing propose n-p")
    pair.same("zhou", "backing reject n-p --reason early")
    pair.same("he", "backing list")


def line(pair: Pair) -> None:
    seed, following = "a" * 64, "b" * 64
    first, second = (hashlib.sha256(text.encode()).hexdigest() for text in (seed, following))
    pair.same("wang", "line rule propose L-1 --programme p --order fair_share --usual 2 --standing acme=3 --days 7 --ahead 2d")
    pair.same("wang", "line rule propose L-2 --programme p --order priority --standing nobody=3", status=1)
    pair.same("wang", f"line rule propose L-3 --programme p --order lottery --commitment {first}")
    pair.same("wang", "line rule propose L-4 --programme p --order deadline")
    pair.same("zhou", "line rule reject L-4 --reason no")
    pair.same("zhou", "line rule approve L-1")
    pair.same("zhou", "line rule approve L-3")
    pair.same("he", "line rule list", json_too=True)
    pair.same("he", "line rule proposals")
    pair.same("li", "line join W-1 --organisation acme --programme p --kind devices --devices 8 --hours 2h --resource chip "
                    "--own-share 5000~CNY --latest 2029-01-01", status=1)  # too far ahead
    pair.same("li", "line join W-1 --organisation acme --programme p --kind devices --devices 90 --hours 2h --resource chip "
                    "--own-share 5000~CNY --domestic-only")
    pair.same("li", "line show W-1", json_too=True)
    pair.same("li", "line show none", status=1)
    pair.same("wang", f"line draw --programme p --seed {seed} --commitment {second}")
    pair.same("li", "line list")
    pair.same("li", "line leave W-1 --reason late")
    pair.same("he", "line records")


def stakes(pair: Pair) -> None:
    pair.same("wang", "stake add --holder li --holder-kind person --held acme --capital 60% --from 2024-01-01 --document contract.pdf")
    pair.same("wang", "stake add --holder acme --held n-1 --capital 40% --votes 51% --from 2024-01-01", json_too=True)
    pair.same("wang", "stake add --holder acme --held n-1 --capital 140% --from 2024-01-01 --label b", status=1)
    pair.same("wang", "stake add --holder zed --holder-name Zed --held n-1 --capital 55% --from 2024-01-01", status=1)
    pair.same("wang", "stake import stakes.csv --check")
    pair.same("wang", "stake import stakes.csv")
    pair.same("wang", "stake import stakes.csv")
    pair.same("wang", "stake import too-many.csv", status=1)
    refused = pair.over_http("wang", "stake", "import", "too-many.csv")
    assert "too-many.csv:3" in refused.stderr, refused.stderr
    assert "only_at_the_journal" in pair.over_http("wang", "stake", "import", "site.json").stderr
    for question in ("of", "look-through", "affiliates"):
        pair.same("he", f"control {question} n-1 --on 2026-03-01", json_too=True)
        pair.same("he", f"control {question} nobody", status=1)
    pair.same("wang", "stake end 1 --until 2026-01-01 --document contract.pdf")
    pair.same("wang", "stake end 99 --until 2026-01-01", status=1)
    pair.same("he", "stake list", json_too=True)


def chips(pair: Pair) -> None:
    pair.same("wang", f"chip import {SOURCE / 'chips'} --check")
    pair.same("wang", f"chip import {SOURCE / 'chips'}")
    pair.same("he", "chip list", json_too=True)
    pair.same("he", "chip show ascend-910c", json_too=True)
    pair.same("he", "chip show none", status=1)
    pair.same("wang", "chip withdraw 0 --reason mistaken")
    pair.same("wang", "chip withdraw 9999 --reason mistaken", status=1)
    pair.same("wang", "chip origin h20 --test quota --fails --from 2025-01-01 --source a~list --evidence contract.pdf")
    pair.same("wang", "chip origin h20 --test flag --fails --from 2025-01-01 --source a~list", status=1)
    pair.same("he", "chip origins", json_too=True)
    pair.same("wang", "chip control-test --from 2025-01-01 --jurisdiction CN --foreign-at-most 20% --source a~notice")
    pair.same("wang", "chip control-test --from 2025-01-01 --jurisdiction China --source a~notice", status=1)
    pair.same("he", "chip control-tests", json_too=True)
    pair.same("wang", "site place east --latitude 30.274085 --longitude 120.15507")
    pair.same("wang", "site place east --latitude 91 --longitude 120.15507", status=1)
    pair.same("wang", "site place east")
    pair.same("wang", "target set --test quota --by 2027-12-31 --share 100% --source a~plan")
    pair.same("he", "target list", json_too=True)
    pair.same("wang", "target set --test quota --by 2027-12-31 --source a~plan")


def registry(pair: Pair) -> None:
    pair.same("wang", "organisation add n-1 --name New~One --identifier lei:549300MLUDYVRQOOXS22", json_too=True)
    pair.same("wang", "organisation add n-1 --name New~Two", status=1)
    pair.same("wang", "organisation import orgs.csv --check")
    pair.same("wang", "organisation import orgs.csv")
    pair.same("wang", "organisation import orgs.csv", json_too=True)
    pair.same("wang", "resource add n-chip --name New~chip --vendor Maker --aliases a,b")
    pair.same("wang", "site add n-site --name New~site --operator n-1")
    pair.same("wang", "payer add --site n-site --account x --organisation n-1 --use training")
    pair.same("wang", "programme add n-p --name New~programme --mode deduct")
    for key in ("n-r", "n-x"):
        pair.same("wang", f"rate propose {key} --site n-site --from 2025-01-01 --until 2026-01-01 --price n-chip=mon-fri~08:00-22:00~8.00;~otherwise~5.00")
    pair.same("he", "rate proposals", json_too=True)
    pair.same("zhou", "rate approve n-r")
    pair.same("zhou", "rate reject n-x --reason too~high")
    network(pair)
    stakes(pair)
    chips(pair)
    pair.same("wang", "apply more.yaml")
    pair.same("wang", "apply more.yaml --check", json_too=True)
    pair.same("wang", "apply wrong.yaml", status=1)
    for kind in ("resource", "site", "payer", "programme", "budget"):
        pair.ran.add(f"{kind} import")  # one function imports every kind
    for kind in ("organisation", "resource", "site", "payer", "rate"):
        pair.same("he", f"{kind} list", json_too=True)
    for person, line in (("li", "organisation add x --name X"), ("wang", "person list"), ("he", "apply more.yaml")):
        refused = pair.over_http(person, *line.split())
        assert refused.returncode == 1 and "forbidden" in refused.stderr, refused


def money(pair: Pair) -> None:
    pair.same("chen", "usage import usage.ndjson --site east --dry-run")
    pair.same("chen", "usage import usage.ndjson --site east --quiet")
    pair.same("chen", "usage import usage.ndjson --site east")
    pair.same("chen", "usage import later.ndjson nobody.ndjson --site east", json_too=True)
    pair.same("chen", "usage import usage.ndjson --site nowhere", status=1)
    pair.same("he", "suspense list", json_too=True)
    pair.same("chen", "suspense retry --site east")
    pair.same("wang", "suspense accept --reason conflict --because corrected")
    pair.same("wang", "suspense write-off --reason no_payer --because test")
    pair.same("wang", "suspense retry 99", status=1)
    for line in ("balance", "balance --organisation acme", "balance --wallets", "charges", "charges --by month", "owed",
                 "export charges", "export suspense --format json", "export authority --format json", "export adjustments"):
        pair.same("he", line, json_too=True)
    pair.same("he", "export roles")
    pair.same("he", "export all --out out")
    job = json.loads(pair.over_http("he", "charges", "--json").stdout)[0]["job_id"]
    pair.same("li", f"explain --site east --job {job}", json_too=True)
    pair.same("wang", f"refund --site east --job j1 --amount 5~CNY --reason outage --evidence contract.pdf")
    pair.same("wang", f"refund --site east --job j1 --amount 5~CNY --reason outage --evidence contract.pdf")
    pair.same("li", "hold place H-1 --organisation acme --site east --job h1 --resource chip --devices 1.5 --walltime 2h --expires 2190-01-01T00:00:00Z --use training")
    pair.same("li", "hold extend H-1 --bill 2 --expires 2190-01-02T00:00:00Z")
    pair.same("li", "hold list", json_too=True)
    pair.same("li", "hold release H-1")
    pair.same("li", "hold place H-2 --organisation acme --site east --job h2 --bill 1~USD --expires 3d", status=1)
    for month in ("2025-06", "2025-07"):
        pair.same("wang", f"period close --month {month}")
    pair.same("he", "statement list --site east", json_too=True)
    pair.same("he", "statement show 1", json_too=True)
    pair.same("he", "statement print 1 --quiet")
    assert (pair.there.folder / "statement-1.pdf").read_bytes().startswith(b"%PDF")
    pair.same("he", "statement show 99", status=1)


def claims(pair: Pair) -> None:
    pair.same("wang", f"programme publish {ETOWN}")
    pair.same("wang", "budget add zone --programme beijing-etown-servers-2024 --funder zone --appropriation 25000000~CNY")
    pair.same("wang", "call open servers --programme beijing-etown-servers-2024 --line zone=100% --opens 2024-12-01")
    pair.same("li", "application draft P-1 --call servers --organisation acme --facts etown.yaml --contract C-9 --project P-9")
    pair.same("li", "claim draft claim.yaml", json_too=True)
    pair.same("li", "claim draft broken.yaml", status=1)
    pair.same("li", "claim submit E-1")
    pair.same("wang", "claim check E-1")
    pair.same("wang", "claim settle-finding E-1 1 waive --reason seen")
    pair.same("wang", "claim settle-finding E-1 99 waive --reason seen", status=1)
    pair.same("he", "claim show E-1")
    pair.same("he", "claim review")
    pair.same("wang", "claim review E-1", status=1)  # it is not accepted
    pair.same("wang", "claim return E-1 --reason the~other~invoice")
    pair.same("li", "claim withdraw E-1 --reason sold")
    pair.same("he", "claim list", json_too=True)
    pair.same("li", "claim import contract=contract.csv --out made.yaml", status=1)
    pair.same("wang", "claim digests import digests.txt --authority Elsewhere")
    pair.ran.update({"claim digests import", "claim digests export"})  # the export needs a server with the key: claims.py
    pair.same("chen", "device install D1 D2 --vendor Maker --resource chip --site east --day 2025-06-01")
    pair.same("wang", "device install D1 --vendor Maker --resource chip --site west --day 2025-06-01", status=1)
    pair.same("wang", "device move D1 --vendor maker --site west --reason cooling --day 2025-06-02")
    pair.same("wang", "device retire D1 --vendor maker --reason broken --day 2025-06-03")
    pair.same("wang", "device resell D2 --vendor maker --reason sold --day 2025-06-03")
    pair.same("chen", "device seen days.csv --site east")
    pair.same("he", "device show maker D2")
    for line in ("device list", "device events"):
        pair.same("he", line, json_too=True)


def total_of(pair: Pair, statement: int) -> str:
    rows = json.loads(pair.over_http("he", "statement", "list", "--json").stdout)
    return next(row["total"] for row in rows if row["statement"] == statement) + "~CNY"


def statements_paid(pair: Pair) -> None:
    rows = json.loads(pair.over_http("he", "statement", "list", "--site", "east", "--programme", "p", "--json").stdout)
    number = next(row["statement"] for row in rows if not row["total"].startswith(("0.0", "-")))
    pair.same("chen", f"statement dispute {number} --reason a~job~is~missing --document contract.pdf")
    pair.same("chen", f"statement dispute {number} --reason again", status=1)
    pair.same("wang", f"statement propose {number}", status=1)
    pair.same("wang", f"statement answer {number} --reason it~was~sent~late")
    pair.same("wang", f"statement propose {number}", json_too=False)
    pair.same("zhou", f"statement reject {number} --reason look~again")
    pair.same("wang", f"statement propose {number}")
    pair.same("zhou", f"statement approve {number} 0.01~CNY", status=1)
    pair.same("zhou", f"statement approve {number} {total_of(pair, number)}")
    for key, last in (("B-1", "reject"), ("B-2", "record"), ("B-3", "record")):
        pair.same("wang", f"payment propose {key} --payee op --due statement:{number} --bank-account 622200001")
        if last == "reject":
            pair.same("zhou", f"payment reject {key} --reason another~account")
            continue
        pair.same("zhou", f"payment approve {key} {total_of(pair, number)}")
        answer = "--rejected account~closed" if key == "B-2" else "--bank-reference 17"
        pair.same("wang", f"payment record {key} {answer}")
    pair.same("wang", f"payment propose B-4 --payee op --due statement:{number} --bank-account 1", status=1)


def grant_of(pair: Pair, key: str) -> None:
    pair.same("li", f"application submit {key}")
    pair.same("wang", f"application complete {key}")
    pair.same("wang", f"application assess {key}")
    pair.same("wang", f"decision propose {key} --reason-en within~the~rules")
    pair.same("zhou", f"decision approve {key}")
    pair.same("he", f"instalment check {key}", json_too=True)
    pair.same("wang", f"instalment propose {key} acceptance", status=1)
    pair.same("wang", f"instalment propose {key} acceptance --facts accepted.yaml")
    pair.same("zhou", f"instalment reject {key} acceptance --reason look~again")
    pair.same("wang", f"instalment propose {key} acceptance --facts accepted.yaml")
    pair.same("zhou", f"instalment approve {key} acceptance 1~CNY", status=1)
    pair.same("zhou", f"instalment approve {key} acceptance 3500000~CNY")


def grants_paid(pair: Pair) -> None:
    pair.same("wang", "site add a-site --name A --operator acme")
    pair.same("wang", "capacity declare a-c --site a-site --resource chip --devices 8 --from 2025-01-01 --until 2190-01-01")
    pair.same("li", "application draft P-2 --call servers --organisation acme --facts etown.yaml --contract C-10 --project P-10")
    grant_of(pair, "P-1")
    grant_of(pair, "P-2")
    pair.same("he", "instalment check A-1", status=1)
    pair.same("wang", "instalment propose P-1 outside_use --facts accepted.yaml", status=1)
    assert "unknown_field" in pair.over_http("wang", "instalment", "propose", "P-1", "outside_use", "--facts", "more-than-facts.yaml").stderr
    pair.same("wang", "payment propose B-5 --payee acme --due instalment:P-1/acceptance --bank-account 622200002")
    pair.same("zhou", "payment approve B-5 3500000~CNY")
    pair.same("wang", "payment record B-5 --bank-reference 18")
    pair.same("wang", "clawback propose K-1 --award P-1 --amount 500000~CNY --reason resold --evidence contract.pdf")
    pair.same("zhou", "clawback reject K-1 --reason look~again")
    pair.same("wang", "clawback propose K-2 --award P-1 --rule resale --amount 1~CNY --reason resold --facts accepted.yaml", status=1)
    pair.same("wang", "clawback propose K-2 --award P-1 --amount 500000~USD --reason resold", status=1)
    pair.same("wang", "clawback propose K-2 --award P-1 --amount 500000~CNY --reason resold")
    pair.same("zhou", "clawback approve K-2 500000~CNY")
    pair.same("wang", "clawback repaid K-2 R-1 --amount 100000~CNY --received-on 2026-02-01 --bank-reference 19")
    pair.same("wang", "clawback set-off K-2 --due instalment:P-2/acceptance --amount 300000~CNY --reason agreed")
    pair.same("zhou", "clawback approve-relief K-2 300000~CNY")
    pair.same("wang", "clawback write-off K-2 --amount 100000~CNY --reason insolvent")
    pair.same("zhou", "clawback reject-relief K-2 --reason look~again")
    for line in ("payment dues", "payment list", "instalment list", "clawback list", "statement list"):
        pair.same("he", line, json_too=True)


def people(pair: Pair) -> None:
    pair.same("admin", "person add qian --name Qian --email q@example.org --language zh-CN --password-file new.txt")
    pair.same("admin", "person grant qian --role company_member --organisation acme")
    pair.same("admin", "person list", json_too=True)
    pair.same("admin", "person revoke qian --role company_member --organisation acme")
    pair.same("admin", "person reset-password qian --password-file new.txt")
    pair.same("admin", "person link qian --issuer https://id.example/ --subject s-1")
    pair.same("admin", "person link li --issuer https://id.example --subject s-1", status=1)  # it is another's
    pair.same("admin", "person unlink qian --issuer https://id.example --subject s-1")
    pair.same("admin", "person unlink qian --issuer https://id.example --subject s-1", status=1)
    pair.same("admin", "person erase qian")
    pair.same("admin", "person grant nobody-here --role king", status=1)


def journal(pair: Pair) -> None:
    pair.same("he", "status")
    status = json.loads(pair.over_http("he", "status", "--json").stdout)
    assert re.fullmatch("[0-9a-f]{64}", status["state_digest"]), status
    shown = pair.over_http("he", "journal", "show", "--records").stdout
    assert [json.loads(line)["sequence"] for line in shown.splitlines()] == list(range(1, status["entries"] + 1))
    assert any('"usage":[' in line for line in shown.splitlines())
    part = pair.over_http("he", "journal", "show", "--from", "2", "--until", "3").stdout
    assert part == "".join(line + "\n" for line in pair.over_http("he", "journal", "show").stdout.splitlines()[1:3])
    pair.ran.update({"journal show", "checkpoint", "proof entry"})
    pair.there.stop()  # which signs
    pair.there.start()
    checkpoint = pair.over_http("he", "checkpoint")
    assert checkpoint.returncode == 0 and "scrip/journal-" in checkpoint.stdout, checkpoint
    proof = pair.over_http("he", "proof", "entry", "2")
    (pair.there.folder / "proof.json").write_text(proof.stdout, encoding="utf-8")
    held = pair.over_http(None, "proof", "check", "proof.json")
    assert held.returncode == 0 and "The proof holds" in held.stdout, held
    for by in ("month", "site", "city", "capacity_city_month", "chip"):
        pair.same("he", f"self-reliance --by {by} --test quota", json_too=True)
    pair.same("he", "self-reliance --by person", status=1)


def test_every_command_does_the_same_over_http(pair: Pair) -> None:
    registry(pair)
    cases(pair)
    scored(pair)
    reservations(pair)
    line(pair)
    money(pair)
    claims(pair)
    statements_paid(pair)
    grants_paid(pair)
    people(pair)
    journal(pair)
    reference = subprocess.run([str(SCRIP), "reference"], capture_output=True, text=True, check=True).stdout
    known = set(re.findall(r"^### scrip (.+)$", reference, re.MULTILINE))
    assert len(known) > 90, known
    missing = {name for name in known if name not in pair.ran} - ANYWHERE - ONLY_THERE
    assert not missing, f"never given over HTTP: {sorted(missing)}"
    assert not (ANYWHERE | ONLY_THERE) - known


def test_what_works_at_the_journal_only_says_so_and_is_listed(pair: Pair) -> None:
    arguments = {"init": ["--name", "x", "--currency", "CNY", "--zone", "UTC"], "backup": ["x"], "restore": ["x"],
                 "voucher add": ["v", "--budget-line", "b", "--organisation", "acme", "--face", "1", "--valid-from", "2025-01-01",
                                 "--valid-until", "2026-01-01"], "voucher import": ["x.csv"],
                 "rate add": ["r", "--site", "east", "--from", "2025-01-01", "--until", "2026-01-01", "--prices", "chip=1"],
                 "rate import": ["x.csv"]}
    described = (SOURCE / "docs/cli.md").read_text(encoding="utf-8")
    section = described[described.index("## A server in place of a file"):]
    section = section[:section.index("\n## ")]
    for command in sorted(ONLY_THERE):
        refused = pair.over_http("wang", *command.split(), *arguments.get(command, []))
        assert refused.returncode == 1 and "only_at_the_journal" in refused.stderr, (command, refused)
        assert f"`{command}`" in section, f"{command} is not in docs/cli.md"


def test_a_key_a_server_and_a_file_are_told_apart(pair: Pair) -> None:
    assert "not_signed_in" in pair.over_http(None, "hold", "list").stderr
    assert pair.over_http(None, "programme", "list").returncode == 0  # public
    (pair.there.folder / "key").write_text(pair.token("li") + "\n", encoding="utf-8")
    listed = pair.over_http(None, "hold", "list", "--token-file", "key")
    assert listed.returncode == 0, listed
    assert "usage_error" in pair.over_http("li", "hold", "list", "--actor", "wang").stderr
    assert "usage_error" in pair.over_http("li", "hold", "list", "--url", "http://127.0.0.1:1", "--db", "x").stderr
    assert "store_missing" in pair.over_http("li", "hold", "list", "--db", "x").stderr  # a file that is named comes first
    nobody = pair.over_http("li", "hold", "list", "--url", "http://127.0.0.1:1")
    assert nobody.returncode == 3 and "server_unreachable" in nobody.stderr, nobody
    assert "value_invalid" in pair.over_http("li", "hold", "list", "--url", "file:///etc/passwd").stderr
    elsewhere = pair.over_http("li", "hold", "list", "--url", f"http://127.0.0.1:{pair.there.port}/elsewhere")
    assert elsewhere.returncode != 0, elsewhere


def test_the_same_idempotency_key_has_one_effect(pair: Pair) -> None:
    line = ["organisation", "add", "once", "--name", "Once", "--idempotency-key", "k-1", "--json"]
    first, second = (json.loads(pair.over_http("wang", *line).stdout) for _ in range(2))
    assert not first["repeated"] and second["repeated"] and first["sequence"] == second["sequence"], (first, second)


if __name__ == "__main__":
    if "san" in SCRIP.parent.name:  # what it drives in the program, http_api.py and cli.py drive too
        print("0 passed, 0 failed")
        sys.exit(0)
    sys.exit(run_tests(globals(), Pair))
