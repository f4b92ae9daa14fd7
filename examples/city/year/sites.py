"""What sites and companies do on the network besides running jobs: accreditations, proposed prices, quotes and reservations."""

import datetime

from .client import Client

PROGRAMME = "wuhan-2025"
FROM, UNTIL = "2025-07-01", "2028-07-01"
# Site, and how far its accreditation has come.
ACCREDITATIONS = [("harbour", "accredited"), ("delta", "accredited"), ("xiling", "proposed"), ("nanhu", "applied"), ("lake", "applied"),
                  ("river", "refused"), ("dongwan", "suspended")]
# What sites would like to take: who proposes, the card, the chip, the price, what the officer says to it.
PRICES = [("dongwan", "dongwan-4090-2026", "rtx-4090", "1.80 CNY/h", None),
          ("harbour", "harbour-2028", "ascend-910b", "mon-fri 08:00-22:00 7.60; otherwise 4.80", "approve"),
          ("nanhu", "nanhu-2028", "bi-150", "4.90 CNY/h", "reject")]

# What the city's first sites list for programmes: site, chip, devices.
LISTED = [("north", "metax-c500", 96), ("river", "h20", 64)]
# Devices in a server, servers in an island (0: nobody says), by what such servers usually are.
TOPOLOGIES = [("harbour", "ascend-910b", 8, 16), ("north", "metax-c500", 8, 12), ("river", "h20", 8, 8),
              ("delta", "ascend-910c", 8, 48), ("canglang", "mtt-s4000", 8, 0), ("dongwan", "a800", 8, 64),
              ("dongwan", "rtx-4090", 8, 0), ("yushan", "mlu370-x8", 4, 0)]
CHINA = datetime.timezone(datetime.timedelta(hours=8))


class Sites:
    def __init__(self, client: Client, operators: dict[str, str]):
        self.client, self.operators = client, operators

    def play(self) -> None:
        for site, status in ACCREDITATIONS:
            self.accredit(site, status)
        for site, card, chip, price, answer in PRICES:
            self.propose(site, card, chip, price, answer)
        self.reserve()

    def accredit(self, site: str, status: str) -> None:
        path = f"/accreditations/{site}-2025"
        self.client.post(self.operators[site], "/accreditations", {
            "accreditation": f"{site}-2025", "site": site, "programme": PROGRAMME,
            "facts": {"licence": "made up", "tier": "III", "answers_tickets_within_h": 4}})
        if status == "applied":
            return
        outcome = "refuse" if status == "refused" else "accredit"
        decision = {"outcome": outcome, "reason": "The site was visited. 已现场核查。"}
        if outcome == "accredit":
            decision |= {"valid_from": FROM, "valid_until": UNTIL}
        self.client.post("wang", f"{path}/propose", decision)
        if status == "proposed":
            return
        self.client.post("zhou", f"{path}/approve", {"outcome": outcome})
        if status == "suspended":
            self.client.post("zhou", f"{path}/suspend", {"reason": "Prices are to be published first. 须先公布价格。"})

    def propose(self, site: str, card: str, chip: str, price: str, answer: str | None) -> None:
        first, last = ("2028-01-01", "2029-01-01") if card.endswith("2028") else ("2026-01-01", "2027-01-01")
        self.client.post(self.operators[site], "/rate-cards", {
            "rate_card": card, "site": site, "from": first, "until": last, "prices": [{"resource": chip, "price": price}]})
        if answer:
            self.client.post("wang", f"/rate-cards/{card}/{answer}", {"reason": "Above the median. 高于中位价。"} if answer == "reject" else {})

    def reserve(self) -> None:
        """Lanzhi asks for a training and takes the first offer; asks for another, which it has not taken yet; and has jobs running."""
        self.promise()
        for quote, wanted in (("lanzhi-7b", {"kind": "train", "parameters": "7B", "tokens": "20B", "rank": "domestic_first"}),
                              ("lanzhi-tune", {"kind": "devices", "devices": 8, "hours": "36", "sites": ["harbour"], "rank": "soonest"}),
                              ("lanzhi-eval", {"kind": "devices", "devices": 4, "hours": "24", "sites": ["dongwan"], "rank": "soonest"}),
                              ("lanzhi-week", {"kind": "devices", "devices": 16, "hours": "7d", "rank": "cheapest"})):
            self.client.post("sun", "/quotes", {"quote": quote, "organisation": "lanzhi", "use": "training", **wanted})
        for reservation in ("lanzhi-7b", "lanzhi-tune", "lanzhi-eval"):
            self.client.post("sun", "/reservations", {"reservation": reservation, "quote": reservation})
        self.client.post(self.operators["dongwan"], "/reservations/lanzhi-eval/break", {"reason": "The cooling of one hall failed. 一个机房制冷故障。"})
        self.client.post("chen", "/reservations/lanzhi-tune/use", {"job": "lanzhi-tune-7"})
        self.run()
        self.wait()

    def wait(self) -> None:
        """Most of river's cards are taken for three weeks: who needs more of them than are left stands in line, each by the rule of
        the programme that pays."""
        self.client.post("sun", "/quotes", {"quote": "lanzhi-h20", "organisation": "lanzhi", "use": "training", "kind": "devices", "devices": 56,
                                            "hours": "20d", "sites": ["river"], "rank": "soonest"})
        self.client.post("sun", "/reservations", {"reservation": "lanzhi-h20", "quote": "lanzhi-h20"})
        for person, organisation, programme, devices in (("sun", "lanzhi", "training", 32), ("li", "robot-x", "henan-2023", 16)):
            self.client.post(person, "/waiting-line", {"wait": f"{organisation}-h20-next", "organisation": organisation, "programme": programme,
                                                       "use": "training", "kind": "devices", "devices": devices, "hours": "3d",
                                                       "resources": ["h20"]})

    def promise(self) -> None:
        """What the city's other first sites list for programmes from today on; and how chips stand."""
        today = datetime.datetime.now(CHINA).date()
        for site, chip, devices in LISTED:
            self.client.post("wang", "/capacity", {"capacity": f"{site}-{chip}", "site": site, "resource": chip, "devices": devices,
                                                   "use": "programmes", "from": str(today), "until": "2028-01-01"})
        for site, chip, devices, servers in TOPOLOGIES:
            self.client.post("wang", f"/sites/{site}/topology", {"resource": chip, "devices_per_server": devices,
                                                                 "servers_per_island": servers})

    def run(self) -> None:
        """A job that is paid from a hold of its own, of which its site has reported nothing yet: the half year's figures stay its own."""
        now = datetime.datetime.now(CHINA).replace(microsecond=0)
        self.client.post("chen", "/holds", {"hold": "lanzhi-pretrain-31", "organisation": "lanzhi", "site": "harbour", "job": "pretrain-31",
                                            "use": "training", "resource": "ascend-910b", "units": "16", "walltime_s": 2 * 86_400,
                                            "expires_at": (now + datetime.timedelta(days=4)).isoformat()})
