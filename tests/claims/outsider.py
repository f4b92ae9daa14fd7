#!/usr/bin/env python3
"""A third population of purchase claims, by somebody who has the design and the issue, but has not read the checks. Claims
come as a company has them: tables in CSV or workbooks, with days and sums as spreadsheet programs write them.

Frauds are those a city's officer has met: goods from oneself or a sister, papers that were used before, money that was not paid,
cards of another maker or another town under the name of the one that is paid for. Everything is drawn from one seed.
"""

import csv
import datetime
import hashlib
import io
import random

from generate import credit_code

FRAUDS = {"same_card_of_a_renamed_maker": "serial_claimed", "slip_of_the_bank_listed_twice": "payment_claimed",
          "another_makers_card_at_work": "model_differs", "bought_from_oneself": "supplier_affiliated",
          "bought_from_the_owners_other_firm": "supplier_affiliated", "paper_of_an_earlier_claim": "invoice_claimed",
          "cards_of_an_earlier_claim": "serial_claimed", "signed_before_the_programme": "outside_period",
          "dear": "price_high", "cards_stand_elsewhere": "seen_elsewhere", "cards_were_old": "older_than_contract",
          "nothing_was_delivered": "not_delivered", "switched_off": "never_runs", "foreign_by_name": "not_domestic",
          "thirty_cards_in_one_box": "too_many_cards", "dated_tomorrow": "in_the_future",
          "billed_before_the_deal": "invoiced_too_early", "papers_of_the_neighbour": "document_claimed",
          "one_bill_scanned_for_two": "document_twice", "billed_by_a_firm_unheard_of": "issuer_not_supplier"}
HONEST = ("plain", "two_lots", "days_of_1904", "days_with_slashes", "sums_with_commas", "long_numbers_as_text", "numbers_of_two_makers",
          "sister_only_by_a_nominee", "former_sister", "tax_left_out", "paid_in_thirds", "nearly_at_the_tolerance",
          "billed_by_the_maker_itself", "whole_order_in_one_file")
CHIP, OTHER_CHIP, FOREIGN_CHIP = "npu", "opu", "xpu"
MARKET = 90_000
LISTED_MAKER, UNHEARD_OF = credit_code("91320115MA1N2P3Q4"), credit_code("91130100MA0A1B2C3")
PROGRAMME_BEGAN = datetime.date(2025, 1, 1)


