#!/usr/bin/env python3
"""scrip network simulate against a second reading of the same traces: jobs, device-seconds, waits and use, made again here.

Drawn traces of every format first, as strangers write them (other orders of columns, CRLF, gzip, gaps); then the published ones,
where SCRIP_SHARED (or ../shared beside the project) has them. Run by ./test with SCRIP_BINARY_DIR and SCRIP_SOURCE_DIR; the last
line is "N passed, M failed".
"""

import csv
import datetime
import gzip
import heapq
import io
import json
import math
import os
import pathlib
import random
import subprocess
import sys
from decimal import Decimal

from harness import SCRIP, SOURCE, Skipped, run_tests

SHARED = pathlib.Path(os.environ.get("SCRIP_SHARED", SOURCE.parent / "shared")) / "data"
SERVERS, CARDS = 8, 8
CLUSTERS = [f"cluster{number}" for number in ("01", "02", "04", "05", "07", "09")]  # of examples/networks


# --- the traces, read once more: lists of (submitted, duration, devices) ---

def text_of(path: pathlib.Path) -> str:
    data = path.read_bytes()
    return (gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data).decode("utf-8-sig")


def elasticflow(path: pathlib.Path) -> list:
    rows = [(int(r["submission_time"]), int(r["duration"]), int(r["num_gpu"])) for r in csv.DictReader(io.StringIO(text_of(path)))]
    return sorted((r for r in rows if r[1] and r[2]), key=lambda r: r[0])


def openb(path: pathlib.Path) -> list:
    rows = [(int(r["creation_time"]), int(r["deletion_time"]) - int(r["scheduled_time"]), int(r["num_gpu"]))
            for r in csv.DictReader(io.StringIO(text_of(path)))
            if int(r["num_gpu"]) and r["scheduled_time"] and r["deletion_time"]]
    return sorted((r for r in rows if r[1]), key=lambda r: r[0])


def philly(path: pathlib.Path) -> list:
    at = datetime.datetime.fromisoformat
    rows = []
    for job in json.loads(text_of(path)):
        if not job["num_gpus"] or any(a["end_time"] in (None, "None") for a in job["attempts"]):
            continue
        length = sum((at(a["end_time"]) - at(a["start_time"])).total_seconds() for a in job["attempts"])
        if length:
            rows.append((int(at(job["submitted_time"] + "+00:00").timestamp()), math.ceil(length), job["num_gpus"]))
    first = min(row[0] for row in rows)
    return sorted(((s - first, d, g) for s, d, g in rows), key=lambda r: r[0])


