"""Usage of the half year as the sites' agents send it: NDJSON, one batch a site and month, with what goes wrong in it."""

import collections
import datetime
import json

from . import shapes
from .network import MONTHS, SITES, TOKEN_ACCOUNTS, Account, Site, accounts, jobs_in
from .shapes import Random

ZONE = "+08:00"
DAY = 24 * 60
END = datetime.datetime(2026, 1, 1)
LARGE = 220  # per mille of training jobs that are as Philly's, of four devices and more; the others are as ITP's
# A service's devices by part of the day, per cent of its mean: what ServeGen's hours give for each part.
SHIFTS = [(0, 8, 73), (8, 19, 105), (19, 24, 132)]


def first_of(month: int) -> datetime.datetime:
    return datetime.datetime.strptime(MONTHS[month], "%Y-%m")


def days_of(month: int) -> int:
    after = first_of(month + 1) if month + 1 < len(MONTHS) else END
    return (after - first_of(month)).days


def text_of(time: datetime.datetime) -> str:
    return time.isoformat(timespec="seconds") + ZONE


def record(job: str, account: str, resource: str, start: datetime.datetime, end: datetime.datetime, part: int,
           **more) -> dict:
    return {"job": job, "account": account, "resource": resource, "start": text_of(start), "end": text_of(end),
            "part": part, **more}


def training_start(random: Random, month: int) -> datetime.datetime:
    """A day by the week's weights, a minute by chance: the training traces show no clear day and night."""
    days = [(day, shapes.WEEKDAYS[(first_of(month) + datetime.timedelta(day)).weekday()]) for day in range(days_of(month))]
    return first_of(month) + datetime.timedelta(random.weighted(days), 60 * random.below(DAY))


