#!/usr/bin/env python3
"""What the estimator learns from trainings that ran under reservations (docs/estimator.md, "Utilisation"): over HTTP,
from the quote to the usage that a site reports; then the audit.

Run by ./test with SCRIP_BINARY_DIR and SCRIP_SOURCE_DIR. The last line is "N passed, M failed".
"""

import datetime
import json
import sys

from harness import SOURCE, run_tests
from http_api import World

STATED = 38  # per cent of its peak that an A100 is said to reach (docs/estimator.md)
TRAINING = {"kind": "train", "parameters": "1B", "tokens": "1B", "hours": "24"}


def world(folder: str) -> World:
    made = World(folder)
    made.stop()
    made.run("chip", "import", str(SOURCE / "chips"))
    (made.folder / "more.yaml").write_text("""rate_cards:
  - {key: a, site: east, from: 2025-01-01, until: 2030-01-01, prices: {a100: 1.00}}
""", encoding="utf-8")
    made.run("apply", str(made.folder / "more.yaml"))
    made.start()
    made.client("wang").post("/capacity", {"capacity": "C", "site": "east", "resource": "a100", "devices": 64, "from": "2025-06-01",
                                           "until": "2029-06-01", "use": "programmes"}).expect(200)
    return made


def estimate(made: World) -> dict:
    rows = made.client().post("/estimates", TRAINING).expect(200).json()["plans"]
    return next(row for row in rows if row["resource"] == "a100")


def train(made: World, name: str, percent: int, kind: dict | None = None) -> dict:
    """A training that reached so much of its chip's peak: from the quote to its last record. The offer it ran on.
    What the work takes is what the first estimate says it takes at the stated share."""
    li, chen = made.client("li"), made.client("chen")
    li.post("/quotes", {"quote": f"Q-{name}", "organisation": "acme", "resources": ["a100"], "rank": "soonest", **(kind or TRAINING)}).expect(200)
    li.post("/reservations", {"reservation": name, "quote": f"Q-{name}"}).expect(200)
    chen.post(f"/reservations/{name}/use", {"job": name}).expect(200)
    offer = li.get(f"/quotes/Q-{name}").expect(200).json()["offers"][0]
    device_s = int(made.device_hours * 3600 * STATED / percent)
    end = datetime.datetime.now(datetime.timezone.utc)
    record = {"job": name, "account": "proj", "resource": "a100", "devices": offer["devices"], "part": 0, "ended": True,
              "start": (end - datetime.timedelta(seconds=device_s // offer["devices"])).isoformat(), "end": end.isoformat()}
    chen.send("POST", "/sites/east/usage", (json.dumps(record) + "\n").encode(),
              {"Content-Type": "application/x-ndjson", "Idempotency-Key": name}).expect(200)
    rows = {row["reservation"]: row for row in li.get("/reservations").expect(200).json()["items"]}
    assert rows[name]["status"] == "used", rows[name]
    return offer


def share(text: str) -> float:
    return float(text.rstrip("%"))


def test_three_trainings_teach_what_a_chip_reaches(made: World) -> None:
    stated = estimate(made)
    assert share(stated["utilisation"]) == STATED and "Llama" in stated["utilisation_from"], stated
    made.device_hours = float(stated["device_hours"])
    first = train(made, "T-1", 60)
    # What teaches nothing: a job that stopped before its work was done, one that idled, one that is no training.
    train(made, "T-2", 90)
    train(made, "T-3", 2)
    train(made, "T-4", 45, {"kind": "devices", "devices": 1, "hours": "10"})
    train(made, "T-5", 50)
    assert estimate(made) == stated, "two are too few"
    train(made, "T-6", 46)
    learned = estimate(made)
    assert 49.9 <= share(learned["utilisation"]) <= 50.1 and learned["utilisation_from"] != stated["utilisation_from"], learned
    # A quote from then on is for what was learned: less time, less money, and as much work.
    offer = train(made, "T-7", 50)
    hours = lambda each: float(each["device_hours"])
    assert 0.75 < hours(offer) / hours(first) < 0.77, (offer, first)  # 38 / 50
    assert float(offer["quoted"]) < float(first["quoted"]), (offer, first)
    made.stop()
    made.run("verify")


if __name__ == "__main__":
    sys.exit(run_tests(globals(), world))
