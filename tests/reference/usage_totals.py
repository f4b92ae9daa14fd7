#!/usr/bin/env python3
"""Sums of usage files, read a second time by other means.

Written from the descriptions of the formats, with Python's standard library only and exact numbers throughout, to be
compared with what Scrip's own readers make of the same files. Slow and obvious on purpose; it does not look for bad
rows beyond what the published files hold. Prints one line of JSON.

usage_totals.py FORMAT [--time-zero T] [--offset HOURS] [--resource R] [--account A] [--model M] [--computed]
                [--charge devices_else_cores|devices|cores|both] [--each] FILE...
"""

import argparse
import csv
import gzip
import io
import json
import re
import sys
from collections import Counter, defaultdict
from datetime import datetime, timedelta, timezone
from fractions import Fraction

EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
GPU_LIKE = ("gpu", "npu", "dcu", "mlu")
RUN_OVER = {"COMPLETED", "FAILED", "CANCELLED", "TIMEOUT", "NODE_FAIL", "OUT_OF_MEMORY", "BOOT_FAIL", "DEADLINE",
            "PREEMPTED", "REQUEUED", "REVOKED"}
STILL_THERE = {"RUNNING", "PENDING", "SUSPENDED", "COMPLETING", "CONFIGURING", "REQUEUE_HOLD", "STAGE_OUT", "STOPPED"}