def attempts(random: Random, start: datetime.datetime, minutes: int, devices: int):
    """From when to when the job ran: once, or in some attempts with gaps between."""
    number = random.weighted(shapes.ATTEMPTS) if devices >= 4 and minutes > 60 else 1
    for i in range(number):
        length = max(1, minutes // number + (random.between(-minutes, minutes) // (3 * number) if number > 1 else 0))
        end = start + datetime.timedelta(minutes=length, seconds=random.below(60))
        yield start, end
        start = end + datetime.timedelta(minutes=random.quantile(shapes.GAP_MINUTES))


def cut(start: datetime.datetime, end: datetime.datetime):
    """In parts of at most a day, as an agent reports what still runs."""
    while start < end:
        upto = min(end, start + datetime.timedelta(1))
        yield start, upto
        start = upto


def training(random: Random, job: str, account: str, resource: str, month: int, quantity: dict | None = None):
    large = quantity is None and random.chance(LARGE)
    devices = random.weighted(shapes.LARGE_SIZES if large else shapes.SIZES)
    minutes = random.quantile(shapes.LARGE_MINUTES) if large else shapes.minutes_of(random, devices)
    records = []
    for begin, finish in attempts(random, training_start(random, month), minutes, devices):
        for start, end in cut(begin, finish):
            if end < END:
                records.append(record(job, account, resource, start, end, len(records),
                                      **(quantity or {"devices": devices})))
    if records:
        records[-1]["ended"] = True
    return records


def burst(random: Random, job: str, account: str, resource: str, month: int):
    """A short-lived service on a part of a device."""
    start = first_of(month) + datetime.timedelta(random.below(days_of(month) - 5), 60 * shapes.minute_of_day(random))
    end = start + datetime.timedelta(minutes=random.quantile(shapes.SERVICE_MINUTES), seconds=random.below(60))
    return [record(job, account, resource, start, end, 0, devices=random.weighted(shapes.PARTS) / 1000, use="inference",
                   ended=True)]


def standing(job: str, account: Account, resource: str, month: int):
    """The service that an account keeps running: more devices in the evening than at night."""
    mean = max(500, 20 * account.weight)
    records = []
    for day in range(days_of(month)):
        for begin, until, per_cent in SHIFTS:
            midnight = first_of(month) + datetime.timedelta(day)
            thousandths = mean * per_cent // 100 // 250 * 250 or 250
            records.append(record(job, account.account, resource, midnight + datetime.timedelta(hours=begin),
                                  midnight + datetime.timedelta(hours=until), len(records), devices=thousandths / 1000,
                                  use="inference"))
    if month < len(MONTHS) - 1:  # the last month's go on running
        records[-1]["ended"] = True
    return records


def tokens(random: Random, account: str, month: int):
    """A day's requests to the model that Harbour serves, as one record in and one out."""
    records = []
    for day in range(days_of(month)):
        requests = random.between(2500, 5200) * (100 + 6 * month) // 100
        start = first_of(month) + datetime.timedelta(day)
        for part, (kind, sizes) in enumerate([("input", shapes.TOKENS_IN), ("output", shapes.TOKENS_OUT)]):
            size = sum(random.quantile(sizes) for _ in range(40))
            records.append(record(f"api-{account}-{start:%y%m%d}", account, f"qwen3-32b/{kind}", start,
                                  start + datetime.timedelta(hours=23, minutes=59), part, tokens=requests * size // 40,
                                  use="inference", ended=part == 1))
    return records


def of_site(site: Site, month: int, mine: list[Account]) -> list[dict]:
    random = Random(1000 * (SITES.index(site) + 1) + month)
    records = []
    weights = [(each, each.weight) for each in mine]
    for number in range(jobs_in(site, month)):
        account = random.weighted(weights)
        job = f"{site.key}-{MONTHS[month][2:4]}{MONTHS[month][5:]}-{number:04d}"
        # Where a site has two chips, the second is the smaller part of it.
        resource = site.chips[1][0] if len(site.chips) > 1 and random.chance(150) else site.chips[0][0]
        if site.key == "campus":
            cores = random.choice([32, 64, 64, 128, 256, 512])
            records += training(random, job, account.account, resource, month, {"cores": cores})
        elif account.use == "inference":
            records += burst(random, job, account.account, resource, month)
        else:
            records += training(random, job, account.account, resource, month)
    for account in mine:
        if account.use == "inference" and month >= site.opens and account.account not in TOKEN_ACCOUNTS:
            job = f"{site.key}-serve-{account.account}-{MONTHS[month]}"
            records += standing(job, account, site.chips[0][0], month)
    if site.key == "harbour":
        for each in TOKEN_ACCOUNTS:
            records += tokens(random, each, month)
    return records


# --- what goes wrong ---

def jobs_under(random: Random, site: str, account: str, resource: str, month: int, number: int) -> list[dict]:
    return [each for i in range(number)
            for each in training(random, f"{site}-{account}-{i + 1}", account, resource, month)[:2]]


def changed(records: list[dict], place: int, **fields) -> dict:
    return {**records[place], **fields}


def problems(month: int, sent: dict[str, list[dict]]) -> dict[str, list[dict]]:
    """By site: records that a person has to look at, and some that only seem so. `sent` is the month's usage."""
    random = Random(77 + month)
    if month == 0:  # an account that nobody had mapped: mapped and charged in August
        return {"delta": jobs_under(random, "delta", "guest-lab", "ascend910c", month, 9)}
    if month == 1:  # a chip that is not in the registry yet
        return {"canglang": jobs_under(random, "canglang", "yunfan", "S5000", month, 5)}
    if month == 2:  # the same part again, with another end; and the whole last batch again, which changes nothing
        again = [i for i, each in enumerate(sent["qinghe"]) if each.get("ended")][:3]
        late = [changed(sent["qinghe"], i, end=text_of(datetime.datetime.fromisoformat(
            sent["qinghe"][i]["end"]).replace(tzinfo=None) + datetime.timedelta(minutes=47))) for i in again]
        return {"qinghe": late, "lake": sent["lake"][:40]}
    if month == 3:  # a clock that is a hundred years fast
        made = jobs_under(random, "lake", "clock", "BR106", month, 4)
        account = sent["lake"][0]["account"]
        return {"lake": [{**each, "account": account, "start": each["start"].replace("2025", "2125"),
                          "end": each["end"].replace("2025", "2125")} for each in made]}
    if month == 4:  # September's, sent late; an account of nobody
        late = jobs_under(random, "north", "proj-102", "C500", 2, 12)
        return {"north": late, "harbour": jobs_under(random, "harbour", "summer-school", "ascend910b", 4, 7)}
    # A job that turns from training to inference; a typing error; jobs beyond what was set aside for them.
    huge = jobs_under(random, "xiling", "typing-error", "P800", month, 1)[0]
    account = sent["xiling"][0]["account"]
    return {"xiling": [{**huge, "account": account, "devices": 88_000_000}], "harbour": [turned(), *held(month)]}


def turned() -> dict:
    """A job of November goes on as something else than it began."""
    harbour = SITES[0]
    november = of_site(harbour, 4, [each for each in accounts() if each.site == harbour.key])
    first = next(each for each in november if each["account"] == "deepsea")
    end = datetime.datetime.fromisoformat(first["end"]).replace(tzinfo=None)
    return record(first["job"], "deepsea", "ascend910b", end, end + datetime.timedelta(hours=3), 900, devices=4,
                  use="inference")


# Jobs that were authorised before they ran, for less than they came to: job, organisation, account, devices, hours.
HELD = [("harbour-held-1", "lanzhi", "lanzhi", 16, 60), ("harbour-held-2", "deepsea", "deepsea", 32, 44),
        ("harbour-held-3", "yunbio", "yunbio", 8, 90)]


def held(month: int) -> list[dict]:
    """Jobs that used more than was set aside for them."""
    start = first_of(month) + datetime.timedelta(8, 9 * 3600)
    return [record(job, account, "ascend910b", start, start + datetime.timedelta(hours=hours), 0, devices=devices,
                   ended=True) for job, _, account, devices, hours in HELD]


def most_attempts(text: str) -> list[str]:
    """The jobs of a batch, those with the most records first."""
    records = collections.Counter(json.loads(each)["job"] for each in text.splitlines())
    return [job for job, _ in records.most_common() if "-serve-" not in job]


def half_year():
    """(month, {site: NDJSON}) for each month, in order."""
    everyone = accounts()
    for month in range(len(MONTHS)):
        sent = {site.key: of_site(site, month, [each for each in everyone if each.site == site.key]) for site in SITES}
        for site, records in problems(month, sent).items():
            sent[site] = sent[site] + records
        yield month, {site: "".join(json.dumps(each, separators=(",", ":")) + "\n" for each in records)
                      for site, records in sent.items() if records}
