"""What organisations apply for and what becomes of it: some three hundred applications under six real programmes and one made up.

An application is planned here with its facts and its fate; the rules decide it, and play.py takes it as far as its fate
says. One that is to be refused states a fact that breaks a rule.
"""

import math
import zlib
from typing import NamedTuple

from .names import Organisation, organisations
from .network import SITES
from .shapes import Random

# The story of tools/demo publishes henan-2023 and opens its call "first".
PUBLISHED = ["programmes/wuhan-2025", "programmes/chengdu-2025", "programmes/hangzhou-2025",
             "programmes/beijing-etown-servers-2024", "programmes/uk-airr-open", "examples/programmes/example-cards-2026"]

# budget line, programme, funder, unit, appropriation
BUDGET = [
    ("service-fund", "wuhan-2025", "市级专项资金 City special fund", "money", "9500000"),
    ("voucher-city", "chengdu-2025", "市级财政 City budget", "money", "4200000"),
    ("voucher-district", "chengdu-2025", "高新区财政 High-tech district", "money", "2800000"),
    ("city-2025", "hangzhou-2025", "市级财政 City budget", "money", "4800000"),
    ("servers-zone", "beijing-etown-servers-2024", "开发区财政 Development zone", "money", "45000000"),
    ("cards-city", "example-cards-2026", "市级财政 City budget", "money", "30000000"),
    ("pool-1", "uk-airr-open", "港湾、三角洲 Harbour and Delta", "device_time", str(1_500_000 * 3600)),
    ("pool-2", "uk-airr-open", "西岭 Xiling", "device_time", str(1_200_000 * 3600)),
]


class CallPlan(NamedTuple):
    key: str
    programme: str
    prefix: str  # of the keys of its applications
    opens: str
    lines: tuple[tuple[str, str], ...]
    open_days: int = 0  # from today until it closes; 0: until it is closed
    seed: str = ""  # of the draw of a round; published when it has been shared out


ROUND_1 = CallPlan("open-1", "uk-airr-open", "R1", "2026-01-05", (("pool-1", "100%"),), seed="5eed0001" * 8)
ROUND_2 = CallPlan("open-2", "uk-airr-open", "R2", "2026-03-02", (("pool-2", "100%"),), 12, "5eed0002" * 8)
FIRST = CallPlan("first", "henan-2023", "H", "", ())
SERVICE = CallPlan("service-2025", "wuhan-2025", "W", "2025-08-01", (("service-fund", "100%"),), 60)
VOUCHER = CallPlan("voucher-2025", "chengdu-2025", "C", "2025-07-01",
                   (("voucher-city", "60%"), ("voucher-district", "40%")))
CITY = CallPlan("city-2025", "hangzhou-2025", "Z", "2025-07-01", (("city-2025", "100%"),), 24)
SERVERS = CallPlan("servers-2025", "beijing-etown-servers-2024", "S", "2025-07-01", (("servers-zone", "100%"),))
CARDS = CallPlan("cards-2025", "example-cards-2026", "K", "2025-07-01", (("cards-city", "100%"),))
CALLS = [SERVICE, VOUCHER, CITY, SERVERS, CARDS, ROUND_1, ROUND_2]
# In the order of the fates of their applications; those of whose chips nothing is known are refused.
CARD_BUYERS = ("delta-op", "yushan-op", "canglang-op", "qinghe-op", "lake-op", "xiling-op", "nanhu-op", "dongwan-op")
PURCHASES = (SERVERS, CARDS)  # what is bought is presented as claims

# Fates: how far an application is taken (Casework.become_FATE). Those of DECIDED come before the half year's usage, so that
# their vouchers pay for it; those of PENDING after it.
DECIDED = ["issued", "awarded", "refused", "dismissed", "upheld", "withdrawn", "revoked", "reduced"]
PENDING = ["draft", "submitted", "returned", "complete", "assessed", "proposed", "appealed"]
GRANTS = {"hangzhou-2025", "beijing-etown-servers-2024", "example-cards-2026"}  # of what they give no voucher is issued
BREAKING = {"refused", "dismissed", "appealed"}