class Book:
    """Everything that is counted."""

    def __init__(self):
        self.rows = 0
        self.records = 0
        self.left_out = Counter()
        self.problems = Counter()
        self.sums = defaultdict(lambda: [0, Fraction(0), 0])

    def put(self, account, resource, start, end, amount, problem=None):
        """amount: devices as a Fraction for a period, tokens for an instant; times in ms."""
        self.records += 1
        if problem:
            self.problems[problem] += 1
            return
        month = (EPOCH + timedelta(milliseconds=start)).strftime("%Y-%m")
        line = self.sums[(account, resource, month)]
        line[0] += 1
        if start == end:
            line[2] += amount
        else:
            line[1] += amount * (end - start) * 1000

    def text(self):
        totals = []
        for (account, resource, month), (records, seconds, tokens) in sorted(self.sums.items()):
            assert seconds.denominator == 1
            totals.append({"account": account, "device_micro_seconds": str(seconds.numerator), "month": month,
                           "records": records, "resource": resource, "tokens": str(tokens)})
        whole = {"left_out": dict(self.left_out), "problems": dict(self.problems), "records": self.records,
                 "rejected": 0, "rows": self.rows, "totals": totals}
        return json.dumps(whole, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def content(path):
    data = sys.stdin.buffer.read() if path == "-" else open(path, "rb").read()
    return (gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data).decode("utf-8-sig")


def clock(text, hours):
    """A written local time, or seconds since 1970, as ms; None if there is none."""
    if text in ("", "Unknown", "None", "0"):
        return None
    if text.isdigit():
        return int(text) * 1000
    found = re.fullmatch(r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(\.\d+)?(Z|[+-]\d\d:\d\d)?", text)
    moment = datetime.fromisoformat(found[1] + "T" + found[2]).replace(tzinfo=timezone.utc)
    thousandths = int(Fraction("0" + (found[3] or ".0")) * 1000)
    if found[4] is None:
        moment -= timedelta(hours=hours)
    elif found[4] != "Z":
        sign = -1 if found[4][0] == "-" else 1
        moment -= sign * timedelta(hours=int(found[4][1:3]), minutes=int(found[4][4:6]))
    return (moment - EPOCH) // timedelta(milliseconds=1) + thousandths


def span(text):
    days, _, rest = text.rpartition("-")
    seconds = 0
    for piece in rest.split(":"):
        seconds = seconds * 60 + int(piece)
    return int(days or 0) * 86400 + seconds


# --- Slurm ---

def tres(text):
    """{'cpu': 4, 'gres/gpu': 2, ...} of the things that can be charged."""
    out = {}
    for item in filter(None, text.split(",")):
        name, _, count = item.partition("=")
        if name == "cpu" or name.startswith("gres/"):
            out[name] = Fraction(count)
    return out


def devices_of(things, default):
    out = Counter()
    for family in GPU_LIKE:
        total = things.get("gres/" + family, 0)
        typed = {k.split(":", 1)[1]: v for k, v in things.items() if k.startswith("gres/" + family + ":")}
        out.update(typed)
        if total > sum(typed.values()):
            out[default or family] += total - sum(typed.values())
    return out


def slurm_job(book, options, account, state, start, end, end_known, elapsed, allocated, requested, cpus, asked):
    if state in STILL_THERE:
        book.left_out["not_finished"] += 1
        return
    if elapsed == 0:
        book.left_out["nothing_used"] += 1
        return
    problem = None
    if start is None or (end_known and (end is None or end < start or elapsed * 1000 > end - start + 3600000)):
        problem = "inconsistent_time"
    if state not in RUN_OVER:
        problem = "unknown_state"
    cores = allocated.get("cpu", 0) or cpus
    devices = devices_of(allocated, options.resource) if options.charge != "cores" else Counter()
    wanted = devices_of(requested, options.resource)
    lines = sorted(devices.items())
    missing = options.charge != "cores" and not devices and (wanted or asked)
    if missing:
        lines = [(None, 0)]
        problem = problem if problem == "unknown_state" else "device_count_missing"
    if options.charge in ("cores", "both") or (options.charge == "devices_else_cores" and not lines):
        if cores:
            lines.append(("cpu-core", cores))
    if not lines:
        book.left_out["no_devices" if options.charge == "devices" else
                      "no_cores" if options.charge == "cores" else "nothing_allocated"] += 1
    for resource, count in lines:
        book.put(account or options.account, resource, start or 0, (start or 0) + elapsed * 1000, count, problem)


XDMOD = ("JobID JobIDRaw Cluster Partition QOS Account Group GID User UID Submit Eligible Start End Elapsed ExitCode State "
         "NNodes NCPUS ReqCPUS ReqMem ReqTRES AllocTRES Timelimit NodeList JobName").split()


def sacct(book, options, text):
    lines = text.splitlines()
    names = lines.pop(0).split("|") if "JobID" in lines[0] else XDMOD
    for line in lines:
        row = dict(zip(names, line.split("|", len(names) - 1)))
        book.rows += 1
        if "." in row.get("JobID", "") or "." in row["JobIDRaw"]:
            book.left_out["step"] += 1
            continue
        state = row["State"].split(" by ")[0]
        elapsed = int(row["ElapsedRaw"]) if "ElapsedRaw" in row else span(row["Elapsed"])
        slurm_job(book, options, row.get("Account", ""), state, clock(row["Start"], options.offset),
                  clock(row["End"], options.offset), True, elapsed, tres(row["AllocTRES"]), tres(row.get("ReqTRES", "")),
                  int(row.get("AllocCPUS") or row.get("NCPUS") or 0), False)


def number(value):
    if isinstance(value, dict):
        return value["number"] if value["set"] else 0
    return value or 0


def listed(entries):
    out = {}
    for entry in entries:
        if entry["type"] in ("cpu", "gres"):
            name = "cpu" if entry["type"] == "cpu" else "gres/" + entry["name"]
            out[name] = Fraction(number(entry["count"]))
    return out


def detailed(texts):
    """gpu:h100:2(IDX:0-1), one text for each node."""
    out = Counter()
    for text in texts:
        for family, kind, count in re.findall(r"(\w+)(?::([A-Za-z][\w.-]*))?:(\d+)(?:\([^)]*\))?", text):
            if family in GPU_LIKE:
                out["gres/" + family + (":" + kind if kind else "")] += int(count)
    return out


def slurm_json(book, options, text):
    for job in json.loads(text)["jobs"]:
        book.rows += 1
        words = job["job_state"] if "job_state" in job else job["state"]["current"]
        words = [words] if isinstance(words, str) else words
        state = next((w for w in words if w in STILL_THERE), next((w for w in words if w not in RUN_OVER), words[0]))
        if "job_state" in job:
            start, end = number(job["start_time"]), number(job["end_time"])
            elapsed = end - start
            allocated, requested = tres(job.get("tres_alloc_str", "")), tres(job.get("tres_req_str", ""))
            cpus = number(job.get("cpus")) if not job.get("tres_alloc_str") else 0
        else:
            start, end, elapsed = (number(job["time"][k]) for k in ("start", "end", "elapsed"))
            allocated, requested = listed(job["tres"]["allocated"]), listed(job["tres"]["requested"])
            cpus = 0 if job["tres"]["allocated"] else number(job["required"]["CPUs"])
        if not any(k.startswith("gres/gpu") for k in allocated):
            allocated.update(detailed(job.get("gres_detail") or [job.get("used_gres") or ""]))
        asked = any("gpu" in (job.get(k) or "") for k in ("tres_per_job", "tres_per_node", "tres_per_socket", "tres_per_task"))
        asked = asked or bool(re.search(r"(^| )(--gpus|-G|--gres[= ]\S*gpu)", job.get("submit_line") or ""))
        slurm_job(book, options, job["account"], state, start * 1000 or None, end * 1000 or None, True, elapsed, allocated,
                  requested, cpus, asked)


# --- traces ---

def itp(book, options, text):
    for row in csv.DictReader(io.StringIO(text)):
        book.rows += 1
        start = options.zero + int(row["submission_time"]) * 1000
        book.put(options.account, options.resource or "gpu", start, start + int(row["duration"]) * 1000,
                 Fraction(row["num_gpu"]))


def openb(book, options, text):
    for row in csv.DictReader(io.StringIO(text)):
        book.rows += 1
        if row["scheduled_time"] == "" or row["pod_phase"] == "Pending":
            book.left_out["never_scheduled"] += 1
            continue
        start, end = (options.zero + int(row[k]) * 1000 for k in ("scheduled_time", "deletion_time"))
        gpus = Fraction(int(row["num_gpu"]) * int(row["gpu_milli"]), 1000)
        cores = Fraction(int(row["cpu_milli"]), 1000)
        if start == end:
            book.left_out["nothing_used"] += 1
        elif gpus:
            book.put(options.account, options.resource or "gpu", start, end, gpus)
        else:
            book.put(options.account, "cpu-core", start, end, cores)


def philly(book, options, text):
    for job in json.loads(text):
        book.rows += 1
        for attempt in job["attempts"]:
            start, end = (clock(attempt[k], options.offset) for k in ("start_time", "end_time"))
            if start == end:
                book.left_out["nothing_used"] += 1
            else:
                book.put(options.account, options.resource or "gpu", start, end, Fraction(job["num_gpus"]))


def tokens(book, options, time, sent, written):
    if sent:
        book.put(options.account, options.model + "/input", time, time, sent)
    if written:
        book.put(options.account, options.model + "/output", time, time, written)
    if not sent and not written:
        book.left_out["nothing_used"] += 1


def azure(book, options, text):
    for row in csv.DictReader(io.StringIO(text)):
        book.rows += 1
        tokens(book, options, clock(row["TIMESTAMP"], options.offset), int(row["ContextTokens"]), int(row["GeneratedTokens"]))


def mooncake(book, options, text):
    cached = set()
    for line in text.splitlines():
        book.rows += 1
        request = json.loads(line)
        sent = request["input_length"]
        if options.computed:
            for block in request["hash_ids"]:
                if block not in cached:
                    break
                sent -= 512
            cached.update(request["hash_ids"])
        tokens(book, options, options.zero + request["timestamp"], max(sent, 0), request["output_length"])


def ndjson(book, options, text):
    for line in text.splitlines():
        if not line.strip():
            continue
        book.rows += 1
        row = json.loads(line, parse_float=str)
        times = [clock(row[k], 0) if isinstance(row.get(k), str) else row.get(k) for k in ("start", "end")]
        account = row.get("account", options.account)
        if "tokens" in row:
            at = times[1] if times[1] is not None else times[0]
            book.put(account, row["resource"], at, at, row["tokens"])
        else:
            resource = row.get("resource", "cpu-core" if "cores" in row else options.resource)
            book.put(account, resource, *times, Fraction(str(row.get("devices", row.get("cores")))))


FORMATS = {"sacct": sacct, "sacct-json": slurm_json, "slurm-json": slurm_json, "itp": itp, "openb": openb,
           "philly": philly, "azure-llm": azure, "mooncake": mooncake, "ndjson": ndjson}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("format", choices=sorted(FORMATS))
    parser.add_argument("files", nargs="+")
    parser.add_argument("--time-zero")
    parser.add_argument("--offset", type=int, default=0, help="hours east of UTC of times without a zone")
    parser.add_argument("--resource", default="")
    parser.add_argument("--account", default="")
    parser.add_argument("--model", default="")
    parser.add_argument("--computed", action="store_true")
    parser.add_argument("--charge", default="devices_else_cores")
    parser.add_argument("--each", action="store_true", help="a line for each file, instead of one for all")
    options = parser.parse_args()
    options.zero = clock(options.time_zero, 0) if options.time_zero else 0
    books = []
    for path in options.files:
        if options.each or not books:
            books.append(Book())
        FORMATS[options.format](books[-1], options, content(path))
    for book in books:
        print(book.text())


if __name__ == "__main__":
    main()