def hash_of(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


class Purchase:
    """One purchase as its papers have it: rows of four tables, and what the sites' meters saw."""

    def __init__(self, town: "Town", kind: str, organisation: str = "acme"):
        drawn = town.random
        self.kind, self.town, self.organisation, self.number = kind, town, organisation, next(town.numbers)
        self.signed = town.today - datetime.timedelta(days=drawn.randrange(140, 220))
        self.count = drawn.choice([4, 6, 8])
        self.price = MARKET * drawn.randrange(92, 110) // 100
        self.chip, self.maker, self.supplier, self.tax = CHIP, drawn.choice(["Maker", "maker", ""]), "maker", 13
        self.issuer, self.invoice = f"9132{self.number:04d}MA{drawn.randrange(10**8):08d}", f"{drawn.randrange(10**19, 10**20)}"
        self.serials = [f"{drawn.randrange(16**5):05X}-{self.number:03d}{place:02d}" for place in range(self.count)]
        self.form = drawn.choice(["csv", "xlsx"])
        self.parts, self.per_server, self.delivered, self.bank = 1, 8, True, [f"{drawn.randrange(10**11):011d}" for _ in range(3)]
        self.works = [("east", 40, CHIP, "Maker", 50_000)]  # site, days after signing, chip, maker, seconds at work
        self.signed_text = self.write_day(self.signed)
        self.billed, self.papers = 20, [f"bill {self.number}.{place}" for place in range(2)]  # of its invoices, as texts
        self.order = f"order {self.number}"

    @property
    def expected(self):
        return FRAUDS.get(self.kind)

    @property
    def claim(self) -> str:
        return f"T-{self.number}"

    def write_day(self, day: datetime.date):
        """As one of the programs writes it."""
        style = {"days_of_1904": 3, "days_with_slashes": 1}.get(self.kind, self.town.random.randrange(3))
        if style == 1:
            return f"{day.year}/{day.month}/{day.day}"
        if style == 2:
            return f"{day.year}年{day.month}月{day.day}日"
        if style == 3:
            return (day - datetime.date(1904, 1, 1)).days
        return day.isoformat()

    def after(self, days: int):
        return self.write_day(self.signed + datetime.timedelta(days=days))

    def sum(self, amount: int) -> str:
        return f"{amount:,}.00" if self.kind == "sums_with_commas" else f"{amount}.00"

    def sheets(self, application: str) -> dict:
        lots = [self.count // self.parts] * self.parts
        taxes = [self.price * lot * self.tax // 100 for lot in lots]
        total = sum(self.price * lot for lot in lots) + sum(taxes)
        invoices = [[self.issuer, self.invoice if place == 0 else self.invoice[:-1] + "abc"[place], self.after(self.billed + place), self.chip, lot,
                     self.sum(self.price), self.sum(self.price * lot), self.sum(tax), hash_of(self.papers[place])] for place, (lot, tax) in enumerate(zip(lots, taxes))]
        shares = [total] if self.kind not in ("paid_in_thirds", "slip_of_the_bank_listed_twice") else [total // 2, total - total // 2]
        payments = [[self.after(25), self.sum(share), self.bank[0 if self.kind == "slip_of_the_bank_listed_twice" else place]]
                    for place, share in enumerate(shares)]
        if self.kind == "slip_of_the_bank_listed_twice" and shares[0] != shares[1]:
            payments[1] = payments[0]
        day = self.after(22)
        devices = [[day, "east", f"N{self.number}-{place // self.per_server}", self.chip, self.maker, serial]
                   for place, serial in enumerate(self.serials)] if self.delivered else []
        accepted = [self.after(30), "是"] if self.delivered else [None, None]
        return {"contract": [["Claim", "application", "number", "supplier", "signed", "amount", "accepted_on", "accepted", "listing",
                              "document"],
                             [self.claim, application, f"CG-{self.number}", self.supplier, self.signed_text, self.sum(total), *accepted,
                              f"east-{self.chip}" if self.delivered else None, hash_of(self.order)]],
                "invoices": [["issuer", "Number", "date", "chip", "quantity", "unit_price", "amount", "tax", "document"], *invoices],
                "payments": [["date", "amount", "reference"], *payments],
                "devices": [["delivered", "site", "server", "chip", "vendor ", "serial"], *devices]}

    def csv(self, application: str) -> dict:
        texts = {}
        for name, rows in self.sheets(application).items():
            text = io.StringIO()
            csv.writer(text, lineterminator="\r\n").writerows([["" if cell is None else cell for cell in row] for row in rows])
            texts[name] = "\ufeff" + text.getvalue()
        return texts

    def meter(self) -> list:
        return [{"site": site, "vendor": maker, "serial": serial, "resource": chip, "present_s": 80_000, "busy_s": busy,
                 "day": (self.signed + datetime.timedelta(days=after)).isoformat()}
                for serial in self.serials for site, after, chip, maker, busy in self.works]


class Town:
    def __init__(self, seed: int, each: int, today: datetime.date):
        self.random, self.today, self.numbers = random.Random(f"outsider {seed}"), today, iter(range(1, 10_000))
        self.earlier = [Purchase(self, "earlier", "rival") for _ in range(4)]
        for made in self.earlier:
            made.signed = today - datetime.timedelta(days=self.random.randrange(225, 300))
            made.signed_text, made.count = made.write_day(made.signed), len(made.serials)
        self.twins, self.claims = iter(self.earlier), []
        for kind in (*HONEST, *FRAUDS):
            for _ in range(each):
                made = Purchase(self, kind)
                getattr(self, kind)(made)
                self.claims.append(made)
        self.random.shuffle(self.claims)

    # --- honest ---

    def plain(self, made: Purchase) -> None:
        pass

    def two_lots(self, made: Purchase) -> None:
        made.parts = 2

    def days_of_1904(self, made: Purchase) -> None:
        made.form = "xlsx"

    days_with_slashes = sums_with_commas = paid_in_thirds = plain

    def long_numbers_as_text(self, made: Purchase) -> None:
        """Twenty digits each, of which the first sixteen are the same."""
        made.invoice = "2511200000000123" + f"{made.number:04d}"
        made.issuer = "91320001MA00000000"
        made.serials = [f"21023123456789{made.number:03d}{place:03d}" for place in range(made.count)]

    def numbers_of_two_makers(self, made: Purchase) -> None:
        """Another maker counts as the first does."""
        other = next(self.twins, made)
        made.serials, made.count, made.chip, made.maker = other.serials[:4], 4, OTHER_CHIP, "Opus"
        made.works = [("east", 40, OTHER_CHIP, "Opus", 50_000)]

    def sister_only_by_a_nominee(self, made: Purchase) -> None:
        """A nominee holds 60 % of the buyer and nobody knows what of the supplier, of which another has 70 %."""
        made.supplier = "nominee-held"

    def former_sister(self, made: Purchase) -> None:
        """The owner sold it a month before the contract."""
        made.supplier = "sold-firm"

    def tax_left_out(self, made: Purchase) -> None:
        made.tax = 0

    def nearly_at_the_tolerance(self, made: Purchase) -> None:
        made.price = MARKET * 110 // 100

    def billed_by_the_maker_itself(self, made: Purchase) -> None:
        made.supplier, made.issuer = "listed-maker", LISTED_MAKER.lower()

    def whole_order_in_one_file(self, made: Purchase) -> None:
        """The order that an earlier claim of this company was under, too; its bill has the order behind it."""
        made.order = "order of the year"

    # --- fraudulent ---

    def billed_before_the_deal(self, made: Purchase) -> None:
        made.billed = -self.random.randrange(2, 40)

    def papers_of_the_neighbour(self, made: Purchase) -> None:
        made.papers[0] = self.random.choice(self.earlier).papers[0]

    def one_bill_scanned_for_two(self, made: Purchase) -> None:
        made.parts, made.papers = 2, [made.papers[0]] * 2

    def billed_by_a_firm_unheard_of(self, made: Purchase) -> None:
        made.supplier, made.issuer = "listed-maker", UNHEARD_OF

    def same_card_of_a_renamed_maker(self, made: Purchase) -> None:
        made.maker = self.random.choice(["Maker Technologies", "MAKER (Shenzhen) Ltd", "制造商"])
        made.serials[0] = self.random.choice(self.earlier).serials[1]

    def slip_of_the_bank_listed_twice(self, made: Purchase) -> None:
        pass

    def another_makers_card_at_work(self, made: Purchase) -> None:
        made.works = [("east", 40, FOREIGN_CHIP, "Abroad Inc", 50_000)]

    def bought_from_oneself(self, made: Purchase) -> None:
        made.supplier = "acme"

    def bought_from_the_owners_other_firm(self, made: Purchase) -> None:
        made.supplier = "other-firm"

    def paper_of_an_earlier_claim(self, made: Purchase) -> None:
        other = self.random.choice(self.earlier)
        made.issuer, made.invoice = other.issuer.lower(), other.invoice

    def cards_of_an_earlier_claim(self, made: Purchase) -> None:
        made.serials[-1] = f" {self.random.choice(self.earlier).serials[0].lower()}"

    def signed_before_the_programme(self, made: Purchase) -> None:
        made.signed_text = made.write_day(PROGRAMME_BEGAN - datetime.timedelta(days=self.random.randrange(1, 90)))

    def dear(self, made: Purchase) -> None:
        made.price = MARKET * self.random.randrange(160, 240) // 100

    def cards_stand_elsewhere(self, made: Purchase) -> None:
        made.works = [("west", 45, CHIP, "Maker", 50_000)]

    def cards_were_old(self, made: Purchase) -> None:
        made.works.append(("east", -30, CHIP, "Maker", 20_000))

    def nothing_was_delivered(self, made: Purchase) -> None:
        made.delivered, made.works = False, []

    def switched_off(self, made: Purchase) -> None:
        made.works = [("east", 40, CHIP, "Maker", 0)]

    def foreign_by_name(self, made: Purchase) -> None:
        made.chip, made.maker, made.works = FOREIGN_CHIP, "Abroad Inc", [("east", 40, FOREIGN_CHIP, "Abroad Inc", 50_000)]

    def thirty_cards_in_one_box(self, made: Purchase) -> None:
        made.count, made.per_server = 30, 99
        made.serials = [f"{self.random.randrange(16**5):05X}-{made.number:03d}{place:02d}" for place in range(30)]

    def dated_tomorrow(self, made: Purchase) -> None:
        made.signed_text = made.write_day(self.today + datetime.timedelta(days=self.random.randrange(2, 20)))
