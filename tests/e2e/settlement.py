#!/usr/bin/env python3
"""Money out, from outside: a statement and a grant's instalments paid by the bank, a payment it rejects, a clawback.

Run by ./test with SCRIP_BINARY_DIR and SCRIP_SOURCE_DIR. The last line is "N passed, M failed".
"""

import json
import pathlib
import subprocess
import sys
import time

from harness import SCRIP, SOURCE, run_tests
from http_api import SET_UP, usage

ETOWN = str(SOURCE / "programmes/beijing-etown-servers-2024")

FACTS = """facts:
  is_cloud_company: yes
  domestic_maker: yes
  contract_amount: "10,000,000 CNY"
  spent_on_domestic_servers: "8,000,000.01 CNY"
  serves_outside_users: yes
"""


class World:
    def __init__(self, folder: str):
        self.folder = pathlib.Path(folder)

    def write(self, name: str, text: str) -> str:
        (self.folder / name).write_text(text, encoding="utf-8")
        return str(self.folder / name)

    def call(self, *words: str, actor: str = "cli") -> subprocess.CompletedProcess:
        return subprocess.run([str(SCRIP), *words, "--db", str(self.folder / "j.db"), "--actor", actor, "--lang", "en"],
                              capture_output=True, text=True, timeout=120, check=False)

    def run(self, *words: str, actor: str = "cli") -> str:
        done = self.call(*words, actor=actor)
        assert done.returncode == 0, f"{words}: exit code {done.returncode}\n{done.stdout}{done.stderr}"
        return done.stdout

    def refused(self, error: str, *words: str, actor: str = "cli") -> None:
        done = self.call(*words, actor=actor)
        text = done.stdout + done.stderr
        assert done.returncode != 0 and error in text, f"{words}: {done.returncode}, {error} not in\n{text}"

    def rows(self, *words: str) -> list:
        return json.loads(self.run(*words, "--json"))

    def accounts(self) -> dict:
        rows = json.loads(self.run("export", "accounts", "--format", "json"))
        return {(row["kind"], row["owner"]): row["balance"] for row in rows}

    def set_up(self) -> None:
        self.run("init", "--name", "E-Town", "--currency", "CNY", "--zone", "Asia/Shanghai")
        self.run("programme", "publish", ETOWN)
        self.run("organisation", "add", "acme", "--name", "Acme Cloud")
        for line in ("zone", "state"):
            self.run("budget", "add", line, "--programme", "beijing-etown-servers-2024", "--funder", line,
                     "--appropriation", "5000000 CNY")
        self.run("call", "open", "2026", "--programme", "beijing-etown-servers-2024", "--line", "zone=60%",
                 "--line", "state=40%", "--opens", "2026-01-01")
        self.own_site()
        self.run("application", "draft", "G-1", "--call", "2026", "--organisation", "acme", "--facts",
                 self.write("facts.yaml", FACTS), "--contract", "C-1", actor="li")
        self.run("application", "submit", "G-1", actor="li")
        self.run("application", "complete", "G-1", actor="wang")
        self.run("application", "assess", "G-1", actor="wang")
        self.run("decision", "propose", "G-1", "--reason-en", "within the rules", actor="wang")
        self.run("decision", "approve", "G-1", actor="zhou")

    def own_site(self) -> None:
        """The company's data centre: what the register and the meter know of it decides."""
        self.run("organisation", "add", "rival", "--name", "Rival")
        self.run("resource", "add", "chip", "--name", "Chip", "--vendor", "Maker")
        self.run("site", "add", "own", "--name", "Own", "--operator", "acme")
        for account, organisation in (("inside", "acme"), ("outside", "rival")):
            self.run("payer", "add", "--site", "own", "--account", account, "--organisation", organisation, "--use", "training")
        self.run("rate", "add", "r", "--site", "own", "--from", "2025-01-01", "--until", "2190-01-01", "--prices", "chip=1.00 CNY/h")
        self.run("capacity", "declare", "own-chip", "--site", "own", "--resource", "chip", "--devices", "8", "--from",
                 "2025-01-01", "--until", "2190-01-01")

    def use(self, account: str) -> None:
        """A second of use, now: after the award, which is as old as this test."""
        start = int(time.time() * 1000)
        time.sleep(1.1)
        record = {"job": f"{account}-{start}", "account": account, "resource": "chip", "devices": 8, "start": start,
                  "end": start + 1000, "part": 0}
        shown = self.run("usage", "import", self.write("use.ndjson", json.dumps(record) + "\n"), "--site", "own")
        assert "suspense" not in shown or "0 in suspense" in shown, shown

    def later(self, facts: str) -> str:
        return self.write("later.yaml", "facts: {" + facts + "}\n")

    def pay_first(self) -> None:
        self.run("instalment", "propose", "G-1", "acceptance", "--facts", self.later("delivered_and_accepted: yes"),
                 actor="wang")
        self.run("instalment", "approve", "G-1", "acceptance", "560000 CNY", actor="zhou")
        self.run("payment", "propose", "P-1", "--payee", "acme", "--due", "instalment:G-1/acceptance",
                 "--bank-account", "6222000000000001", actor="wang")
        self.run("payment", "approve", "P-1", "560000 CNY", actor="zhou")
        self.run("payment", "record", "P-1", "--bank-reference", "B-17", actor="wang")

    def pay_second(self) -> None:
        self.use("outside")
        self.run("instalment", "propose", "G-1", "outside_use", actor="wang")
        self.run("instalment", "approve", "G-1", "outside_use", "240000 CNY", actor="zhou")


