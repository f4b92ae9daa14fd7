#!/usr/bin/env python3
"""Quotes against bills worked out by hand, on published price lists and model sizes: docs/estimator.md, "Quotes by hand".

Run by ./test with SCRIP_BINARY_DIR and SCRIP_SOURCE_DIR. The last line is "N passed, M failed".
"""

import pathlib
import sys

import http_api
from harness import SOURCE, run_tests
from http_api import World

# Prices of a device-hour in USD, as the lists had them (docs/estimator.md has the sources).
PRICES = {"aws": ("h100", "12.29"),     # p5.48xlarge: 98.32 an hour for 8 H100
          "lambda": ("h100", "2.49"),   # one H100
          "runpod": ("a100", "2.45")}   # one A100 SXM, on demand

SET_UP = """authority: {name: Test City, currency: USD, zone: UTC, late_days: 3650}
organisations:
  - {key: op, name: Operator}
  - {key: acme, name: Acme AI}
  - {key: rival, name: Rival AI}
sites:
  - {key: aws, name: AWS, operator: op}
  - {key: lambda, name: Lambda, operator: op}
  - {key: runpod, name: RunPod, operator: op}
  - {key: east, name: East, operator: op}
programmes:
  - {key: p, name: Programme, mode: deduct}
budget_lines:
  - {key: b, programme: p, funder: City, appropriation: 1000000 USD}
vouchers:
  - {key: V-1, budget_line: b, organisation: acme, face: 20000 USD, share: 40%, valid_from: 2025-01-01, valid_until: 2190-01-01}
"""


def world(folder: str) -> World:
    usual, http_api.SET_UP = http_api.SET_UP, SET_UP
    try:
        made = World(folder)
    finally:
        http_api.SET_UP = usual
    made.stop()
    made.run("chip", "import", str(SOURCE / "chips"))
    cards = "rate_cards:\n" + "".join(
        f"  - {{key: R-{site}, site: {site}, from: 2025-01-01, until: 2030-01-01, prices: {{{chip}: {price}}}}}\n"
        for site, (chip, price) in PRICES.items())
    file = pathlib.Path(folder) / "cards.yaml"
    file.write_text(cards, encoding="utf-8")
    made.run("apply", str(file))
    made.start()
    for site, (chip, _) in PRICES.items():
        made.client("wang").post("/capacity", {"capacity": f"C-{site}", "site": site, "resource": chip, "devices": 4096,
                                               "from": "2025-06-01", "until": "2029-06-01", "use": "programmes"}).expect(200)
    return made


def offers(made: World, **asked) -> dict:
    li = made.client("li")
    li.post("/quotes", {"quote": "Q-1", "organisation": "acme", **asked}).expect(200)
    return {row["site"]: row for row in li.get("/quotes/Q-1").expect(200).json()["offers"]}


def test_devices_by_the_hour(made: World) -> None:
    # 64 devices x 72 hours = 4,608 device-hours.
    #   aws     4,608 x 12.29 = 56,632.32; 40 % is 22,652.928, of which the voucher has 20,000; own share 36,632.32
    #   lambda  4,608 x  2.49 = 11,473.92; 40 % is 4,589.568; own share 6,884.352
    told = offers(made, kind="devices", devices=64, hours="72", resources=["h100"])
    shown = {site: (row["quoted"], row["covered_money"], row["own_share"]) for site, row in told.items()}
    assert shown["aws"] == ("56632.32", "20000.00", "36632.32"), shown
    assert shown["lambda"] == ("11473.92", "4589.568", "6884.352"), shown


def test_a_model_to_train(made: World) -> None:
    # Llama 2 7B's shape (32 layers of 4,096, sequences of 4,096) on 20 billion tokens, in the 30 days that are meant where
    # nothing is said.
    #   a token's work  6 x 7e9 + 12 x 32 x 4,096 x 4,096 = 48,442,450,944
    #   all of it       x 20e9 = 9.688490e20
    #   an A100         312e12 x 38 % = 1.1856e14 a second; x 2,592,000 s = 3.0731e20; so four devices (3.15)
    #   memory of each  4 x 7e9 + 12 x 7e9 / 4 + 34 x 4,096 x 4,096 x 32 = 67.3 GB of 72 GB
    #   time            9.688490e20 / (4 x 1.1856e14) = 2,042,951 s, up to 34,050 minutes
    #   bill            4 x 34,050 / 60 = 2,270 device-hours x 2.45 = 5,561.50; 40 % is 2,224.60
    told = offers(made, kind="train", parameters="7B", tokens="20B", layers="32", hidden="4096", sequence="4096", resources=["a100"])
    row = told["runpod"]
    assert row["devices"] == 4, row
    assert (row["quoted"], row["covered_money"], row["own_share"]) == ("5561.50", "2224.60", "3336.90"), row


def test_a_model_to_serve(made: World) -> None:
    # Llama 3.3 70B (80 layers of 8,192) in 8 bits for ten days: a million requests a day of 1,000 tokens in and 300 out, answers
    # within seconds. An H100 has 72 GB usable, 2.01e12 bytes and 5.934e14 operations a second (60 % of both peaks).
    #   one device      70.6 GB of weights leave 1.4 GB; a request's cache is 2 x 80 x 1,024 x 1,300 = 213 MB: six at a time
    #   two devices     144 - 70.6 = 73.4 GB: 344 at a time, at 36 ms a step (143.9 GB read at 4.02e12 a second)
    #   a request       prompt 2 x 70.6e9 x 1,000 / 1.1868e15 = 118,976 us; answer 300 x 41 ms / 344 = 35,695 us (to compute
    #                   takes longer: 2 x 70.6e9 x 344 / 1.1868e15 = 40.93 ms a step)
    #   copies          154,671 us x 1,000,000 x 2 (the busiest hour) / 86,400 s = 3.58: four, of two devices
    #   bill            8 devices x 240 hours = 1,920 device-hours x 2.49 = 4,780.80
    told = offers(made, kind="serve", hours="10d", parameters="70600M", layers="80", hidden="8192", precision="8bit",
                  requests_per_day="1M", tokens_in="1000", tokens_out="300", latency="standard", resources=["h100"])
    row = told["lambda"]
    assert row["devices"] == 8, row
    assert row["quoted"] == "4780.80", row


if __name__ == "__main__":
    sys.exit(run_tests(globals(), world))
