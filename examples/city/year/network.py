"""The sites of the half year: who runs them, their chips and prices, and whose account at which site is whose.

Chips, their makers and years are from public pages; the prices are made up, as all money of the example is.
"""

from typing import NamedTuple

from .names import Organisation, credit_code, organisations
from .shapes import CLIENTS, Random

MONTHS = ["2025-07", "2025-08", "2025-09", "2025-10", "2025-11", "2025-12"]

# key, name, vendor, what sites call it. Years of the parts: 910B 2023, 910C 2025, BR106 2023, S4000 2023, S5000 2024,
# C500 2024, K100 AI (n/f), MLU370-X8 2022, P800 2024, BI-150 2024, A800 2022, RTX 4090 2022.
CHIPS = [
    ("ascend-910c", "Ascend 910C", "Huawei", ["ascend910c"]),
    ("biren-br106", "BR106", "Biren", ["BR106"]),
    ("mtt-s4000", "MTT S4000", "Moore Threads", ["S4000"]),
    ("hygon-k100-ai", "K100 AI", "Hygon", ["K100_AI"]),
    ("mlu370-x8", "MLU370-X8", "Cambricon", ["MLU370-X8"]),
    ("kunlunxin-p800", "P800", "Kunlunxin", ["P800"]),
    ("bi-150", "BI-150", "Iluvatar CoreX", ["BI-V150"]),
    ("a800", "A800 80G", "NVIDIA", ["A800"]),
    ("rtx-4090", "RTX 4090", "NVIDIA", ["4090"]),
]


# Whether they pass the test of origin, from when on: assumptions of the example, no findings about the real chips. Of
# those that are not here nothing is recorded: they are unknown.
ORIGINS = [
    ("ascend-910c", "origin_of_goods", True, "2025-01-01"),
    ("biren-br106", "origin_of_goods", True, "2025-01-01"),
    ("mtt-s4000", "origin_of_goods", False, "2025-01-01"),
    ("mtt-s4000", "origin_of_goods", True, "2025-10-01"),  # from then on
    ("mlu370-x8", "origin_of_goods", True, "2025-01-01"),
    ("kunlunxin-p800", "origin_of_goods", True, "2025-01-01"),
    ("a800", "origin_of_goods", False, "2025-01-01"),
    ("rtx-4090", "origin_of_goods", False, "2025-01-01"),
    ("ascend-910b", "procurement_list", True, "2025-11-01"),
    ("mlu370-x8", "procurement_list", True, "2025-11-01"),
    ("h20", "procurement_list", False, "2025-01-01"),
]


class Site(NamedTuple):
    key: str
    name: str
    operator: str
    operator_name: str
    chips: tuple[tuple[str, str], ...]  # what the site calls it, its key
    opens: int                          # place in MONTHS of its first month
    jobs: int                           # of its first month, before growth
    growth: int                         # per cent a month
    inference: int                      # per mille of its jobs
    accounts: int                       # how many of the half year's organisations have one


BANDS = ["mon-fri 08:00-22:00 {0} CNY/h", "otherwise {1} CNY/h"]
NIGHT = ["22:00-06:00 {1} CNY/h", "otherwise {0} CNY/h"]


def bands(day: str, rest: str, form=None) -> list[str]:
    return [each.format(day, rest) for each in (form or BANDS)]


# The first four are those of city.yaml; their rate cards stand there.
SITES = [
    Site("harbour", "", "harbour-op", "", (("ascend910b", "ascend-910b"),), 0, 300, 104, 100, 24),
    Site("north", "", "north-op", "", (("C500", "metax-c500"),), 0, 210, 103, 60, 16),
    Site("river", "", "river-op", "", (("H20", "h20"),), 0, 330, 93, 620, 26),
    Site("campus", "", "edu-op", "", (("cpu-core", "cpu-core"),), 0, 90, 100, 0, 8),
    Site("delta", "三角洲智算中心 Delta AI Centre", "delta-op", "三角洲智算 Delta Compute",
         (("ascend910c", "ascend-910c"),), 0, 190, 118, 90, 22),
    Site("lake", "镜湖算力中心 Mirror Lake Compute", "lake-op", "镜湖算力 Mirror Lake",
         (("BR106", "biren-br106"),), 0, 120, 108, 120, 12),
    Site("canglang", "沧浪智算中心 Canglang AI Centre", "canglang-op", "沧浪云 Canglang Cloud",
         (("S4000", "mtt-s4000"),), 1, 130, 110, 380, 14),
    Site("qinghe", "清河数据中心 Qinghe Data Centre", "qinghe-op", "清河数据 Qinghe Data",
         (("K100_AI", "hygon-k100-ai"),), 0, 140, 106, 150, 14),
    Site("yushan", "玉山智算中心 Yushan AI Centre", "yushan-op", "玉山科技 Yushan Technology",
         (("MLU370-X8", "mlu370-x8"),), 0, 110, 102, 450, 12),
    Site("xiling", "西岭智算中心 Xiling AI Centre", "xiling-op", "西岭云 Xiling Cloud",
         (("P800", "kunlunxin-p800"),), 2, 170, 116, 260, 18),
    Site("nanhu", "南湖算力中心 Nanhu Compute", "nanhu-op", "南湖算力 Nanhu Compute",
         (("BI-V150", "bi-150"),), 3, 120, 112, 200, 12),
    Site("dongwan", "东湾云中心 East Bay Cloud", "dongwan-op", "东湾云 East Bay Cloud",
         (("A800", "a800"), ("4090", "rtx-4090")), 0, 250, 92, 400, 18),
]

