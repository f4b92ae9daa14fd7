#!/usr/bin/env python3
"""The command line from outside: every command's help, the first voucher, imports, bad input, exit codes, JSON.

Run by ./test with SCRIP_BINARY_DIR and SCRIP_SOURCE_DIR. The last line is "N passed, M failed".
"""

import gzip
import json
import os
import pathlib
import re
import subprocess
import sys
import zipfile

from harness import SCRIP, SOURCE, english_in, run_tests

CITY = SOURCE / "examples/city"

USAGE = """{"job":"j1","account":"proj","resource":"chip","devices":8,"start":"2025-06-01T00:00:00+08:00","end":"2025-06-01T02:00:00+08:00","part":0}
{"job":"j1","account":"proj","resource":"chip","devices":8,"start":"2025-06-01T02:00:00+08:00","end":"2025-06-01T03:00:00+08:00","part":1}
"""

SET_UP = """authority: {name: Test City, currency: CNY, zone: Asia/Shanghai, late_days: 3650}
organisations:
  - {key: op, name: Operator}
  - {key: acme, name: Acme AI}
resources:
  - {key: chip, name: Chip}
sites:
  - {key: east, name: East, operator: op}
payers:
  - {site: east, account: proj, organisation: acme, use: training}
programmes:
  - {key: p, name: Programme, mode: deduct}
budget_lines:
  - {key: b, programme: p, funder: City, appropriation: 1000000 CNY}
rate_cards:
  - {key: r, site: east, from: 2025-01-01, until: 2026-01-01, prices: {chip: 10.00}}
vouchers:
  - {key: V-1, budget_line: b, organisation: acme, face: 1000 CNY, share: 60%, valid_from: 2025-01-01, valid_until: 2026-01-01, grace_days: 3650}
"""


class Answer:
    def __init__(self, done: subprocess.CompletedProcess):
        self.code, self.out, self.err = done.returncode, done.stdout, done.stderr

    def expect(self, code: int, *texts: str) -> "Answer":
        assert self.code == code, f"exit code {self.code}, not {code}\n{self.out}\n{self.err}"
        for text in texts:
            assert text in self.out + self.err, f"{text!r} is not in\n{self.out}\n{self.err}"
        return self

    def json(self):
        return json.loads(self.out)


class World:
    """A folder with a journal in it."""

    def __init__(self, folder: str):
        self.folder = pathlib.Path(folder)

    def __call__(self, *words: object, stdin: str = "", **env: str) -> Answer:
        answer = self.once(words, stdin, env)
        # What is wrong with a request is asked for again by a reader of Chinese.
        if answer.code in (1, 2) and "--lang" not in words:
            for line in self.once((*words, "--lang", "zh"), stdin, env).err.splitlines():
                assert not english_in(line), f"{words}: {line}"
        return answer

    def once(self, words: tuple, stdin: str, env: dict) -> Answer:
        variables = {"PATH": os.environ["PATH"], "SCRIP_DB": str(self.folder / "t.db"), "LC_ALL": "C.UTF-8", **env}
        return Answer(subprocess.run([str(SCRIP), *map(str, words)], cwd=self.folder, env=variables, input=stdin,
                                     capture_output=True, text=True, timeout=120))

    def write(self, name: str, text: str) -> pathlib.Path:
        path = self.folder / name
        path.write_text(text, encoding="utf-8")
        return path

    def city(self) -> "World":
        self("apply", self.write("city.yaml", SET_UP)).expect(0)
        return self

    def charged(self) -> "World":
        self.city()("usage", "import", self.write("u.ndjson", USAGE), "--site", "east").expect(0, "2 charged")
        return self

    def digest(self) -> str:
        return self("status", "--json").expect(0).json()["state_digest"]


# --- help ---

def leaves(scrip: World, words: list[str]) -> list[list[str]]:
    text = scrip(*words, "--help").expect(0).out
    section = re.search(r"\nCommands:\n((?:  .*\n)+)", text)
    if not section:
        return [words]
    names = re.findall(r"^  (\S+)", section.group(1), re.MULTILINE)
    return [leaf for name in names for leaf in leaves(scrip, [*words, name])]


