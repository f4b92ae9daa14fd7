#!/usr/bin/env python3
"""A population of purchase claims, honest and fraudulent, with labels: for tests of what the checks find.

Everything is drawn from one seed; days are counted back from `today`, so that the population is the same on any day.
`python3 tests/claims/generate.py --seed 7 --each 3` prints it as JSON.
"""

import argparse
import datetime
import hashlib
import hmac
import json
import random

ISSUER = "91110108MA01ABCDE5"
OTHER_ISSUER = "91310115MA1H7XYZ12"
KEY = "5c" * 32


def credit_code(body: str) -> str:
    """A unified social credit code: seventeen characters with the check character of GB 32100."""
    alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    total = sum(alphabet.index(character) * pow(3, place, 31) for place, character in enumerate(body))
    return body + alphabet[-total % 31]


# Suppliers with a code: a maker, the house that sells for it (of which it has 60 %), and one that has nothing to do with it.
CODES = {"coded": credit_code("91110108MA01ABCDE"), "coded-house": credit_code("91310115MA1H7XYR1"),
         "unrelated": credit_code("91440300MA5F6G7H8")}
HOLDINGS = [("coded", "coded-house", "60%")]
VENDOR, CHIP, FOREIGN_CHIP = "Maker", "npu", "gpu"
PRICE = 100_000
# What is recorded of the chips' origin: chip, passes, how many days ago from. The first fails since a day after every
# contract of the population was signed, so that its purchases were domestic on their day.
ORIGINS = [(CHIP, True, 1_000), (CHIP, False, 60), (FOREIGN_CHIP, False, 1_000)]

# Each kind of fraud, and the finding that has to name it.
FRAUDS = {"invoice_in_two_cities": "invoice_elsewhere", "card_in_two_cities": "serial_elsewhere",
          "invoice_claimed_here": "invoice_claimed", "card_claimed_here": "serial_claimed", "serial_twice": "serial_twice",
          "new_nameplate": "older_than_contract", "price_raised": "price_high", "never_delivered": "not_delivered",
          "affiliated_supplier": "supplier_affiliated", "too_many_cards": "too_many_cards", "never_runs": "never_runs",
          "never_paid": "not_paid", "runs_elsewhere": "seen_elsewhere", "delivered_before_signing": "delivered_too_early",
          "foreign_declared_domestic": "not_domestic", "foreign_under_another_name": "model_differs",
          "invoiced_before_signing": "invoiced_too_early", "issued_by_a_stranger": "issuer_not_supplier",
          "paper_of_another_company": "document_claimed", "one_paper_two_invoices": "document_twice",
          "sold_round_in_a_ring": "goods_go_round"}
# Honest claims that look a little like fraud.
NEAR_MISSES = ("plain", "same_number_of_another_issuer", "price_with_the_market", "paid_by_instalments", "delivered_in_part",
               "same_server_name_at_two_sites", "bill_before_delivery", "as_many_cards_as_a_server_holds",
               "price_just_within_the_tolerance", "issued_by_the_supplier", "issued_by_the_suppliers_house",
               "one_contract_for_two_claims", "one_file_for_invoice_and_delivery")


def digest(key: str, *parts: str) -> str:
    text = "scrip claim 1\n" + "".join(part + "\n" for part in parts)
    return hmac.new(bytes.fromhex(key), text.encode(), hashlib.sha256).hexdigest()