# Where they are: points of a city that is not there, off the coast of Zhejiang.
PLACES = {"harbour": ("29.864200", "122.431800"), "north": ("30.021500", "122.318700"), "river": ("29.951300", "122.287400"),
          "campus": ("29.938800", "122.352600"), "delta": ("29.802600", "122.266900"), "lake": ("29.987100", "122.214300"),
          "canglang": ("29.915400", "122.301200"), "qinghe": ("30.064900", "122.246500"), "yushan": ("29.883700", "122.191800"),
          "xiling": ("29.956800", "122.127300"), "nanhu": ("29.841900", "122.349500"), "dongwan": ("29.921700", "122.468100")}

# Most are in the city itself, some in its neighbours.
CITIES = {"north": "北岭 Beiling", "qinghe": "北岭 Beiling", "nanhu": "南湖 Nanhu", "delta": "南湖 Nanhu"}
HOME = "云港 Yungang"

# By site: each rate card with its first day, the day after its last, and its tariffs.
RATE_CARDS = {
    "delta": [("delta-2025", "2025-07-01", "2025-10-01", {"ascend-910c": "18.00 CNY/h"}),
              ("delta-2025-q4", "2025-10-01", "2028-01-01", {"ascend-910c": bands("16.80", "12.40")})],
    "lake": [("lake-2025", "2025-07-01", "2028-01-01", {"biren-br106": bands("6.40", "4.10", NIGHT)})],
    "canglang": [("canglang-2025", "2025-08-01", "2025-11-01", {"mtt-s4000": "2.90 CNY/h"}),
                 ("canglang-2025-11", "2025-11-01", "2028-01-01", {"mtt-s4000": "2.60 CNY/h"})],
    "qinghe": [("qinghe-2025", "2025-07-01", "2028-01-01", {"hygon-k100-ai": bands("4.60", "3.30")})],
    "yushan": [("yushan-2025", "2025-07-01", "2028-01-01", {"mlu370-x8": "3.20 CNY/h"})],
    "xiling": [("xiling-2025", "2025-09-01", "2028-01-01", {"kunlunxin-p800": bands("6.90", "4.80", NIGHT)})],
    "nanhu": [("nanhu-2025", "2025-10-01", "2028-01-01", {"bi-150": "4.30 CNY/h"})],
    # The prices for the RTX 4090 ended with November: December's use of them has none until the site publishes new ones.
    "dongwan": [("dongwan-2025", "2025-07-01", "2025-12-01", {"a800": bands("7.60", "6.20"), "rtx-4090": "1.90 CNY/h"}),
                ("dongwan-2025-12", "2025-12-01", "2028-01-01", {"a800": bands("7.20", "5.80")})],
}


class Account(NamedTuple):
    site: str
    account: str
    organisation: str
    use: str
    weight: int  # its part of the site's jobs


# Accounts that city.yaml maps already: their organisations go on as they did in June.
KNOWN = [
    ("harbour", "lanzhi", "lanzhi", "training"), ("harbour", "deepsea", "deepsea", "training"),
    ("harbour", "ucas-lab", "ucas-lab", "training"), ("harbour", "fenghuo", "fenghuo", "training"),
    ("harbour", "yunbio", "yunbio", "training"), ("north", "proj-101", "deepsea", "training"),
    ("north", "proj-102", "fenghuo", "training"), ("north", "proj-103", "medimg", "training"),
    ("north", "proj-104", "robot-x", "training"), ("river", "lanzhi-chat", "lanzhi", "inference"),
    ("river", "qingyun", "qingyun", "inference"), ("river", "medimg", "medimg", "inference"),
    ("river", "fenghuo-ai", "fenghuo", "inference"),
]
# Accounts for tokens of the model that Harbour serves.
TOKEN_ACCOUNTS = ["lanzhi-api", "qingyun-api"]
# What old users take up at new sites.
MORE = [("delta", "lanzhi", "training"), ("delta", "deepsea", "training"), ("xiling", "lanzhi", "inference"),
        ("canglang", "qingyun", "inference"), ("qinghe", "robot-x", "training"), ("delta", "robot-x", "training")]