def test_every_command_has_help_with_an_example(scrip: World) -> None:
    found = leaves(scrip, [])
    assert len(found) > 40, found
    for words in found:
        text = scrip(*words, "--help").expect(0, "Examples:", "scrip " + " ".join(words)).out
        assert text == scrip(*words, "-h").expect(0).out


def test_help_and_messages_come_in_chinese(scrip: World) -> None:
    scrip("--help", "--lang", "zh").expect(0, "用法", "命令")
    scrip("--help", LC_ALL="zh_CN.UTF-8").expect(0, "用法")
    scrip("balance", "--lang", "zh").expect(1, "此处没有账本", "请用 scrip init")


def test_every_message_of_the_code_is_in_the_catalogue(scrip: World) -> None:
    catalogue = {text for file in ("catalogue.def", "texts.def")
                 for text in re.findall(r'SCRIP_TEXT\("((?:[^"\\]|\\.)*)",', (SOURCE / "src/cli" / file).read_text("utf-8"))}
    missing = []
    for path in sorted((SOURCE / "src/cli").glob("*.cpp")):
        code = re.sub(r'"\s*\n\s*"', "", path.read_text("utf-8"))
        for text in re.findall(r'(?:\.tell|\.remark|\btr|\bsay|(?<![\w.>])text)\((?:\w+(?:\(\)|\.language\(\))?, )?"((?:[^"\\]|\\.)*)"', code):
            if text not in catalogue and not path.name.endswith("_test.cpp"):
                missing.append(f"{path.name}: {text}")
    assert not missing, missing


def test_the_reference_is_up_to_date(scrip: World) -> None:
    document = (SOURCE / "docs/cli.md").read_text("utf-8")
    assert scrip("reference").expect(0).out in document, "run: scrip reference, and put it at the end of docs/cli.md"


def test_completion_scripts_are_well_formed(scrip: World) -> None:
    for shell in ("bash", "zsh", "fish"):
        script = scrip("completion", shell).expect(0).out
        assert "suspense" in script
        if shell == "bash":
            subprocess.run(["bash", "-n"], input=script, text=True, check=True)
            probe = script + 'COMP_WORDS=(scrip usage im); COMP_CWORD=2; _scrip; echo "${COMPREPLY[@]}"\n'
            done = subprocess.run(["bash"], input=probe, text=True, capture_output=True, check=True)
            assert done.stdout.strip() == "import", done


# --- the first voucher ---

def test_the_first_voucher_is_charged(scrip: World) -> None:
    scrip.charged()
    row = scrip("balance", "--voucher", "V-1", "--json").expect(0).json()[0]
    assert (row["available"], row["in_flight"]) == ("856.00", "144.00"), row  # 60 % of 24 device-hours at 10.00
    scrip("charges", "--by", "organisation").expect(0, "240.00", "144.00", "96.00")
    scrip("explain", "--site", "east", "--job", "j1").expect(0, "V-1", "60%")
    scrip("period", "close", "--month", "2025-06").expect(0, "2025-06")
    scrip("owed", "--site", "east").expect(0, "144.00")
    scrip("verify").expect(0, "The journal holds")
    assert scrip("statement", "show", "0", "--json").expect(0).json()["statement"][0]["total"] == "144.00"


def test_tables_are_workbooks_and_statements_are_paper(scrip: World) -> None:
    scrip.charged()("period", "close", "--month", "2025-06").expect(0)
    scrip("export", "vouchers", "--format", "xlsx").expect(1, "missing_field")
    scrip("export", "vouchers", "--format", "xlsx", "--out", "books", "--lang", "zh").expect(0)
    with zipfile.ZipFile(scrip.folder / "books/vouchers.xlsx") as book:
        assert "面值" in book.read("xl/sharedStrings.xml").decode(), "headings in the language asked for"
        assert "<v>1000</v>" in book.read("xl/worksheets/sheet1.xml").decode(), "amounts are numbers"
    for language, words in {"en": ["Statement 0", "144.00 CNY", "acme"], "zh": ["结算单 0", "应付合计", "144.00 CNY"]}.items():
        scrip("statement", "print", "0", "--out", "s.pdf", "--lang", language).expect(0)
        text = subprocess.run(["pdftotext", "-layout", scrip.folder / "s.pdf", "-"], capture_output=True, text=True, check=True).stdout
        assert all(word in text for word in words), text
    scrip("statement", "print", "7").expect(1, "statement_not_found")


