"""Purchases of servers presented for subsidy: each card by its serial number, what was found, what the officer said to it."""

import datetime
import zlib

from .cases import CARDS, PURCHASES, Case
from .client import Client
from .network import CHIPS, SITES

SIGNED, DELIVERED, ACCEPTED, INVOICED, PAID = "2025-10-09", "2025-10-27", "2025-11-03", "2025-11-05", "2025-11-12"
SEEN = ["2025-11-20", "2025-12-20"]  # days that the meter reports of
SEEN_AGO = [40, 25, 3]  # and days before today: a second instalment asks for cards that were at work lately
CARD_PRICE = 250_000  # without tax; four cards are a million, as the applications state
TAX = 13  # per cent
CARDS_IN_SERVER = 8
# Applications whose cards never ran, hardly run, or of which some ran before they were bought; and one whose supplier is
# the buyer's sister (stakes.py).
IDLE, SLOW, SEEN_BEFORE, FROM_A_SISTER = "S-003", "K-003", "S-008", "K-006"
SISTER = "yushan-op"
OLD_CARDS = 3
MOVED_OUT, MOVED_TO = "K-003", "lake"
RESOLD = "K-002"


class Purchases:
    def __init__(self, client: Client):
        self.client = client
        self.vendors = {key: vendor for key, _, vendor, _ in CHIPS}

    def present(self, case: Case, member: str) -> None:
        """What the application is for, in two claims where it is much."""
        self.draft(case, member)
        for claim, _ in self.claims(case):
            self.client.post(member, f"/claims/{claim}/submit")

    def draft(self, case: Case, member: str) -> None:
        for claim, cards in self.claims(case):
            self.client.post(member, "/claims", {"claim": claim, "application": case.key, **self.content(case, claim, cards)})

    def send_back(self, case: Case, officer: str) -> None:
        for claim, _ in self.claims(case):
            self.client.post(officer, f"/claims/{claim}/return", {"reason": "The invoice cannot be read. 发票无法辨认。"})

    def check(self, case: Case, officer: str) -> None:
        """The meter has reported by then; whatever is above a note is left out or waived."""
        for claim, cards in self.claims(case):
            self.report(case, cards)
            self.client.post(officer, f"/claims/{claim}/check")

    def settle(self, case: Case, officer: str) -> None:
        for claim, _ in self.claims(case):
            for finding in self.client.get(officer, f"/claims/{claim}")["check"]["findings"]:
                if finding["severity"] != "note" and finding["settlement"] == "open":
                    waived = finding["severity"] == "warning" or not finding["can_be_excluded"]
                    reason = "Seen on site. 已现场核实。" if waived else "Does not count. 不予计入。"
                    self.client.post(officer, f"/claims/{claim}/settle", {
                        "finding": finding["finding"], "settlement": "waive" if waived else "exclude", "reason": reason})

    def move_one_out(self, case: Case, officer: str) -> None:
        """A card of an accepted claim turns up at a site that no claim names."""
        if case.key != MOVED_OUT:
            return
        _, cards = self.claims(case)[0]
        self.client.post(officer, "/device-events", {
            "kind": "moved", "site": MOVED_TO, "reason": "Lent to another site. 借调至其他中心。",
            "devices": [{"vendor": self.vendors[self.place(case)[1]], "serial": cards[0]}]})

    def resell_one(self, case: Case, member: str) -> None:
        _, cards = self.claims(case)[0]
        self.client.post(member, "/device-events", {
            "kind": "resold", "reason": "Sold to another company. 已转售给其他企业。",
            "devices": [{"vendor": self.vendors[self.place(case)[1]], "serial": cards[-1]}]})

    # --- what was bought ---

    def place(self, case: Case) -> tuple[str, str]:
        """The company's own site, and the chip there."""
        site = next(each for each in SITES if each.operator == case.organisation.key)
        return site.key, site.chips[0][1]

    def claims(self, case: Case) -> list[tuple[str, list[str]]]:
        """Their keys, each with the serial numbers of its cards."""
        if case.call is CARDS:
            cards = CARDS_IN_SERVER * (4 + zlib.crc32(case.key.encode()) % 6)
        else:
            cards = int(case.facts["spent_on_domestic_servers"].split(".")[0]) // CARD_PRICE
        serials = [f"{zlib.crc32(case.key.encode()):08X}{number:04d}" for number in range(1, cards + 1)]
        half = cards // 2 if cards > 160 else cards
        parts = [part for part in (serials[:half], serials[half:]) if part]
        return [(f"{case.key}-{number}", part) for number, part in enumerate(parts, 1)]

    def content(self, case: Case, claim: str, cards: list[str]) -> dict:
        site, chip = self.place(case)
        net = CARD_PRICE * len(cards)
        tax = net * TAX // 100
        servers = [{"server": f"{claim}-{first // CARDS_IN_SERVER + 1:02d}", "chip": chip, "vendor": self.vendors[chip],
                    "serials": cards[first:first + CARDS_IN_SERVER]} for first in range(0, len(cards), CARDS_IN_SERVER)]
        listed = self.client.get("wang", f"/capacity?filter=site={site}")["items"]
        return {
            "contract": {"number": f"{case.contract}/{claim[-1]}", "signed": SIGNED, "amount": f"{net + tax}.00",
                         "supplier": self.supplier(case, chip)},
            "invoices": [{"issuer": f"local-{chip}", "number": claim, "date": INVOICED, "lines": [
                {"chip": chip, "quantity": len(cards), "unit_price": f"{CARD_PRICE}.00", "amount": f"{net}.00", "tax": f"{tax}.00"}]}],
            "payments": [{"date": PAID, "amount": f"{net + tax}.00", "reference": f"{claim}-paid"}],
            "deliveries": [{"date": DELIVERED, "site": site, "servers": servers}],
            "acceptance": {"date": ACCEPTED, "passed": True},
            "listing": [each["capacity"] for each in listed if each["resource"] == chip][:1]}

    def supplier(self, case: Case, chip: str):
        if case.key == FROM_A_SISTER:
            return SISTER
        return {"name": f"{self.vendors[chip]} (made up)", "scheme": "local", "identifier": chip}

    def report(self, case: Case, cards: list[str]) -> None:
        site, chip = self.place(case)
        today = datetime.date.today()
        days = SEEN + [(today - datetime.timedelta(ago)).isoformat() for ago in SEEN_AGO]
        seen = [(serial, day) for serial in cards for day in days]
        if case.key == SEEN_BEFORE:
            seen += [(serial, "2025-09-30") for serial in cards[:OLD_CARDS]]
        rows = [{"vendor": self.vendors[chip], "serial": serial, "resource": chip, "day": day, "present_s": 86_000,
                 "busy_s": self.busy(case, serial, day)} for serial, day in seen]
        self.client.post(f"op-{site}", "/device-days", {"site": site, "rows": rows})


    @staticmethod
    def busy(case: Case, serial: str, day: str) -> int:
        at_work = 30_000 + zlib.crc32(f"{serial}{day[:7]}".encode()) % 40_000
        return 0 if case.key == IDLE else at_work // 4 if case.key == SLOW else at_work


def is_purchase(case: Case) -> bool:
    return case.call in PURCHASES
