"""Money out: closed months approved, the bank's answers, a grant's first instalment.

June to October are approved and paid, but for what one bank rejected and one site disputes. November waits: of its statements
some are proposed, so that an approver finds something to do.
"""

import decimal
from typing import NamedTuple

from . import cases
from .client import Client
from .purchases import RESOLD, Purchases

PAID_UNTIL = "2025-10"
DISPUTED = ("harbour", "training", "2025-10")  # whose operator signs in as "chen"
REJECTED = "lake-op"  # whose account was closed
# Which instalments each grant for cards has had.
GRANTS_FOR_CARDS = {"K-001": ("acceptance", "service"), "K-002": ("acceptance", "service"), "K-003": ("acceptance",)}
BANK_ACCOUNT = "62220000{:08d}"  # made up


class Payment(NamedTuple):
    key: str
    payee: str
    dues: tuple[str, ...]
    number: int


class Paying:
    def __init__(self, client: Client, operators: dict[str, str]):
        self.client, self.operators = client, operators
        self.purchases = Purchases(client)

    def play(self, each) -> None:
        """`each` takes a step and a list: some at a time, with progress."""
        self.statements()
        self.instalments()
        each(self.pay, self.payments())
        self.clawback()

    def listed(self, path: str) -> list[dict]:
        rows, cursor = [], "0"
        while cursor:
            page = self.client.get("wang", f"{path}?limit=1000&cursor={cursor}")
            rows += page["items"]
            cursor = page["next"]
        return rows

    # --- statements ---

    def statements(self) -> None:
        """Those that owe money for a month until October: proposed by one person, approved by another. One is disputed."""
        owing = {due["due"].removeprefix("statement:").split("/")[0] for due in self.listed("/dues") if due["kind"] == "statement"}
        open_ones = [row for row in self.listed("/statements") if str(row["statement"]) in owing]
        disputed = next(row for row in open_ones if (row["site"], row["programme"], row["month"]) == DISPUTED)
        document = self.client.write("chen", "POST", "/documents", "job,hours\nharbour-1007,31\n", "application/octet-stream")
        self.client.post("chen", f"/statements/{disputed['statement']}/dispute", {
            "reason": "A job of 31 hours is missing. 缺少一项31小时的作业。", "document": document["hash"]})
        for place, row in enumerate(row for row in open_ones if row is not disputed):
            path = f"/statements/{row['statement']}"
            if row["month"] <= PAID_UNTIL or place % 2:
                self.client.post("wang", f"{path}/propose")
            if row["month"] <= PAID_UNTIL:
                self.client.post("zhou", f"{path}/approve", {"total": row["total"]})

    # --- the grants ---

    def instalments(self) -> None:
        """The first grant's servers are delivered and accepted; its second instalment waits for outside use of them. Of
        the grants for cards the meter shows six months of service, but for one whose cards hardly run."""
        award = next(row["award"] for row in self.listed("/awards") if row["programme"] == cases.SERVERS.programme)
        self.instalment(award, "acceptance", {"delivered_and_accepted": "yes"})
        for award, instalments in GRANTS_FOR_CARDS.items():
            for instalment in instalments:
                self.instalment(award, instalment, {})

    def instalment(self, award: str, instalment: str, facts: dict) -> None:
        self.client.post("wang", f"/awards/{award}/instalments", {"instalment": instalment, "facts": facts})
        listed = self.client.get("zhou", f"/awards/{award}/instalments")["instalments"]
        made = next(each for each in listed if each["instalment"] == instalment)
        self.client.post("zhou", f"/awards/{award}/instalments/{instalment}/approve", {"amount": made["amount"]})

    def clawback(self) -> None:
        """A card that was paid for is sold on: all is taken back, and half of it has come."""
        case = next(each for each in cases.planned() if each.key == RESOLD)
        self.purchases.resell_one(case, "wang")
        paid = sum(decimal.Decimal(each["amount"]) for each in self.client.get(
            "wang", f"/awards/{RESOLD}/instalments")["instalments"])
        self.client.post("wang", "/clawbacks", {"clawback": f"back-{RESOLD}", "award": RESOLD, "rule": "sold_on",
                                                "amount": str(paid), "reason": "A card was sold on. 卡已转售。"})
        self.client.post("zhou", f"/clawbacks/back-{RESOLD}/approve", {"amount": str(paid)})
        self.client.post("wang", f"/clawbacks/back-{RESOLD}/repayments", {
            "repayment": f"back-{RESOLD}-1", "amount": f"{int(paid) // 2}.00", "bank_reference": "20251222000001"})

    # --- payments ---

    def payments(self) -> list[Payment]:
        """One for each payee, of all that may be paid."""
        by_payee: dict[str, list[str]] = {}
        for due in self.listed("/dues"):
            if due["status"] == "payable":
                by_payee.setdefault(due["organisation"], []).append(due["due"])
        return [Payment(f"pay-2025-11-{payee}", payee, tuple(dues), number)
                for number, (payee, dues) in enumerate(sorted(by_payee.items()))]

    def pay(self, payment: Payment) -> None:
        self.client.post("wang", "/payments", {"payment": payment.key, "payee": payment.payee, "dues": list(payment.dues),
                                               "bank_account": BANK_ACCOUNT.format(payment.number)})
        proposed = self.client.get("zhou", f"/payments?filter=payment={payment.key}")["items"][0]
        self.client.post("zhou", f"/payments/{payment.key}/approve", {"amount": proposed["amount"]})
        answer = {"bank_reference": f"2025112200{payment.number:04d}"}
        if payment.payee == REJECTED:
            answer = {"rejected_for": "The account was closed. 账户已注销。"}
        self.client.post("wang", f"/payments/{payment.key}/record", answer)