def test_the_guide_to_the_first_voucher_is_true(scrip: World) -> None:
    guide = (SOURCE / "docs/guides/first-voucher.md").read_text("utf-8")
    script = []
    for block in re.findall(r"^```\n(\$ .*?)^```", guide, re.MULTILINE | re.DOTALL):
        script += [line.removeprefix("$ ") for line in block.splitlines()]
    assert len(script) > 15, script
    done = subprocess.run(["bash", "-euc", f'scrip() {{ "{SCRIP}" "$@"; }}\n' + "\n".join(script)], cwd=scrip.folder,
                          env={"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"}, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr
    for text in ("1 charged", "1 seen before", "99,961.60", "V-001"):
        assert text in done.stdout, (text, done.stdout)


def test_everything_can_be_added_one_by_one(scrip: World) -> None:
    scrip("init", "--name", "Test", "--currency", "CNY", "--zone", "UTC", "--late-days", "3650").expect(0, "public key")
    assert (scrip.folder / "t.db.key").stat().st_mode & 0o777 == 0o600
    for words in (["organisation", "add", "op", "--name", "Operator"], ["organisation", "add", "acme", "--name", "Acme"],
                  ["resource", "add", "chip", "--name", "Chip", "--aliases", "c1,c2"],
                  ["site", "add", "east", "--name", "East", "--operator", "op"],
                  ["payer", "add", "--site", "east", "--account", "proj", "--organisation", "acme"],
                  ["programme", "add", "p", "--name", "P", "--mode", "deduct"],
                  ["budget", "add", "b", "--programme", "p", "--funder", "City", "--appropriation", "1000 CNY"],
                  ["rate", "add", "r", "--site", "east", "--from", "2025-01-01", "--until", "2026-01-01", "--prices",
                   "chip=mon-fri 08:00-22:00 8.00; otherwise 5.00"],
                  ["voucher", "add", "V-1", "--budget-line", "b", "--organisation", "acme", "--face", "500 CNY", "--valid-from",
                   "2025-01-01", "--valid-until", "2026-01-01", "--grace-days", "3650"]):
        scrip(*words).expect(0, "entry")
        scrip(*words).expect(0, "nothing changed")
        assert scrip(words[0], "list", "--json").expect(0).json()
    scrip("voucher", "suspend", "V-1", "--reason", "check").expect(0, "suspended")
    scrip("voucher", "resume", "V-1", "--reason", "fine").expect(0, "active")
    scrip("voucher", "revoke", "V-1", "--reason", "over").expect(0, "revoked")
    scrip("init", "--name", "Test", "--currency", "CNY", "--zone", "UTC").expect(1, "store_exists")


def test_apply_again_changes_nothing(scrip: World) -> None:
    scrip.city()
    before = scrip.digest()
    scrip("apply", "city.yaml").expect(0)
    assert scrip.digest() == before


def readme_excerpt() -> list[str]:
    """What README.md shows of the demonstration, but for hashes, which are others each time."""
    text = (SOURCE / "README.md").read_text(encoding="utf-8")
    block = re.search(r"^```\n(4  What was charged.*?)^```$", text, re.MULTILINE | re.DOTALL).group(1)
    return [line.rstrip() for line in block.splitlines() if line.strip() not in ("", "...") and not re.match(r"  (root|state) ", line)]


def test_the_example_city_works(scrip: World) -> None:
    done = subprocess.run([str(SOURCE / "tools/demo"), "--lang", "en", "--no-serve"], capture_output=True, text=True, timeout=300,
                          env={**os.environ, "SCRIP_DEMO_DIR": str(scrip.folder / "demo"), "SCRIP_BINARY_DIR": str(SCRIP.parent)})
    assert done.returncode == 0, done.stdout + done.stderr
    assert "The journal holds" in done.stdout
    printed = iter([line.rstrip() for line in done.stdout.splitlines()])
    missing = [line for line in readme_excerpt() if line not in printed]  # each is looked for behind the one before
    assert not missing, f"README.md shows what the demonstration does not print (any more): {missing[0]!r}"
    for path in sorted((CITY / "usage").iterdir()):
        made = scrip.folder / "usage"
        subprocess.run([str(SOURCE / "tools/make-example-usage"), str(made)], check=True)
        assert (made / path.name).read_bytes() == path.read_bytes(), f"{path.name}: run tools/make-example-usage"


# --- usage ---

def test_a_file_imported_twice_changes_nothing(scrip: World) -> None:
    scrip.charged()
    before = scrip.digest()
    scrip("usage", "import", "u.ndjson", "--site", "east").expect(0, "0 charged", "2 seen before")
    assert scrip.digest() == before


def test_the_same_usage_in_gzip_is_the_same(scrip: World) -> None:
    scrip.charged()
    before = scrip.digest()
    (scrip.folder / "u.gz").write_bytes(gzip.compress(USAGE.encode()))
    scrip("usage", "import", "u.gz", "--site", "east").expect(0, "2 seen before")
    assert scrip.digest() == before


def test_a_truncated_gzip_says_so_and_can_be_completed(scrip: World) -> None:
    scrip.city()
    lines = "".join(USAGE.replace('"j1"', f'"j{n}"') for n in range(500))
    whole = gzip.compress(lines.encode())
    (scrip.folder / "u.gz").write_bytes(whole[: len(whole) // 2])
    scrip("usage", "import", "u.gz", "--site", "east").expect(1, "file_truncated", "u.gz", "import it whole")
    (scrip.folder / "u.gz").write_bytes(whole)
    result = scrip("usage", "import", "u.gz", "--site", "east", "--json").expect(0).json()[0]
    assert result["charged"] + result["duplicates"] == 1000, result
    assert scrip("status", "--json").json()["charged_records"] == 1000


def test_strict_refuses_the_whole_file(scrip: World) -> None:
    scrip.city()
    before = scrip.digest()
    scrip.write("bad.ndjson", USAGE + '{"job":"x","devices":-1}\n')
    scrip("usage", "import", "bad.ndjson", "--site", "east", "--strict").expect(1, "bad.ndjson:3")
    assert scrip.digest() == before
    scrip("usage", "import", "bad.ndjson", "--site", "east").expect(0, "NOT TAKEN: 1", "line 3", "2 charged")


def test_a_dry_run_takes_nothing(scrip: World) -> None:
    scrip.city()
    before = scrip.digest()
    scrip.write("u.ndjson", USAGE)
    sums = scrip("usage", "import", "u.ndjson", "--site", "east", "--dry-run").expect(0).json()
    assert sums["totals"][0]["device_micro_seconds"] == str(24 * 3600 * 10**6), sums
    assert scrip.digest() == before


def test_suspense_is_listed_retried_and_written_off(scrip: World) -> None:
    scrip.city()
    scrip.write("u.ndjson", USAGE.replace("proj", "nobody"))
    scrip("usage", "import", "u.ndjson", "--site", "east").expect(0, "2 no_payer", "scrip payer add")
    assert len(scrip("suspense", "list", "--json").expect(0).json()) == 2
    scrip("suspense", "write-off", "2", "--because", "test").expect(0, "Written off")
    scrip("payer", "add", "--site", "east", "--account", "nobody", "--organisation", "acme").expect(0)
    scrip("suspense", "retry", "--reason", "no_payer").expect(0, "1 charged")
    scrip("suspense", "retry", "99").expect(1, "suspense_not_found")
    scrip("suspense", "retry").expect(1, "missing_field")


def test_a_conflict_can_be_accepted(scrip: World) -> None:
    scrip.charged()
    scrip.write("c.ndjson", USAGE.splitlines()[1].replace("T03:00", "T04:00") + "\n")
    scrip("usage", "import", "c.ndjson", "--site", "east").expect(0, "1 conflict")
    scrip("suspense", "accept", "1", "--because", "corrected by the site").expect(0, "1 charged")
    row = scrip("charges", "--by", "organisation", "--json").expect(0).json()[0]
    assert (row["gross"], row["refunded"]) == ("400.00", "80.00"), row
    scrip("verify").expect(0)


def test_a_refund_keeps_its_evidence(scrip: World) -> None:
    scrip.charged()
    scrip.write("ticket.txt", "node 7 failed")
    words = ["refund", "--site", "east", "--job", "j1", "--amount", "40 CNY", "--reason", "node failure", "--evidence", "ticket.txt"]
    scrip(*words).expect(0, "40.00 CNY", "24.00 CNY")
    scrip(*words).expect(0, "nothing changed")
    row = scrip("export", "adjustments", "--format", "json").expect(0).json()[0]
    assert len(row["evidence"]) == 64, row
    scrip("refund", "--site", "east", "--job", "j1", "--amount", "900", "--reason", "x").expect(1, "nothing_to_refund")


def test_holds_are_placed_extended_and_released(scrip: World) -> None:
    scrip.city()
    place = ["hold", "place", "H-1", "--organisation", "acme", "--site", "east", "--job", "j9", "--resource", "chip", "--devices",
             "8", "--walltime", "2h", "--expires", "2100-01-01T00:00:00Z"]
    scrip("voucher", "add", "V-2", "--budget-line", "b", "--organisation", "acme", "--face", "5000 CNY", "--share", "50%",
          "--valid-from", "2025-01-01", "--valid-until", "2199-01-01").expect(0)
    scrip("rate", "add", "r2", "--site", "east", "--from", "2026-01-01", "--until", "2199-01-01", "--prices",
          "chip=10").expect(0)
    reply = scrip(*place, "--json").expect(0).json()
    assert reply["events"][0]["event"] == "hold_placed", reply
    scrip(*place).expect(0, "nothing changed")
    scrip("hold", "extend", "H-1", "--bill", "100").expect(0, "H-1")
    assert scrip("balance", "--wallets", "--json").json()[0]["committed"] == "130.00"
    scrip("hold", "release", "H-1").expect(0, "Hold ended")
    scrip("hold", "place", "H-2", "--organisation", "acme", "--site", "east", "--job", "j10", "--bill", "99999999",
          "--expires", "3d").expect(1, "insufficient_balance", "available")


# --- bad input ---

def test_mistakes_in_a_set_up_file_say_where_and_change_nothing(scrip: World) -> None:
    cases = {
        "currancy: x": (SET_UP.replace("currency: CNY", "currancy: CNY"), "unknown_field", "city.yaml:1", "did you mean 'currency'"),
        "section": (SET_UP + "voucherz: []\n", "unknown_field", "city.yaml:19", "vouchers"),
        "currency": (SET_UP.replace("face: 1000 CNY", "face: 1000 EUR"), "wrong_currency", "city.yaml:18", "field face"),
        "unit": (SET_UP.replace("face: 1000 CNY", "face: 1000 h"), "wrong_unit", "city.yaml:18", "1500000.00"),
        "zero price": (SET_UP.replace("chip: 10.00", "chip: 0"), "price_missing", "city.yaml:16", "free job"),
        "gap": (SET_UP.replace("chip: 10.00", "chip: mon-fri 10.00"), "price_missing", "city.yaml:16", "otherwise"),
        "overlap": (SET_UP.replace("vouchers:", "  - {key: r2, site: east, from: 2025-06-01, until: 2025-07-01, prices: {chip: 9}}\nvouchers:"),
                    "rate_card_overlap", "city.yaml:17", "'r'"),
        "period": (SET_UP.replace("until: 2026-01-01, prices", "until: 2024-01-01, prices"), "time_invalid", "city.yaml:16", "until"),
        "syntax": (SET_UP + "vouchers2: [\n", "syntax_error", "city.yaml:2", ""),
        "twice": (SET_UP.replace("key: V-1,", "key: V-1, key: V-2,"), "duplicate_key", "city.yaml:18", "key"),
        "zone": (SET_UP.replace("Asia/Shanghai", "Asia/Atlantis"), "value_invalid", "city.yaml:1", "Atlantis"),
        "missing": (SET_UP.replace("funder: City, ", ""), "missing_field", "city.yaml:14", "funder"),
        "unknown site": (SET_UP.replace("{site: east,", "{site: west,"), "site_not_found", "city.yaml:10", "'west'"),
        "budget": (SET_UP.replace("face: 1000 CNY", "face: 2000000 CNY"), "insufficient_budget", "city.yaml:18", "1000000.00 left"),
    }
    for name, (text, *expected) in cases.items():
        scrip("apply", scrip.write("city.yaml", text)).expect(1, *expected)
        assert not (scrip.folder / "t.db").exists(), name
        problem = json.loads(scrip("apply", "city.yaml", "--json").expect(1).err)
        assert problem["code"] == expected[0] and f"city.yaml:{problem['line']}".startswith(expected[1]), (name, problem)
        assert problem["hint"] and problem["status"] >= 400, problem


def test_every_problem_of_a_file_is_shown_at_once(scrip: World) -> None:
    text = SET_UP.replace("face: 1000 CNY", "face: 1000 EUR").replace("funder: City, ", "")
    problems = json.loads(scrip("apply", scrip.write("city.yaml", text), "--json").expect(1).err)
    assert problems["line"] == 14, problems
    text = SET_UP.replace("face: 1000 CNY", "face: 1000 EUR").replace("chip: 10.00", "chip: 0")
    scrip("apply", scrip.write("city.yaml", text)).expect(1, "city.yaml:16", "city.yaml:18", "2 problems")


def test_check_writes_nothing(scrip: World) -> None:
    scrip("apply", "--check", scrip.write("city.yaml", SET_UP)).expect(0, "To add")
    assert not (scrip.folder / "t.db").exists()


def test_rows_of_csv_files_are_added_all_or_none(scrip: World) -> None:
    scrip.city()
    scrip.write("o.csv", "key,name\na,Alpha\nb,\n")
    scrip("organisation", "import", "o.csv").expect(1, "o.csv:3", "missing_field", "name")
    assert len(scrip("organisation", "list", "--json").json()) == 2
    scrip.write("o.csv", "key,name\na,Alpha\nb,Beta\n")
    scrip("organisation", "import", "o.csv").expect(0, "2")
    scrip.write("r.csv", "key,site,from,until,resource,price\nq,east,2026-01-01,2027-01-01,chip,mon-fri 8; otherwise 5\n")
    scrip("rate", "import", "r.csv").expect(0, "1")
    scrip.write("v.csv", "key,budget_line,organisation,face,shares\nV-9,b,acme,5 CNY,1\n")
    scrip("voucher", "import", "v.csv").expect(1, "v.csv:2", "did you mean 'share'")


def test_bad_usage_says_what_where_and_what_to_do(scrip: World) -> None:
    scrip.city()
    scrip.write("u.ndjson", USAGE)
    scrip("usage", "import", "u.ndjson", "--site", "west").expect(1, "site_not_found", "scrip site")
    scrip("usage", "import", "none.ndjson", "--site", "east").expect(1, "file_unreadable", "none.ndjson")
    scrip("usage", "import", scrip.write("x.txt", "what is this?\n"), "--site", "east").expect(1, "format_unknown", "--format")
    scrip.write("n.ndjson", USAGE.splitlines()[0].replace("T02:00", "T00:00").replace("2025-06-01T00:00:00+08:00\",\"part", "2025-05-31T00:00:00+08:00\",\"part") + "\n")
    scrip("usage", "import", "n.ndjson", "--site", "east").expect(0, "1 inconsistent_time")
    scrip("usage", "import", "u.ndjson", "--site", "east", "--column", "job").expect(1, "--column")


def test_exit_codes_of_commands_and_stores(scrip: World) -> None:
    scrip("balance").expect(1, "store_missing", "scrip init")
    scrip("balnce").expect(2, "did you mean 'balance'")
    scrip("usage", "imprt").expect(2, "did you mean 'import'")
    scrip("balance", "--vouchr", "x").expect(2, "did you mean '--voucher'")
    scrip("hold", "place", "H").expect(2, "--help")
    scrip("hold").expect(2)
    scrip("explain", "--site", "east").expect(2, "--job")
    scrip.write("t.db", "this is no database, however long it is" * 100)
    scrip("balance").expect(4, "store_corrupt")


def test_changed_bytes_are_found(scrip: World) -> None:
    scrip.charged()
    path = scrip.folder / "t.db"
    data = bytearray(path.read_bytes())
    at = data.find(b"Acme AI")
    data[at:at + 4] = b"Evil"
    path.write_bytes(data)
    scrip("verify").expect(4)
    scrip("balance").expect(4)


# --- the rest ---

def test_what_is_json_parses(scrip: World) -> None:
    scrip.charged()
    scrip("period", "close", "--month", "2025-06", "--json").expect(0).json()
    for words in (["status"], ["balance"], ["balance", "--wallets"], ["charges", "--by", "site"], ["owed"], ["suspense", "list"],
                  ["hold", "list"], ["statement", "list"], ["verify"], ["version"], ["checkpoint"], ["voucher", "list"],
                  ["explain", "--site", "east", "--job", "j1"], ["export", "charges", "--format", "json"]):
        scrip(*words, "--json").expect(0).json()
    for line in scrip("journal", "show", "--records").expect(0).out.splitlines():
        json.loads(line)
    for table in ("jobs", "accounts", "vouchers"):
        assert "," in scrip("export", table).expect(0).out
    scrip("export", "all", "--format", "json", "--out", "out").expect(0)
    assert len(list((scrip.folder / "out").iterdir())) > 10


def test_columns_can_be_chosen(scrip: World) -> None:
    scrip.city()
    assert list(scrip("balance", "--json", "--columns", "voucher,face").expect(0).json()[0]) == ["voucher", "face"]
    scrip("balance", "--columns", "vouchr").expect(1, "did you mean 'voucher'")


def test_proofs_hold_and_forged_ones_do_not(scrip: World) -> None:
    scrip.charged()
    proof = scrip("proof", "entry", "3").expect(0).json()
    path = scrip.write("proof.json", json.dumps(proof))
    scrip("proof", "check", path).expect(0, "The proof holds: entry 3")
    scrip("proof", "check", path, "--key", proof["public_key"], "--json").expect(0)
    forged = {**proof, "entry": 4}
    scrip("proof", "check", scrip.write("proof.json", json.dumps(forged))).expect(4, "proof_invalid")
    forged = {**proof, "checkpoint": proof["checkpoint"].replace("\n", "\n1", 1)}
    scrip("proof", "check", scrip.write("proof.json", json.dumps(forged))).expect(4, "signature_invalid")
    scrip("proof", "entry", "999").expect(1, "out_of_range")


def test_backup_and_restore(scrip: World) -> None:
    scrip.charged()
    scrip("backup", "copy.db").expect(0, "copy of")
    scrip("backup", "copy.db").expect(1, "store_exists")
    scrip("restore", "copy.db", "--db", "new.db").expect(0)
    assert scrip("status", "--json", "--db", "new.db").json()["state_digest"] == scrip.digest()
    scrip("restore", "copy.db").expect(1, "store_exists")


def test_a_journal_without_its_key_still_works_and_says_so(scrip: World) -> None:
    scrip.city()
    (scrip.folder / "t.db.key").rename(scrip.folder / "away.key")
    scrip("organisation", "add", "x", "--name", "X").expect(0, "No checkpoint was signed")
    (scrip.folder / "away.key").rename(scrip.folder / "t.db.key")
    scrip("checkpoint").expect(0)
    scrip("verify").expect(0, "signed by")


def test_an_idempotency_key_makes_one_effect(scrip: World) -> None:
    scrip.charged()
    words = ["refund", "--site", "east", "--job", "j1", "--amount", "1", "--reason", "x", "--idempotency-key", "k"]
    scrip(*words, "--key", "a").expect(0, "Refunded")
    assert scrip(*words, "--key", "b", "--json").expect(0).json()["repeated"]


if __name__ == "__main__":
    sys.exit(run_tests(globals(), World))
