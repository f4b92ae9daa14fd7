#!/usr/bin/env python3
"""A second population of purchase claims, by someone who has read what the checks do and tries to get past them; with
the honest claims that such checks are likely to accuse.

It shares nothing with generate.py but the world in which both stand (issuer, key, chip, vendor): purchases come in several
invoices, deliveries and payments, serial numbers in the shapes that makers use. Everything is drawn from one seed.
"""

import datetime
import hashlib
import hmac
import random

from generate import credit_code

KEY = "5c" * 32
VENDOR, CHIP = "Maker", "npu"
ISSUERS = ["91330100MA2B0C1D2E", "91440300MA5F6G7H8J"]
PRICE = 104_000
MAKER_KEY = "maker-cn"  # the key of the maker's record: what another city's digests are under
# The seller, a house of a house of its, and one of which it has a minority; and who holds what of whom.
SELLERS = {"group": credit_code("91330100MA2B0C1D2"), "house": credit_code("91110000600007519"), "third": credit_code("91510100MA6C1E2F3")}
HOLDINGS = [("group", "middle", "60%"), ("middle", "house", "55%"), ("group", "third", "45%")]
SITE = "east"

FRAUDS = {"letter_for_digit": "serial_alike", "marks_left_out": "serial_alike", "full_width_digits": "serial_claimed",
          "marks_inside_one_claim": "serial_alike", "invoice_without_its_zeros": "invoice_alike",
          "invoice_with_marks": "invoice_alike", "invoice_elsewhere_with_marks": "invoice_alike_elsewhere",
          "card_elsewhere_with_a_letter": "serial_alike_elsewhere", "payment_presented_twice": "payment_claimed",
          "listed_for_show": "listed_in_part", "at_work_elsewhere_before_delivery": "seen_elsewhere",
          "affiliated_through_a_chain": "supplier_affiliated", "affiliated_issuer": "supplier_affiliated",
          "affiliated_under_its_identifier": "supplier_affiliated", "server_under_two_spellings": "too_many_cards",
          "accepted_before_the_last_delivery": "accepted_too_early", "paid_before_signing": "paid_too_early",
          "more_delivered_than_invoiced": "delivered_too_much", "unit_price_hides_the_sum": "sum_wrong",
          "dear_in_small_lots": "price_high", "invoiced_the_night_before": "invoiced_too_early",
          "issued_by_a_minority": "issuer_not_supplier", "paper_in_another_role": "document_claimed",
          "paper_of_the_other_lot": "document_twice", "card_elsewhere_under_the_makers_key": "serial_elsewhere",
          "bought_back_through_a_dealer": "goods_go_round", "invoice_with_its_code": "invoice_alike",
          "serial_with_its_label": "serial_alike", "contract_billed_again": "invoiced_too_much"}
HONEST = ("several_of_everything", "counters_with_letters_and_digits", "tray_and_slot_numbers", "one_transfer_for_two_purchases",
          "same_day_same_amount", "listed_in_two_declarations", "burnt_in_before_delivery", "sister_under_the_state_only",
          "numbers_that_follow_each_other", "invoiced_on_the_day", "issued_by_a_house_of_a_house", "scan_of_everything")


def digest(*parts: str) -> str:
    text = "scrip claim 1\n" + "".join(part + "\n" for part in parts)
    return hmac.new(bytes.fromhex(KEY), text.encode(), hashlib.sha256).hexdigest()