class Population:
    def __init__(self, seed: int, each: int, today: datetime.date):
        self.random = random.Random(seed)
        self.today = today
        self.claims, self.meter, self.foreign = [], [], []
        self.number = 0
        # What was accepted before: the market, at prices that rise by 4 % a month.
        self.history = [self.claim("history", month, PRICE * (100 + 4 * month) // 100) for month in range(6)]
        for made in self.history:
            self.paper(made, "contract", f"contract {made['claim']}")
            self.paper(made, "invoices", f"invoice {made['claim']}")
        # What another company presents: a purchase with its papers, and one from the company whose claims are judged.
        self.neighbours = [self.claim("neighbour"), self.claim("neighbour")]
        self.paper(self.neighbours[0], "invoices", "invoice of the neighbour")
        self.neighbours[1]["content"]["contract"]["supplier"] = "acme"
        for kind in (*NEAR_MISSES, *FRAUDS):
            for _ in range(each):
                self.claims.append(getattr(self, kind)())

    def day(self, ago: int) -> str:
        return (self.today - datetime.timedelta(days=ago)).isoformat()

    def claim(self, kind: str, month: int = 5, price: int | None = None, cards: int = 8) -> dict:
        """Signed in one of six months: month 0 ends half a year before month 5."""
        self.number += 1
        signed = 150 + (5 - month) * 30 - self.random.randrange(20)
        price = price if price is not None else PRICE * (100 + 4 * month) // 100 + self.random.randrange(-3_000, 3_001)
        net, tax = price * cards, price * cards * 13 // 100
        serials = [f"{self.number:04}-{card:03}-{self.random.randrange(16**6):06X}" for card in range(cards)]
        content = {
            "contract": {"number": f"HT-{self.number}", "supplier": "maker", "signed": self.day(signed), "amount": f"{net + tax}.00"},
            "invoices": [{"issuer": ISSUER, "number": f"{70_000_000 + self.number}", "date": self.day(signed - 25),
                          "lines": [{"chip": CHIP, "quantity": cards, "unit_price": f"{price}.00", "amount": f"{net}.00", "tax": f"{tax}.00"}]}],
            "payments": [{"date": self.day(signed - 27), "amount": f"{net + tax}.00", "reference": f"B-{self.number}"}],
            "deliveries": [{"date": self.day(signed - 20), "site": "east",
                            "servers": [{"server": f"S-{self.number}", "chip": CHIP, "vendor": VENDOR, "serials": serials}]}],
            "acceptance": {"date": self.day(signed - 22), "passed": True},
            "listing": ["east-npu"]}
        made = {"claim": f"C-{self.number}", "kind": kind, "expected": FRAUDS.get(kind), "content": content, "signed": signed,
                "serials": serials}
        self.see(made, "east")
        return made

    def paper(self, made: dict, part: str, text: str) -> None:
        """A document of the contract, or of the first of its invoices, payments or deliveries."""
        place = made["content"][part] if part == "contract" else made["content"][part][0]
        place["document"] = hashlib.sha256(text.encode()).hexdigest()
        made.setdefault("papers", []).append(text)

    def see(self, made: dict, site: str, ago: int | None = None, busy: int = 40_000, chip: str = CHIP) -> None:
        ago = made["signed"] - 30 if ago is None else ago
        self.meter = [row for row in self.meter if row["serial"] not in made["serials"] or row["day"] != self.day(ago)]
        for serial in made["serials"]:
            self.meter.append({"site": site, "vendor": VENDOR, "serial": serial, "resource": chip, "day": self.day(ago),
                               "present_s": 80_000, "busy_s": busy})

    def unsee(self, made: dict) -> None:
        self.meter = [row for row in self.meter if row["serial"] not in made["serials"]]

    def with_serials(self, made: dict, serials: list) -> dict:
        self.unsee(made)
        made["serials"] = serials
        made["content"]["deliveries"][0]["servers"][0]["serials"] = serials
        self.see(made, "east")
        return made

    # --- honest ---

    def plain(self) -> dict:
        return self.claim("plain")

    def same_number_of_another_issuer(self) -> dict:
        made = self.claim("same_number_of_another_issuer")
        earlier = self.random.choice(self.history)["content"]["invoices"][0]
        made["content"]["invoices"][0].update(issuer=OTHER_ISSUER + str(made["claim"]), number=earlier["number"])
        return made

    def price_with_the_market(self) -> dict:
        return self.claim("price_with_the_market", 5, PRICE * 128 // 100)

    def paid_by_instalments(self) -> dict:
        made = self.claim("paid_by_instalments")
        payment = made["content"]["payments"][0]
        payment["amount"] = f"{int(payment['amount'][:-3]) * 3 // 10}.00"
        return made

    def delivered_in_part(self) -> dict:
        made = self.claim("delivered_in_part")
        return self.with_serials(made, made["serials"][:5])

    def same_server_name_at_two_sites(self) -> dict:
        made = self.claim("same_server_name_at_two_sites", cards=20)
        first = made["content"]["deliveries"][0]
        second = json.loads(json.dumps(first))
        first["servers"][0]["serials"], second["servers"][0]["serials"] = made["serials"][:10], made["serials"][10:]
        second["site"] = "west"
        made["content"]["deliveries"].append(second)
        away = set(made["serials"][10:])
        for row in self.meter:
            if row["serial"] in away:
                row["site"] = "west"
        return made

    def bill_before_delivery(self) -> dict:
        made = self.claim("bill_before_delivery")
        made["content"]["invoices"][0]["date"] = made["content"]["contract"]["signed"]
        return made

    def as_many_cards_as_a_server_holds(self) -> dict:
        return self.claim("as_many_cards_as_a_server_holds", cards=16)

    def price_just_within_the_tolerance(self) -> dict:
        """30 % above the median of what was accepted of earlier contracts."""
        made = self.claim("price_just_within_the_tolerance")
        prices = sorted(int(each["content"]["invoices"][0]["lines"][0]["unit_price"][:-3])
                        for each in self.history if each["signed"] >= made["signed"])
        median = (prices[len(prices) // 2] + prices[(len(prices) - 1) // 2]) // 2
        return self.at_price(made, median * 130 // 100)

    def at_price(self, made: dict, price: int) -> dict:
        net, tax = price * len(made["serials"]), price * len(made["serials"]) * 13 // 100
        made["content"]["contract"]["amount"] = made["content"]["payments"][0]["amount"] = f"{net + tax}.00"
        made["content"]["invoices"][0]["lines"][0].update(unit_price=f"{price}.00", amount=f"{net}.00", tax=f"{tax}.00")
        return made

    def issued_by_the_supplier(self) -> dict:
        made = self.claim("issued_by_the_supplier")
        made["content"]["contract"]["supplier"] = "coded"
        made["content"]["invoices"][0]["issuer"] = " " + CODES["coded"].lower()
        return made

    def issued_by_the_suppliers_house(self) -> dict:
        made = self.claim("issued_by_the_suppliers_house")
        made["content"]["contract"]["supplier"] = "coded"
        made["content"]["invoices"][0]["issuer"] = CODES["coded-house"]
        return made

    def one_contract_for_two_claims(self) -> dict:
        """The second lot of a contract of which the first was claimed before."""
        made = self.claim("one_contract_for_two_claims")
        self.paper(made, "contract", self.random.choice(self.history)["papers"][0])
        self.paper(made, "invoices", f"invoice {made['claim']}")
        return made

    def one_file_for_invoice_and_delivery(self) -> dict:
        made = self.claim("one_file_for_invoice_and_delivery")
        for part in ("invoices", "deliveries", "payments"):
            self.paper(made, part, f"all papers of {made['claim']}")
        return made

    # --- fraudulent ---

    def invoiced_before_signing(self) -> dict:
        made = self.claim("invoiced_before_signing")
        made["content"]["invoices"][0]["date"] = self.day(made["signed"] + self.random.randrange(1, 20))
        return made

    def issued_by_a_stranger(self) -> dict:
        made = self.claim("issued_by_a_stranger")
        made["content"]["contract"]["supplier"] = self.random.choice(["coded", "coded-house"])
        made["content"]["invoices"][0]["issuer"] = CODES["unrelated"]
        return made

    def paper_of_another_company(self) -> dict:
        made = self.claim("paper_of_another_company")
        self.paper(made, self.random.choice(["invoices", "payments", "deliveries"]), "invoice of the neighbour")
        return made

    def one_paper_two_invoices(self) -> dict:
        made = self.claim("one_paper_two_invoices")
        self.paper(made, "invoices", self.random.choice(self.history)["papers"][1])
        return made

    def sold_round_in_a_ring(self) -> dict:
        made = self.claim("sold_round_in_a_ring")
        made["content"]["contract"]["supplier"] = "rival"
        return made

    def invoice_in_two_cities(self) -> dict:
        made = self.claim("invoice_in_two_cities")
        invoice = made["content"]["invoices"][0]
        self.foreign.append(digest(KEY, "invoice", invoice["issuer"], invoice["number"]))
        return made

    def card_in_two_cities(self) -> dict:
        made = self.claim("card_in_two_cities")
        self.foreign.append(digest(KEY, "device", VENDOR.lower(), self.random.choice(made["serials"]).upper()))
        return made

    def invoice_claimed_here(self) -> dict:
        made = self.claim("invoice_claimed_here")
        made["content"]["invoices"][0]["number"] = " " + self.random.choice(self.history)["content"]["invoices"][0]["number"]
        return made

    def card_claimed_here(self) -> dict:
        made = self.claim("card_claimed_here", 5)
        old = self.random.choice([each for each in self.history if each["signed"] <= made["signed"] + 25])
        serial = self.random.choice(old["serials"])
        made["content"]["deliveries"][0]["servers"][0]["serials"][0] = serial.lower()
        return made

    def serial_twice(self) -> dict:
        made = self.claim("serial_twice")
        serials = made["content"]["deliveries"][0]["servers"][0]["serials"]
        serials[3] = serials[2].replace("-", " - ").lower()
        return made

    def new_nameplate(self) -> dict:
        made = self.claim("new_nameplate")
        self.see(made, "east", made["signed"] + 40)
        return made

    def price_raised(self) -> dict:
        return self.claim("price_raised", 5, PRICE * self.random.randrange(150, 220) // 100)

    def never_delivered(self) -> dict:
        made = self.claim("never_delivered")
        made["content"]["deliveries"] = []
        made["content"]["acceptance"] = None
        made["content"]["listing"] = []
        self.unsee(made)
        return made

    def affiliated_supplier(self) -> dict:
        made = self.claim("affiliated_supplier")
        made["content"]["contract"]["supplier"] = "shell"
        return made

    def too_many_cards(self) -> dict:
        return self.claim("too_many_cards", cards=24)

    def never_runs(self) -> dict:
        made = self.claim("never_runs")
        self.unsee(made)
        self.see(made, "east", busy=0)
        return made

    def never_paid(self) -> dict:
        made = self.claim("never_paid")
        made["content"]["payments"] = []
        return made

    def runs_elsewhere(self) -> dict:
        made = self.claim("runs_elsewhere")
        self.see(made, "west", made["signed"] - 40)
        return made

    def delivered_before_signing(self) -> dict:
        made = self.claim("delivered_before_signing")
        made["content"]["deliveries"][0]["date"] = self.day(made["signed"] + 10)
        return made

    def foreign_declared_domestic(self) -> dict:
        """Its papers name a chip that failed the test."""
        made = self.claim("foreign_declared_domestic")
        made["content"]["invoices"][0]["lines"][0]["chip"] = FOREIGN_CHIP
        made["content"]["deliveries"][0]["servers"][0]["chip"] = FOREIGN_CHIP
        self.unsee(made)
        self.see(made, "east", chip=FOREIGN_CHIP)
        return made

    def foreign_under_another_name(self) -> dict:
        """Its papers name a domestic chip; the site's meter says which it is."""
        made = self.claim("foreign_under_another_name")
        self.unsee(made)
        self.see(made, "east", chip=FOREIGN_CHIP)
        return made


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--each", type=int, default=3, help="claims of each kind")
    parser.add_argument("--today", type=datetime.date.fromisoformat, default=datetime.date.today())
    options = parser.parse_args()
    made = Population(options.seed, options.each, options.today)
    print(json.dumps({"history": made.history, "neighbours": made.neighbours, "claims": made.claims, "meter": made.meter, "foreign": sorted(made.foreign)}, indent=1))


if __name__ == "__main__":
    main()
