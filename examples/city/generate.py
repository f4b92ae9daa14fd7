#!/usr/bin/env python3
"""The example city's half year: a hundred organisations, eight more sites, six months of usage, some 300 applications.

  examples/city/generate.py write FOLDER   writes it as files, to look at: year.yaml, applications.ndjson, usage/*.ndjson
  examples/city/generate.py set-up         prints year.yaml, for "scrip apply -"
  examples/city/generate.py load STORE     puts the rest into the journal of tools/demo, after year.yaml
                                           (--scrip PROGRAM, --lang en|zh)

Everything comes from fixed seeds: the same on every machine. README.md beside this file says what is in it and why.
"""

import argparse
import json
import pathlib
import sys

sys.dont_write_bytecode = True
from year import cases, client, network, play, usage  # noqa: E402

PASSWORD = "yungang-demo-2025"  # of tools/demo's example people


def write(folder: pathlib.Path) -> None:
    (folder / "usage").mkdir(parents=True, exist_ok=True)
    (folder / "year.yaml").write_text(network.set_up(), encoding="utf-8")
    planned = cases.planned()
    for call, size in ((cases.ROUND_1, cases.ROUND_1_SIZE), (cases.ROUND_2, cases.ROUND_2_SIZE)):
        planned += cases.round_cases(call, size)
    with open(folder / "applications.ndjson", "w", encoding="utf-8") as file:
        for case in planned:
            file.write(json.dumps({"application": case.key, "call": case.call.key, "organisation": case.organisation.key,
                                   "facts": case.facts, "contract": case.contract, "fate": case.fate}) + "\n")
    for month, sent in usage.half_year():
        for site, text in sent.items():
            (folder / "usage" / f"{site}-{network.MONTHS[month]}.ndjson").write_text(text, encoding="utf-8")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("write").add_argument("folder", type=pathlib.Path)
    commands.add_parser("set-up")
    loading = commands.add_parser("load")
    loading.add_argument("store")
    loading.add_argument("--scrip", default="build/scrip")
    loading.add_argument("--lang", choices=["en", "zh"], default="en")
    options = parser.parse_args()
    if options.command == "write":
        write(options.folder)
    elif options.command == "set-up":
        print(network.set_up(), end="")
    else:
        try:
            play.load(options.scrip, options.store, PASSWORD, options.lang == "zh")
        except client.Refused as refused:
            print(f"generate.py: {refused}", file=sys.stderr)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