class Purchase:
    """One claim in the making: two invoices, two deliveries of two servers each, three payments."""

    def __init__(self, drawn: random.Random, number: int, today: datetime.date, kind: str):
        self.kind, self.number, self.today = kind, number, today
        self.signed = drawn.randrange(200, 260)  # days ago
        self.price = PRICE + drawn.randrange(-4_000, 4_001)
        self.serials = [f"MK{number:03d}-{drawn.randrange(10**6):06d}-{place:02d}" for place in range(12)]
        self.issuer = drawn.choice(ISSUERS)
        self.numbers = [f"{drawn.randrange(1, 100):03d}{number:04d}{place}" for place in range(2)]
        self.contract = f"HT/{number}"
        self.listing, self.supplier, self.servers = ["east-npu"], "maker", ["R{}-A", "R{}-B", "R{}-C", "R{}-D"]
        self.seen = {serial: [(SITE, 60)] for serial in self.serials}  # where, and how many days after signing
        self.accepted, self.first_payment, self.extra_invoiced, self.stated_unit = 45, 5, 0, None
        self.reference = f"TT/{number:05d}"
        self.invoiced, self.papers = 40, {}  # days after signing; the text of a document by part of the claim and place in it

    def day(self, after: int) -> str:
        return (self.today - datetime.timedelta(days=self.signed - after)).isoformat()

    @property
    def expected(self):
        return FRAUDS.get(self.kind)

    @property
    def claim(self) -> str:
        return f"V-{self.number}"

    def presented(self) -> dict:
        """As the tests take claims."""
        return {"claim": self.claim, "kind": self.kind, "expected": self.expected, "content": self.content(),
                "papers": list(self.papers.values())}

    def content(self) -> dict:
        half = len(self.serials) // 2
        lots = [half, len(self.serials) - half + self.extra_invoiced]
        invoices, total = [], 0
        for number, lot in zip(self.numbers, lots):
            net, tax = self.price * lot, self.price * lot * 13 // 100
            total += net + tax
            invoices.append({"issuer": self.issuer, "number": number, "date": self.day(self.invoiced), "lines": [
                {"chip": CHIP, "quantity": lot, "unit_price": f"{self.stated_unit or self.price}.00", "amount": f"{net}.00", "tax": f"{tax}.00"}]})
        quarter = half // 2
        parts = [self.serials[:quarter], self.serials[quarter:half], self.serials[half:half + quarter], self.serials[half + quarter:]]
        servers = [{"server": name.format(self.number), "chip": CHIP, "vendor": VENDOR, "serials": part}
                   for name, part in zip(self.servers, parts)]
        thirds = [total // 3, total // 3, total - 2 * (total // 3)]
        payments = [{"date": self.day(self.first_payment if place == 0 else 50 + place), "amount": f"{amount}.00",
                     "reference": f"{self.reference}-{place}"} for place, amount in enumerate(thirds)]
        content = {"contract": {"number": self.contract, "supplier": self.supplier, "signed": self.day(0), "amount": f"{total}.00"},
                "invoices": invoices, "payments": payments,
                "deliveries": [{"date": self.day(30), "site": SITE, "servers": servers[:2]},
                               {"date": self.day(38), "site": SITE, "servers": servers[2:]}],
                "acceptance": {"date": self.day(self.accepted), "passed": True}, "listing": self.listing}
        for (part, place), text in self.papers.items():
            content[part][place]["document"] = hashlib.sha256(text.encode()).hexdigest()
        return content

    def meter(self) -> list:
        return [{"site": site, "vendor": VENDOR, "serial": serial, "resource": CHIP, "day": self.day(after), "present_s": 70_000,
                 "busy_s": 50_000} for serial, seen in self.seen.items() for site, after in seen]

    def rename(self, place: int, serial: str) -> None:
        self.seen.pop(self.serials[place], None)
        self.serials[place] = serial

    def number_them(self, serials: list) -> None:
        self.serials = serials
        self.seen = {serial: [(SITE, 60)] for serial in serials}


class Adversary:
    def __init__(self, seed: int, each: int, today: datetime.date):
        self.random, self.today = random.Random(f"adversary {seed}"), today
        self.number, self.foreign = 0, []
        self.history = [self.purchase("history") for _ in range(5)]
        for made in self.history:
            made.papers = {("invoices", 0): f"first {made.number}", ("invoices", 1): f"second {made.number}"}
        # Another company, a dealer, bought from the buyer.
        self.dealer = self.purchase("dealer")
        self.dealer.supplier, self.dealer.papers = "acme", {("invoices", 0): "the dealer's invoice"}
        self.claims = []
        for kind in (*HONEST, *FRAUDS):
            for _ in range(each):
                made = self.purchase(kind)
                getattr(self, kind)(made)
                self.claims.append(made)

    def purchase(self, kind: str) -> Purchase:
        self.number += 1
        return Purchase(self.random, self.number, self.today, kind)

    def earlier(self) -> Purchase:
        return self.random.choice(self.history)

    # --- honest ---

    def several_of_everything(self, made: Purchase) -> None:
        pass

    def counters_with_letters_and_digits(self, made: Purchase) -> None:
        """A counter to base 36 passes 0 and O, 1, I and L."""
        first = 36 * self.random.randrange(36, 36**3)
        alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
        made.number_them([f"C{made.number:04d}" + "".join(alphabet[(first + step) // 36**power % 36] for power in (3, 2, 1, 0))
                          for step in (0, 1, 2, 8, 9, 18, 19, 20, 21, 23, 24, 25)])

    def tray_and_slot_numbers(self, made: Purchase) -> None:
        made.number_them([f"T{made.number:04d}/{tray}-{slot}" for tray, slot in ((1, 11), (11, 1), (1, 12), (11, 2), (2, 11), (21, 1),
                                                                            (3, 11), (31, 1), (4, 4), (5, 5), (6, 6), (7, 7))])

    def one_transfer_for_two_purchases(self, made: Purchase) -> None:
        """The bank's reference of an earlier purchase, for another part of the sum."""
        made.reference = self.earlier().reference
        made.price += 7

    def same_day_same_amount(self, made: Purchase) -> None:
        other = self.earlier()
        made.signed, made.price = other.signed, other.price

    def listed_in_two_declarations(self, made: Purchase) -> None:
        made.listing = ["east-few", "east-rest"]

    def burnt_in_before_delivery(self, made: Purchase) -> None:
        made.seen[made.serials[0]].append((SITE, 25))

    def sister_under_the_state_only(self, made: Purchase) -> None:
        made.supplier = "state-maker"

    def numbers_that_follow_each_other(self, made: Purchase) -> None:
        start = int(self.earlier().numbers[0]) + 10**7 + made.number * 10
        made.numbers = [f"{start:013d}", f"{start + 1:013d}"]

    def invoiced_on_the_day(self, made: Purchase) -> None:
        made.invoiced = 0

    def issued_by_a_house_of_a_house(self, made: Purchase) -> None:
        made.supplier, made.issuer = "group", SELLERS["house"]

    def scan_of_everything(self, made: Purchase) -> None:
        """One scan of a delivery with its payment, given at each; the contract of an earlier purchase is not in it."""
        made.papers = {("deliveries", 0): f"scan {made.number}", ("payments", 1): f"scan {made.number}", ("invoices", 0): f"scan {made.number}"}

    # --- fraudulent ---

    def invoiced_the_night_before(self, made: Purchase) -> None:
        made.invoiced = -1

    def issued_by_a_minority(self, made: Purchase) -> None:
        made.supplier, made.issuer = "group", SELLERS["third"]

    def paper_in_another_role(self, made: Purchase) -> None:
        made.papers = {("deliveries", 1): "the dealer's invoice"}

    def paper_of_the_other_lot(self, made: Purchase) -> None:
        other = self.earlier()
        made.papers = {("invoices", 0): other.papers["invoices", 1]}

    def card_elsewhere_under_the_makers_key(self, made: Purchase) -> None:
        self.foreign.append(digest("device", MAKER_KEY, made.serials[3]))

    def bought_back_through_a_dealer(self, made: Purchase) -> None:
        made.supplier = "rival"

    def letter_for_digit(self, made: Purchase) -> None:
        with_zero = [each for earlier in self.history for each in earlier.serials if "0" in each]
        made.rename(0, with_zero[made.number % len(with_zero)].replace("0", "O", 1))

    def marks_left_out(self, made: Purchase) -> None:
        made.rename(1, self.earlier().serials[4].replace("-", ""))

    def full_width_digits(self, made: Purchase) -> None:
        made.rename(2, "".join(chr(ord(c) + 0xFEE0) for c in self.earlier().serials[5]))

    def marks_inside_one_claim(self, made: Purchase) -> None:
        made.rename(7, made.serials[6].replace("-", "."  if made.number % 2 else "") + ("." if made.number % 2 else ""))

    def invoice_without_its_zeros(self, made: Purchase) -> None:
        other = self.earlier()
        other.numbers[0] = other.numbers[0] if other.numbers[0].startswith("00") else "00" + other.numbers[0]
        made.issuer = other.issuer
        made.numbers[0] = other.numbers[0].lstrip("0")

    def invoice_with_marks(self, made: Purchase) -> None:
        other = self.earlier()
        made.issuer = other.issuer
        made.numbers[1] = f"{other.numbers[1][:4]}-{other.numbers[1][4:]}"

    def invoice_elsewhere_with_marks(self, made: Purchase) -> None:
        self.foreign.append(digest("invoice alike", made.issuer.replace("O", "0").replace("I", "1").replace("L", "1"),
                                   made.numbers[0].lstrip("0")))
        made.numbers[0] = f"{made.numbers[0]}."

    def invoice_with_its_code(self, made: Purchase) -> None:
        """As it stands on paper: ten or twelve digits of a code, and eight of a number."""
        other = self.earlier()
        made.issuer = other.issuer
        made.numbers[0] = f"{self.random.choice(['1100203130 ', '011002000411'])}{other.numbers[1]}"

    def serial_with_its_label(self, made: Purchase) -> None:
        made.rename(3, f"SN{self.random.choice([':', ' ', ''])}{self.earlier().serials[6]}")

    def contract_billed_again(self, made: Purchase) -> None:
        """Other cards and invoices, for the same contract once more."""
        other = self.earlier()
        made.contract, made.signed, made.price = other.contract, other.signed, other.price

    def card_elsewhere_with_a_letter(self, made: Purchase) -> None:
        self.foreign.append(digest("device alike", VENDOR.lower(), made.serials[8].replace("-", "")))
        made.rename(8, made.serials[8].replace("0", "O", 1))

    def payment_presented_twice(self, made: Purchase) -> None:
        other = self.earlier()
        made.signed, made.price, made.reference = other.signed, other.price, other.reference.lower()

    def listed_for_show(self, made: Purchase) -> None:
        made.listing = ["east-few"]

    def at_work_elsewhere_before_delivery(self, made: Purchase) -> None:
        made.seen[made.serials[5]].append(("west", 12))

    def affiliated_through_a_chain(self, made: Purchase) -> None:
        made.supplier = "far-shell"

    def affiliated_issuer(self, made: Purchase) -> None:
        made.issuer = "far-shell-id"

    def affiliated_under_its_identifier(self, made: Purchase) -> None:
        made.supplier = {"name": "Another name", "scheme": "LOCAL", "identifier": " FAR-shell-ID"}

    def server_under_two_spellings(self, made: Purchase) -> None:
        """Two servers of six and fourteen cards, which are one."""
        made.number_them([f"MK{made.number:03d}-{self.random.randrange(10**6):06d}-{place:02d}" for place in range(40)])
        made.servers = ["r{}-x", "R{} -X", "R{}-Y", "R{}-Z"]

    def accepted_before_the_last_delivery(self, made: Purchase) -> None:
        made.accepted = 34

    def paid_before_signing(self, made: Purchase) -> None:
        made.first_payment = -9

    def more_delivered_than_invoiced(self, made: Purchase) -> None:
        made.extra_invoiced = -2

    def unit_price_hides_the_sum(self, made: Purchase) -> None:
        made.stated_unit = made.price * 8 // 10

    def dear_in_small_lots(self, made: Purchase) -> None:
        made.signed, made.price = 199, PRICE * self.random.randrange(140, 190) // 100