def test_a_grant_is_paid_in_instalments_when_their_conditions_hold(world: World) -> None:
    world.set_up()
    world.refused("award_kind", "award", "issue", "G-1", "--key", "V-1", "--share", "20%", "--valid-until", "2190-06-01")
    checks = world.rows("instalment", "check", "G-1")
    assert [(row["instalment"], row["share"], row["holds"]) for row in checks] == [
        ("acceptance", "70%", False), ("outside_use", "30%", False)], checks
    assert checks[0]["missing"] == ["delivered_and_accepted"], checks
    world.refused("condition_not_met", "instalment", "propose", "G-1", "acceptance", actor="wang")
    world.refused("condition_not_met", "instalment", "propose", "G-1", "acceptance", "--facts",
                  world.later("delivered_and_accepted: no"), actor="wang")
    world.refused("value_invalid", "instalment", "propose", "G-1", "acceptance", "--facts",
                  world.later('delivered_and_accepted: yes, contract_amount: "1 CNY"'), actor="wang")
    world.refused("value_invalid", "instalment", "propose", "G-1", "outside_use", "--facts",
                  world.later("outside_use: 5 h"), actor="wang")  # that is for the meter to say
    world.use("inside")
    world.refused("condition_not_met", "instalment", "propose", "G-1", "outside_use", actor="wang")
    world.use("outside")
    world.refused("instalment_state", "instalment", "propose", "G-1", "outside_use", actor="wang")  # not the next one
    world.pay_first()
    row = world.rows("instalment", "list")[0]
    assert (row["amount"], row["status"], row["payment"], row["bank_reference"]) == (
        "560000.00", "approved", "P-1", "B-17"), row
    world.run("instalment", "propose", "G-1", "outside_use", actor="wang")
    world.refused("four_eyes", "instalment", "approve", "G-1", "outside_use", "240000 CNY", actor="wang")
    world.run("instalment", "approve", "G-1", "outside_use", "240000 CNY", actor="zhou")
    audited = world.run("audit", "decisions")
    assert "3 assessments run again" in audited and "0 differ" in audited, audited  # of the application, two instalments
    world.run("verify")


def test_a_company_without_listed_capacity_is_refused_whatever_it_states(world: World) -> None:
    world.set_up()
    world.run("application", "draft", "G-2", "--call", "2026", "--organisation", "rival", "--facts",
              world.write("facts.yaml", FACTS + "  listed_on_platform: yes\n"), "--contract", "C-2", actor="li")
    world.run("application", "submit", "G-2", actor="li")
    world.run("application", "complete", "G-2", actor="wang")
    assessed = world.run("application", "assess", "G-2", actor="wang")
    assert "must be listed on the zone's dispatch platform" in assessed, assessed
    world.refused("", "decision", "propose", "G-2", "--amount", "1 CNY", "--reason-en", "all the same", actor="wang")


def test_what_the_bank_rejects_is_payable_again_and_paid_once(world: World) -> None:
    world.set_up()
    world.pay_first()
    world.refused("due_state", "payment", "propose", "P-2", "--payee", "acme", "--due", "instalment:G-1/acceptance",
                  "--bank-account", "1", actor="wang")
    world.pay_second()
    world.run("payment", "propose", "P-2", "--payee", "acme", "--due", "instalment:G-1/outside_use", "--bank-account",
              "1", actor="wang")
    world.refused("four_eyes", "payment", "approve", "P-2", "240000 CNY", actor="wang")
    world.refused("value_invalid", "payment", "approve", "P-2", "240000.01 CNY", actor="zhou")
    world.run("payment", "approve", "P-2", "240000 CNY", actor="zhou")
    world.run("payment", "record", "P-2", "--rejected", "account closed", actor="wang")
    assert {row["due"]: row["status"] for row in world.rows("payment", "dues")} == {
        "instalment:G-1/acceptance": "paid", "instalment:G-1/outside_use": "payable"}
    assert world.accounts()[("paid", "acme")] == "560000.00"
    world.run("verify")