# Call, and how many of each fate.
PLAN = [
    (FIRST, {"issued": 22, "awarded": 4, "refused": 9, "withdrawn": 3, "draft": 4, "submitted": 5, "returned": 3,
             "complete": 2, "assessed": 3, "proposed": 4}),  # it takes no appeals
    (SERVICE, {"issued": 48, "awarded": 2, "refused": 11, "dismissed": 1, "upheld": 1, "withdrawn": 4, "revoked": 1,
               "reduced": 1, "draft": 5, "submitted": 6, "returned": 4, "complete": 3, "assessed": 4, "proposed": 5,
               "appealed": 2}),
    (VOUCHER, {"issued": 26, "awarded": 2, "refused": 6, "withdrawn": 2, "reduced": 1, "draft": 3, "submitted": 4,
               "returned": 2, "complete": 2, "assessed": 3, "proposed": 3, "appealed": 1}),
    (CITY, {"issued": 30, "awarded": 3, "refused": 9, "dismissed": 1, "upheld": 1, "withdrawn": 3, "draft": 4,
            "submitted": 5, "returned": 3, "complete": 2, "assessed": 3, "proposed": 4, "appealed": 1}),
    (SERVERS, {"awarded": 4, "refused": 1, "submitted": 1, "returned": 1, "assessed": 1, "proposed": 1}),
    (CARDS, {"awarded": 3, "refused": 1, "withdrawn": 1, "assessed": 1, "returned": 1, "draft": 1}),
]
ROUND_1_SIZE, ROUND_2_SIZE = 26, 14


class Case(NamedTuple):
    key: str
    call: CallPlan
    organisation: Organisation
    facts: dict
    fate: str
    contract: str
    kind: str        # the fact that its document proves
    document: str
    share: str       # of a bill that its voucher pays; "" is what the rules say
    valid_until: str


# Those of city.yaml, as they are named there.
OLD_USERS = [
    Organisation("lanzhi", "蓝智科技", "Lanzhi AI", False),
    Organisation("deepsea", "深海模型", "Deepsea Models", False),
    Organisation("fenghuo", "烽火视觉", "Fenghuo Vision", False),
    Organisation("qingyun", "青云对话", "Qingyun Dialogue", False),
    Organisation("medimg", "云港医影", "Yungang Imaging", False),
    Organisation("yunbio", "云生物", "Yun Biotech", False),
    Organisation("ucas-lab", "云港大学", "Yungang University", True),
]