def replicas(requests: list, step: int, read: int, write: int) -> list:
    """(second, tokens in, tokens out) as jobs of one device: those that are running and stopped last started first."""
    steps: dict = {}
    for at, tokens_in, tokens_out in requests:
        a, b = steps.get(at // step, (0, 0))
        steps[at // step] = (a + tokens_in, b + tokens_out)
    jobs, running = [], []
    for number in range(max(steps) + 2):
        tokens_in, tokens_out = steps.get(number, (0, 0))
        needed = -(-(tokens_in * write + tokens_out * read) // (read * write * step))
        while len(running) > needed:
            started = running.pop()
            jobs.append((started, number * step - started, 1))
        running += [number * step] * (needed - len(running))
    return sorted(jobs, key=lambda j: j[0])


def azure(path: pathlib.Path) -> list:
    def ms(text: str) -> int:
        day, clock = text[:19], text[19:].lstrip(".")[:3].ljust(3, "0")
        return int(datetime.datetime.fromisoformat(day + "+00:00").timestamp()) * 1000 + int(clock)
    rows = [(ms(r["TIMESTAMP"]), int(r["ContextTokens"]), int(r["GeneratedTokens"])) for r in csv.DictReader(io.StringIO(text_of(path)))]
    first = min(row[0] for row in rows)
    return replicas([((at - first) // 1000, i, o) for at, i, o in rows], 60, 6000, 1500)


def mooncake(path: pathlib.Path) -> list:
    rows = [json.loads(line) for line in text_of(path).splitlines() if line.strip()]
    first = min(r["timestamp"] for r in rows)
    return replicas([((r["timestamp"] - first) // 1000, r["input_length"], r["output_length"]) for r in rows], 60, 6000, 1500)


def servegen(path: pathlib.Path, tokens_in: int = 100, tokens_out: int = 50) -> list:
    rows = [(0, 0, 0)]
    for row in csv.DictReader(io.StringIO(text_of(path))):
        requests = int(Decimal(row["rate_per_s"]) * 600 + Decimal("0.5"))
        rows.append((int(row["timestamp_s"]), requests * tokens_in, requests * tokens_out))
    first = min(row[0] for row in rows)
    return replicas([(at - first, i, o) for at, i, o in rows], 600, 6000, 1500)


# --- first come, nobody overtakes, on one cluster alone: what docs/network-simulation.md says, in thirty lines ---

def strict(jobs: list, servers: int, cards: int) -> dict:
    free = [cards] * servers
    ends: list = []  # (end, [(server, cards)])
    now, waits, rejected = 0, [], 0
    window = max((job[0] for job in jobs), default=0)
    used = beside = in_window = 0
    for submitted, duration, devices in jobs:
        if devices > servers * cards:
            rejected += 1
            continue
        now = max(now, submitted)
        while True:
            while ends and ends[0][0] <= now:
                for server, given in heapq.heappop(ends)[1]:
                    free[server] += given
            if devices <= cards:  # the fullest server with room, of several the lowest
                fitting = [server for server in range(servers) if free[server] >= devices]
                taken = [(min(fitting, key=lambda s: (free[s], s)), devices)] if fitting else []
            else:  # whole servers, the lowest
                whole = [server for server in range(servers) if free[server] == cards][:-(-devices // cards)]
                taken = [(server, cards) for server in whole] if len(whole) * cards >= devices else []
            if taken:
                break
            now = ends[0][0]
        for server, given in taken:
            free[server] -= given
        heapq.heappush(ends, (now + duration, taken))
        held = sum(given for _, given in taken)
        waits.append(now - submitted)
        used += devices * duration
        beside += (held - devices) * duration
        in_window += held * (min(now + duration, window) - min(now, window))
    waits.sort()
    rank = lambda percent: waits[(len(waits) * percent + 99) // 100 - 1] if waits else 0
    return {"finished": len(waits), "rejected": rejected, "wait_sum_s": sum(waits), "p50_s": rank(50), "p90_s": rank(90),
            "p99_s": rank(99), "longest_s": waits[-1] if waits else 0, "used_device_s": used, "beside_device_s": beside,
            "held_in_window_device_s": in_window, "available_device_s": servers * cards * window, "window_s": window}


def simulate(folder: pathlib.Path, source: str, site: str = "", code: int = 0) -> dict:
    file = folder / "network.yaml"
    site = site or f"{{id: a, chip: x, servers: {SERVERS}, cards: {CARDS}}}"
    file.write_text(f"scrip: network 1\nsites:\n  - {site}\njobs:\n  - {{{source}, home: a}}\nrules: [alone+strict]\n", encoding="utf-8")
    done = subprocess.run([str(SCRIP), "network", "simulate", str(file), "--format", "json"], cwd=SOURCE, capture_output=True,
                          text=True, timeout=300, check=False)
    assert done.returncode == code, f"{source}: exit code {done.returncode}\n{done.stdout}{done.stderr}"
    return json.loads(done.stdout) if code == 0 else {"error": done.stderr + done.stdout}


def compare(folder: pathlib.Path, path: pathlib.Path, form: str, jobs: list, extra: str = "", servers: int = SERVERS) -> None:
    told = simulate(folder, f"from: {form}, file: {path}{extra}", f"{{id: a, chip: x, servers: {servers}, cards: {CARDS}}}")
    mine = strict(jobs, servers, CARDS)
    shown = {**told["outcomes"][0], **told["waits"][0], **told["totals"][0]}
    assert told["jobs"] == len(jobs) == told["sources"][0]["jobs"], (path, told["jobs"], len(jobs))
    assert told["sources"][0]["device_s"] == sum(d * g for _, d, g in jobs), path
    for name, value in mine.items():
        assert shown[name] == value, f"{path}: {name}: told {shown[name]}, made again {value}"


# --- drawn ---

def draw(seed: int, count: int = 400) -> list:
    rng = random.Random(seed)
    return [(rng.randrange(20_000), rng.choice([0, 1, 59, 60, 600, 3601]), rng.choice([0, 1, 1, 2, 4, 8, 12, 64, 65])) for _ in range(count)]


def test_jobs_in_any_order_and_layout(folder: pathlib.Path) -> None:
    for seed, (separator, ending, packed) in enumerate([(",", "\n", False), (";", "\r\n", False), ("\t", "\n", True)]):
        rows = draw(seed)
        lines = [separator.join(("num_gpu", "queue", "duration", "job_id", "submission_time"))]
        lines += [separator.join(map(str, (g, "q", d, "same", s))) for s, d, g in rows]
        data = ("\ufeff" + ending.join(lines) + ending).encode()
        path = folder / f"jobs-{seed}.csv"
        path.write_bytes(gzip.compress(data) if packed else data)
        kept = sorted((r for r in rows if r[1] and r[2]), key=lambda r: r[0])
        compare(folder, path, "elasticflow", kept)


def test_a_table_with_columns_of_its_own(folder: pathlib.Path) -> None:
    rows = [row for row in draw(7) if row[1] and row[2]]
    day = datetime.datetime(2023, 5, 1, tzinfo=datetime.timezone.utc)
    clock = lambda s: (day + datetime.timedelta(seconds=s)).strftime("%Y-%m-%d %H:%M:%S")
    path = folder / "helios.csv"
    path.write_text("job_id,user,gpu_num,state,submit_time,start_time,end_time\n" + "".join(
        f"{n},u{n % 3},{g},COMPLETED,{clock(s)},{clock(s + 5)},{clock(s + 5 + d)}\n" for n, (s, d, g) in enumerate(rows)), encoding="utf-8")
    first = min(row[0] for row in rows)
    jobs = sorted(((s - first, d, g) for s, d, g in rows), key=lambda r: r[0])
    compare(folder, path, "table", jobs, ", columns: {submitted: submit_time, started: start_time, ended: end_time, devices: gpu_num, "
            "organisation: user}")


def test_pods_that_never_ran_or_ended(folder: pathlib.Path) -> None:
    rng = random.Random(5)
    lines = ["name,gpu_milli,num_gpu,scheduled_time,creation_time,deletion_time,pod_phase"]
    for number in range(300):
        at = rng.randrange(50_000)
        gpus = rng.choice([0, 1, 1, 1, 2, 8])
        scheduled = rng.choice([at, at + 5, ""])
        lines.append(f"p{number},{rng.choice([460, 1000])},{gpus},{scheduled},{at},{rng.choice([at + 5, at + 700, ''])},Running")
    path = folder / "pods.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    compare(folder, path, "openb", openb(path))


def test_requests_out_of_order(folder: pathlib.Path) -> None:
    rng = random.Random(6)
    path = folder / "requests.jsonl"
    path.write_text("".join(json.dumps({"timestamp": rng.randrange(9_000_000), "input_length": rng.randrange(100_000),
                                        "output_length": rng.randrange(9_000)}) + "\n" for _ in range(900)), encoding="utf-8")
    compare(folder, path, "mooncake", mooncake(path), ", input_per_second: 6000, output_per_second: 1500")


def test_mistakes_name_the_file_the_line_and_the_column(folder: pathlib.Path) -> None:
    for rows, line, words in [("a,1,2,x", 2, "num_gpu"), ("a,1,2,1\nb,1,,1", 3, "duration"), ("a,1,-2,1", 2, "duration"),
                              ("a,1,2", 2, "4"), ("a,1,2,1\nb,2021-01-01,2,1", 3, "submission_time"), ("a,1,2,9999999", 2, "1000000")]:
        path = folder / "wrong.csv"
        path.write_text("job_id,submission_time,duration,num_gpu\n" + rows + "\n", encoding="utf-8")
        told = simulate(folder, f"from: elasticflow, file: {path}", code=1)["error"]
        assert f"wrong.csv:{line}" in told and words in told, (rows, told)
    done = subprocess.run([str(SCRIP), "network", "simulate", str(folder / "network.yaml"), "--lang", "zh"], cwd=SOURCE,
                          capture_output=True, text=True, timeout=60, check=False)
    assert "不在 0 至 1000000 之间" in done.stdout + done.stderr, done.stdout + done.stderr


# --- published ---

def published(name: str) -> list:
    found = sorted(SHARED.glob(name))
    if not found:
        raise Skipped(f"the published files {name} are not in {SHARED}")
    return found


def test_published_clusters(folder: pathlib.Path) -> None:
    for path in published("elasticflow-*/cluster*.csv.gz"):
        jobs = elasticflow(path)
        compare(folder, path, "elasticflow", jobs, servers=max(8, math.ceil(sum(d * g for _, d, g in jobs) / jobs[-1][0] / 8 / 0.6)))


def test_published_pods_and_philly(folder: pathlib.Path) -> None:
    for path in published("openb-*/*pod_list*.csv.gz"):
        compare(folder, path, "openb", openb(path))
    for path in published("philly-*/*.json.gz"):
        compare(folder, path, "philly", philly(path), servers=60)


def test_published_requests(folder: pathlib.Path) -> None:
    rates = ", input_per_second: 6000, output_per_second: 1500"
    for path in published("azure-*/*.csv.gz"):
        compare(folder, path, "azure-llm", azure(path), rates)
    for path in published("mooncake-*/*.jsonl.gz"):
        compare(folder, path, "mooncake", mooncake(path), rates)
    for path in published("servegen-*/deepseek-r1.trace.csv.gz") + published("servegen-*/mm-image.trace.csv.gz"):
        compare(folder, path, "servegen", servegen(path), rates + ", input_per_request: 100, output_per_request: 50")


def beside_its_traces(folder: pathlib.Path, name: str) -> pathlib.Path:
    """A network file of the examples with the published traces beside it, in folders named as in its head."""
    for each in ("pai", "openb", "lingjun", "elasticflow", "philly", "azure", "mooncake", "servegen"):
        (folder / each).symlink_to(published(f"{each}-*")[0].resolve())
    made = folder / name
    made.write_bytes((SOURCE / "examples/networks" / name).read_bytes())
    return made


def page_has(start: str, *figures: str) -> None:
    """The paragraph of the simulator's page that begins so has what its command prints."""
    page = (SOURCE / "docs/network-simulation.md").read_text(encoding="utf-8")
    paragraph = page[page.index(start):].split("\n\n")[0]
    for figure in figures:
        assert figure in paragraph, f"{start} has no {figure}"


def run_file(file: pathlib.Path, *rules: str) -> dict:
    words = [word for rule in rules for word in ("--rule", rule)]
    done = subprocess.run([str(SCRIP), "network", "simulate", str(file), *words, "--format", "json"], cwd=SOURCE, capture_output=True,
                          text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return json.loads(done.stdout)


def test_the_country_is_what_its_file_makes(folder: pathlib.Path) -> None:
    file = beside_its_traces(folder, "country.yaml")
    table = lambda name: list(csv.reader(io.StringIO(text_of(folder / name))))
    machines = [int(row[4]) for row in table("pai/pai_machine_spec.csv.gz")]
    nodes = [int(row[3]) for row in table("openb/openb_node_list_all_node.csv.gz")[1:]]
    hosts = len(table("lingjun/topo.csv.gz")) - 1
    jobs = [elasticflow(folder / f"elasticflow/{name}.csv.gz") for name in CLUSTERS]
    jobs += [philly(folder / "philly/jobs.part1.json.gz"), openb(folder / "openb/openb_pod_list_default.part1.csv.gz")]
    serving = [azure(folder / "azure/AzureLLMInferenceTrace_code.csv.gz"), mooncake(folder / "mooncake/conversation_trace.part1.jsonl.gz"),
               servegen(folder / "servegen/m-small.trace.csv.gz", 1200, 300)]
    jobs += [[(at, length, 8) for at, length, _ in each] for each in serving]
    told = run_file(file, "alone+strict", "network+strict+home-first")
    assert told["devices"] == 50 * (sum(machines) + sum(nodes) + 8 * hosts), told["devices"]
    assert told["jobs"] == 50 * sum(map(len, jobs)), told["jobs"]
    for source, mine in zip(told["sources"], jobs, strict=True):
        assert source["jobs"] == 50 * len(mine) and source["device_s"] == sum(d * g for _, d, g in mine), source
    for totals in told["totals"]:
        assert totals["used_device_s"] == 50 * sum(d * g for each in jobs for _, d, g in each), totals
    hours = lambda s: f"{s // 3600}:{s // 60 % 60:02}:{s % 60:02}"
    page_has("**A country**", f"{told['site_count']:,}", f"{told['devices']:,}", f"{told['jobs']:,}", hours(told["waits"][0]["mean_s"]),
             hours(told["waits"][0]["p90_s"]), f"{told['outcomes'][1]['away']:,}", f"{told['outcomes'][1]['cuts']:,} starts")
    assert told["waits"][1]["longest_s"] == 0, told["waits"]


def test_three_hundred_sites_are_fifty_of_each_cluster(folder: pathlib.Path) -> None:
    file = beside_its_traces(folder, "elasticflow.yaml")
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("load: 50%", "load: 50%, copies: 50"), encoding="utf-8")
    told = run_file(file, "alone+strict", "home-first")
    jobs = [elasticflow(folder / f"elasticflow/{name}.csv.gz") for name in CLUSTERS]
    assert told["jobs"] == 50 * sum(map(len, jobs)), told["jobs"]
    assert told["totals"][0]["used_device_s"] == 50 * sum(d * g for each in jobs for _, d, g in each), told["totals"]
    page_has("**Three hundred sites**", f"{told['jobs']:,}", f"{told['devices']:,}", f"{told['waits'][0]['mean_s']:,} s")


if __name__ == "__main__":
    sys.exit(run_tests(globals(), pathlib.Path))