def client_weight(place: int) -> int:
    """The largest clients as ServeGen has them, then ever smaller ones."""
    return CLIENTS[place] if place < len(CLIENTS) else max(1, 130 // place)


def accounts() -> list[Account]:
    random = Random(11)
    users = organisations()
    sites_of = {each.key: 0 for each in users}
    made = []
    for site in SITES:
        mine = [(account, organisation, use) for key, account, organisation, use in KNOWN if key == site.key]
        mine += [(organisation, organisation, use) for key, organisation, use in MORE if key == site.key]
        taken = {organisation for _, organisation, _ in mine}
        fitting = [each for each in users if each.key not in taken and (each.institute or site.key != "campus")]
        fewest_first = sorted(random.shuffled(fitting), key=lambda each: sites_of[each.key])
        for each in fewest_first[:max(0, site.accounts - len(mine))]:
            sites_of[each.key] += 1
            use = "inference" if random.chance(site.inference) else "training"
            mine.append((f"acct-{each.key}" if site.key == "campus" else each.key, each.key, use))
        order = random.shuffled(list(range(len(mine))))
        # The company of the sign-in "sun" is the largest of two sites, so that its pages have something to show.
        order.sort(key=lambda i: site.key not in ("harbour", "delta") or mine[i][1:] != ("lanzhi", "training"))
        made += [Account(site.key, *mine[i], client_weight(place)) for place, i in enumerate(order)]
    return made


def quoted(text: str) -> str:
    return '"' + text.replace('"', '\\"') + '"'


def line(**fields) -> str:
    return "  - {" + ", ".join(f"{key}: {value}" for key, value in fields.items()) + "}"


def rate_card(site: Site, key: str, start: str, until: str, prices: dict) -> list[str]:
    lines = [f"  - key: {key}", f"    site: {site.key}", f"    from: {start}", f"    until: {until}", "    prices:"]
    for chip, tariff in prices.items():
        if isinstance(tariff, str):
            lines.append(f"      {chip}: {tariff}")
        else:
            lines += [f"      {chip}:", *(f"        - {band}" for band in tariff)]
    return lines


def vouchers(users: list[Organisation]) -> list[str]:
    """Vouchers given before Scrip kept applications, as the first of city.yaml were."""
    random = Random(12)
    lines = []
    for i, each in enumerate(random.shuffled(users)[:34]):
        face = random.weighted([(30, 3), (60, 4), (100, 5), (160, 3), (240, 1)])
        province = random.chance(300)
        lines.append(line(key=f"T-{11 + i:02d}", budget_line="province-training" if province else "city-training",
                          organisation=each.key, face=f"{face * 1000} CNY", share="40%" if province else "50%",
                          uses="[training]", valid_from="2025-07-01",
                          valid_until=random.choice(["2028-01-01", "2028-07-01", "2028-10-01"]), grace_days=3650))
    for i, each in enumerate(random.shuffled(users)[:14]):
        lines.append(line(key=f"I-{5 + i:02d}", budget_line="city-inference", organisation=each.key,
                          face=f"{random.choice([20, 30, 50, 80]) * 1000} CNY", share="50%", uses="[inference]",
                          valid_from="2025-07-01", valid_until="2028-07-01", grace_days=3650))
    return lines


def set_up() -> str:
    """What `scrip apply` adds to the city of city.yaml."""
    users = organisations()
    new = [site for site in SITES if site.name]
    known = {(key, account) for key, account, _, _ in KNOWN}
    text = ["organisations:  # operators, then users; all made up"]
    named = [(site.operator, site.operator_name, False) for site in new]
    named += [(each.key, each.name, each.institute) for each in users]
    for number, (key, name, institute) in enumerate(named):
        text.append(line(key=key, name=name, identifier=quoted("uscc:" + credit_code(101 + 37 * number, institute))))
    text.append("resources:")
    text += [line(key=key, name=name, vendor=vendor, aliases=f"[{', '.join(quoted(each) for each in aliases)}]")
             for key, name, vendor, aliases in CHIPS]
    text.append("sites:")
    text += [line(key=site.key, name=site.name, operator=site.operator) for site in new]
    text.append("payers:")
    text += [line(site=each.site, account=each.account, organisation=each.organisation, use=each.use)
             for each in accounts() if (each.site, each.account) not in known]
    text.append("rate_cards:")
    for site in new:
        for key, start, until, prices in RATE_CARDS[site.key]:
            text += rate_card(site, key, start, until, prices)
    text += ["vouchers:", *vouchers(users)]
    text.append("origins:")
    text += [line(chip=chip, test=test, passes="yes" if passes else "no", **{"from": start},
                  source=quoted(f"example: assumed to {'pass' if passes else 'fail'}"))
             for chip, test, passes, start in ORIGINS]
    return "\n".join(text) + "\n"


def capacity() -> list[dict]:
    """What each site whose operator signs in lists for programmes, from its first month on: so many devices that its jobs fit."""
    return [{"capacity": f"{site.key}-{chip}", "site": site.key, "resource": chip, "devices": site.jobs * (4 if site.name else 1), "use": "programmes",
             "from": f"{MONTHS[site.opens]}-01", "until": "2199-01-01"}
            for site in SITES if site.name or site.key == "harbour" for _, chip in site.chips]


def jobs_in(site: Site, month: int) -> int:
    """How many jobs a site has in a month; October has its week of holidays."""
    if month < site.opens:
        return 0
    jobs = site.jobs * site.growth**(month - site.opens) * 5 // (4 * 100**(month - site.opens))
    return jobs * 88 // 100 if month == 3 else jobs