def money(random: Random, low: int, high: int, step: int = 100) -> str:
    """Small sums are the many: uniform in the number of doublings from low to high."""
    doublings = random.below(1000 * max(1, math.floor(math.log2(high / low))))
    sum_ = low * 2**(doublings // 1000) * (1000 + doublings % 1000) // 1000
    return f"{min(high, sum_) // step * step}.00 CNY"


def yes_no(value: bool) -> str:
    return "yes" if value else "no"


def henan(random: Random, who: Organisation, breaks: bool):
    centre = random.choice(["ai_centre", "ai_centre", "data_centre", "zhengzhou_supercomputer"])
    facts = {"applicant_class": "university" if who.institute else "company", "centre": centre,
             "usage_fees": money(random, 90_000, 3_200_000)}
    if breaks:
        facts["centre"] = random.choice(["ai_centre", "ai_centre", "data_centre", "other"])
    if facts["centre"] == "ai_centre":
        facts["centre_pflops"] = random.between(30, 95) if breaks else random.between(110, 900)
    if facts["centre"] == "data_centre":
        facts["centre_racks"] = random.between(300, 950) if breaks else random.between(1_000, 6_000)
    return facts, "usage_fees"


def wuhan(random: Random, who: Organisation, breaks: bool):
    facts = {"applicant_class": "public_institution" if who.institute else "company", "legal_person": "yes",
             "no_major_accident": "yes", "not_listed_for_dishonesty": "yes", "buys_compute_service": "yes",
             "bill_amount": money(random, 60_000, 1_300_000)}
    if breaks:
        broken = ["legal_person", "no_major_accident", "not_listed_for_dishonesty", "buys_compute_service"]
        facts[random.choice(broken)] = "no"
    return facts, "bill_amount"


def chengdu(random: Random, _: Organisation, breaks: bool):
    facts = {"buys_compute": "yes", "through_service_organisation": yes_no(not breaks),
             "purchase_amount": money(random, 50_000, 700_000)}
    return facts, "purchase_amount"


def hangzhou(random: Random, who: Organisation, breaks: bool):
    small = random.chance(450) and not who.institute
    facts = {"applicant_class": "university" if who.institute else "small_company" if small else "company",
             "base_model_company": yes_no(not who.institute and random.chance(80)),
             "way": "match" if who.institute else random.choice(["city_only", "city_only", "match", "separate_claim"]),
             "service": random.choice(["compute", "compute", "compute", "model"]),
             "provider": random.choice(["in_city_plan", "matching_partner"]),
             "facility": random.choice(["domestic", "domestic", "domestic", "other"]),
             "incurred": money(random, 50_000, 400_000) if small else money(random, 120_000, 1_600_000)}
    if facts["applicant_class"] == "small_company":
        facts["contracts_this_year"] = money(random, 250_000, 480_000) if random.chance(700) else "900000.00 CNY"
    if breaks:
        facts[random.choice(["provider", "service"])] = "other"
    return facts, "incurred"


def servers(random: Random, _: Organisation, breaks: bool):
    millions = random.between(12, 95)
    facts = {"is_cloud_company": "yes", "domestic_maker": "yes", "contract_amount": f"{millions * 1_150_000}.00 CNY",
             "spent_on_domestic_servers": f"{millions * 1_000_000}.00 CNY", "serves_outside_users": yes_no(not breaks)}
    return facts, "spent_on_domestic_servers"


def cards(_: Random, __: Organisation, ___: bool):
    return {}, ""  # nothing is asked: the claims say it


def airr(random: Random, _: Organisation, breaks: bool):
    hours = random.choice([50, 60, 60, 80, 80, 100, 120, 150, 200, 250]) * 1000
    facts = {"months_asked": random.choice([6, 6, 9, 12, 12]), "late_reviews": 0, "for_research_before_market": "yes",
             "gpu_hours_asked": f"{hours} h", "assistance_in_three_years": f"{random.below(12) * 10_000} GBP",
             "value_of_these_hours": f"{hours * 6 // 5} GBP"}
    if breaks:
        facts |= random.choice([{"months_asked": 3}, {"late_reviews": 2}, {"for_research_before_market": "no"}])
    return facts, "gpu_hours_asked"


FACTS = {"henan-2023": henan, "wuhan-2025": wuhan, "chengdu-2025": chengdu, "hangzhou-2025": hangzhou,
         "beijing-etown-servers-2024": servers, "example-cards-2026": cards, "uk-airr-open": airr}
SHARES = {"henan-2023": "20%", "hangzhou-2025": "30%"}


def document_of(case_key: str, who: Organisation, kind: str, facts: dict, contract: str) -> str:
    return (f"{who.chinese}\n{who.english}\n\n申请编号 Application: {case_key}\n合同编号 Contract: {contract}\n"
            f"证明事项 What this proves: {kind or 'purchase'}\n金额或数量 Amount: {facts.get(kind, '-')}\n\n"
            "本文件为示例城市的虚构材料。\nThis document was made up for the example city.\n")


def case_of(random: Random, call: CallPlan, number: int, who: Organisation, fate: str) -> Case:
    breaks = fate in BREAKING or (fate in ("assessed", "proposed") and random.chance(180))
    facts, kind = FACTS[call.programme](random, who, breaks)
    key = f"{call.prefix}-{number:03d}"
    first_to_burn = call is VOUCHER and who is OLD_USERS[0]  # else a large voucher of June would hide it
    contract = f"HT-2025-{call.prefix}{number:04d}"
    return Case(key, call, who, facts, fate, contract, kind, document_of(key, who, kind, facts, contract),
                SHARES.get(call.programme, ""),
                "2027-10-01" if first_to_burn else random.choice(["2028-04-01", "2028-07-01", "2028-10-01"]))


def applicants(call: CallPlan) -> list[Organisation]:
    if call in PURCHASES:
        named = [Organisation(site.operator, *site.operator_name.split(" ", 1), False) for site in SITES if site.name]
        return named if call is SERVERS else sorted(named, key=lambda each: CARD_BUYERS.index(each.key))
    return OLD_USERS + organisations()


def planned() -> list[Case]:
    """The applications of all calls that decide each on its own."""
    cases = []
    for number, (call, fates) in enumerate(PLAN):
        random = Random(40 + number)
        who = applicants(call) if call is CARDS else random.shuffled(applicants(call))
        order = [fate for fate, times in fates.items() for _ in range(times)]
        if call in (FIRST, SERVICE, VOUCHER, CITY):  # the company of the sign-in "sun" has something in every state
            who.remove(OLD_USERS[0])
            place = order.index({FIRST: "returned", SERVICE: "issued", VOUCHER: "issued", CITY: "draft"}[call])
            who.insert(place, OLD_USERS[0])
        for i, fate in enumerate(order):
            cases.append(case_of(random, call, i + 1, who[i % len(who)], fate))
    return cases


def round_cases(call: CallPlan, size: int) -> list[Case]:
    """The applications of a round: institutes first, they are whom it is for. One in nine breaks a rule."""
    random = Random(60 + len(call.lines) + size)
    everyone = random.shuffled(applicants(call))
    who = sorted(everyone, key=lambda each: not each.institute)
    return [case_of(random, call, i + 1, who[i], "refused" if i % 9 == 4 else "round") for i in range(size)]


def mark(random: Random, case: Case) -> int:
    """What an assessor thinks of it: assessors agree roughly, so the middle is the application's own."""
    return max(20, min(98, 56 + zlib.crc32(case.key.encode()) % 40 + random.between(-6, 6)))