def test_a_clawback_goes_back_to_the_lines_that_paid(world: World) -> None:
    world.set_up()
    world.pay_first()
    world.refused("out_of_range", "clawback", "propose", "C-1", "--award", "G-1", "--amount", "560000.01 CNY",
                  "--reason", "resold", actor="wang")
    world.run("clawback", "propose", "C-1", "--award", "G-1", "--amount", "100000 CNY", "--reason", "resold",
              actor="wang")
    world.refused("four_eyes", "clawback", "approve", "C-1", "100000 CNY", actor="wang")
    world.run("clawback", "approve", "C-1", "100000 CNY", actor="zhou")
    world.run("clawback", "repaid", "C-1", "R-1", "--amount", "60000 CNY", "--bank-reference", "B-18", actor="wang")
    world.run("clawback", "write-off", "C-1", "--amount", "40000 CNY", "--reason", "insolvent", actor="wang")
    world.run("clawback", "approve-relief", "C-1", "40000 CNY", actor="zhou")
    row = world.rows("clawback", "list")[0]
    assert (row["repaid"], row["written_off"], row["left"]) == ("60000.00", "40000.00", "0.00"), row
    returned = {row["budget_line"]: row["returned"] for row in world.rows("budget", "list")}
    assert returned == {"zone": "36000.00", "state": "24000.00"}, returned
    accounts = world.accounts()
    assert accounts[("paid", "acme")] == "500000.00" and accounts[("clawback_receivable", "acme")] == "0.00", accounts
    world.run("verify")


def test_a_clawback_is_set_off_against_what_is_still_due(world: World) -> None:
    world.set_up()
    world.pay_first()
    world.pay_second()
    world.run("clawback", "propose", "C-1", "--award", "G-1", "--amount", "100000 CNY", "--reason", "resold", actor="wang")
    world.run("clawback", "approve", "C-1", "100000 CNY", actor="zhou")
    due = ("--due", "instalment:G-1/outside_use", "--reason", "agreed")
    world.refused("out_of_range", "clawback", "set-off", "C-1", *due, "--amount", "100000.01 CNY", actor="wang")
    world.run("clawback", "set-off", "C-1", *due, "--amount", "100000 CNY", actor="wang")
    world.refused("four_eyes", "clawback", "approve-relief", "C-1", "100000 CNY", actor="wang")
    world.run("clawback", "approve-relief", "C-1", "100000 CNY", actor="zhou")
    world.run("payment", "propose", "P-2", "--payee", "acme", "--due", "instalment:G-1/outside_use", "--bank-account", "1",
              actor="wang")
    row = world.rows("payment", "list")[-1]
    assert row["amount"] == "140000.00", row
    row = world.rows("clawback", "list")[0]
    assert (row["set_off"], row["left"]) == ("100000.00", "0.00"), row
    assert "0 differ" in world.run("audit", "decisions")
    world.run("verify")


def test_a_statement_is_disputed_answered_approved_and_paid(world: World) -> None:
    world.run("apply", world.write("setup.yaml", SET_UP))
    world.run("usage", "import", world.write("usage.ndjson", usage("j1") + usage("j2")), "--site", "east")
    world.run("period", "close", "--month", "2025-06")
    row = next(row for row in world.rows("statement", "list") if row["programme"] == "p")
    number, total = str(row["statement"]), row["total"]
    assert (total, row["status"]) == ("96.00", "open"), row  # 60 % of two jobs of 8 hours at 10 CNY
    pay = ("payment", "propose", "P-1", "--payee", "op", "--due", f"statement:{number}", "--bank-account", "1")
    world.run("statement", "propose", number, actor="wang")
    world.refused("four_eyes", "statement", "approve", number, "96 CNY", actor="wang")
    world.refused("due_state", *pay, actor="wang")
    world.run("statement", "dispute", number, "--reason", "a job is missing", "--document",
              world.write("log.csv", "j3"), actor="chen")
    world.refused("statement_state", "statement", "approve", number, "96 CNY", actor="zhou")
    world.refused("statement_state", "statement", "dispute", number, "--reason", "again", actor="chen")
    world.run("statement", "answer", number, "--reason", "it was sent late", actor="wang")
    if next(row for row in world.rows("statement", "list") if row["programme"] == "p")["status"] == "open":
        world.run("statement", "propose", number, actor="wang")
    world.refused("value_invalid", "statement", "approve", number, "96.01 CNY", actor="zhou")
    world.run("statement", "approve", number, "96 CNY", actor="zhou")
    world.refused("due_state", *[word.replace("op", "acme") if word == "op" else word for word in pay], actor="wang")
    world.run(*pay, actor="wang")
    world.run("payment", "approve", "P-1", "96 CNY", actor="zhou")
    world.refused("insufficient_payable", "refund", "--site", "east", "--job", "j1", "--amount", "20 CNY", "--reason", "outage",
                  actor="wang")  # the bank has it
    world.refused("time_invalid", "payment", "record", "P-1", "--bank-reference", "B-1", "--paid-on", "2199-01-01", actor="wang")
    world.run("payment", "record", "P-1", "--bank-reference", "B-1", actor="wang")
    assert world.accounts()[("paid", "op")] == "96.00", world.accounts()
    world.run("verify")


if __name__ == "__main__":
    sys.exit(run_tests(globals(), World))
