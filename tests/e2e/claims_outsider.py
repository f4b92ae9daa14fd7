#!/usr/bin/env python3
"""Claims as companies have them: a population (tests/claims/outsider.py) in CSV and workbooks, by somebody who has not read the checks.

Run by ./test with SCRIP_BINARY_DIR and SCRIP_SOURCE_DIR; SCRIP_CLAIMS_SEED and SCRIP_CLAIMS_EACH choose another one. The last line is
"N passed, M failed".
"""

import datetime
import io
import os
import sys
import zipfile

import claims
from claims import TODAY, City, codes, report, world  # noqa: F401
from harness import SOURCE, run_tests

sys.path.insert(0, str(SOURCE / "tests/claims"))
import outsider  # noqa: E402

CHIPS = """vendors:
  - {key: maker, name: Maker}
  - {key: opus, name: Opus}
  - {key: abroad, name: Abroad Inc}
chips:
  - {key: npu, name: NPU, vendor: maker}
  - {key: opu, name: OPU, vendor: opus}
  - {key: xpu, name: XPU, vendor: abroad}
"""
# Who holds what: the buyer's owner has another firm, and had one until a month before any contract; a nominee of whom nobody knows.
STAKES = [("owner", "acme", "40%", None), ("nominee", "acme", "60%", None), ("owner", "deputy", "100%", None),
          ("nominee", "nominee-held", "0%-100%", None), ("stranger", "nominee-held", "70%", None),
          ("nominee", "sold-firm", "100%", 300), ("nominee", "other-firm", "51%", None)]


def cell(value, place: str) -> str:
    if isinstance(value, int):
        return f'<c r="{place}"><v>{value}</v></c>'
    return f'<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{value}</t></is></c>'


def in_1904(sheets: dict) -> bytes:
    """The workbook of claims.py with the days of 1904, and numbers where there are any."""
    plain = claims.workbook({name: [["" if each is None else str(each) for each in row] for row in rows] for name, rows in sheets.items()})
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(plain)) as old, zipfile.ZipFile(made, "w") as book:
        for part in old.namelist():
            text = old.read(part).decode()
            if part == "xl/workbook.xml":
                text = text.replace("<sheets>", '<workbookPr date1904="1"/><sheets>')
            if part.startswith("xl/worksheets/"):
                rows = list(sheets.values())[int(part.split("sheet")[-1].split(".")[0]) - 1]
                cells = ["".join(cell(each, f"{chr(65 + at)}{line + 1}") for at, each in enumerate(row) if each is not None)
                         for line, row in enumerate(rows)]
                text = text.split("<sheetData>")[0] + "<sheetData>" + "".join(
                    f'<row r="{line + 1}">{row}</row>' for line, row in enumerate(cells)) + "</sheetData></worksheet>"
            book.writestr(part, text)
    return made.getvalue()


def present(client, officer, application: str, made: outsider.Purchase) -> None:
    for text in (*made.papers, made.order):
        client.send("POST", "/documents", text.encode(), {"Content-Type": "application/octet-stream",
                                                          "Idempotency-Key": f"{made.number} {text}"}).expect(201)
    if made.form == "xlsx":
        kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        answer = client.send("POST", "/claim-tables", in_1904(made.sheets(application)),
                             {"Content-Type": kind, "Idempotency-Key": f"x{made.number}"})
    else:
        answer = client.post("/claim-tables", {"sheets": made.csv(application)})
    read = answer.expect(200).json()
    assert read["problems"] == [], (made.kind, read["problems"])
    content = {name: value for name, value in read["claim"].items() if value is not None}
    client.post("/claims", {"claim": read["key"], "application": read["application"], **content}).expect(200)
    client.post(f"/claims/{made.claim}/submit").expect(200)
    officer.post(f"/claims/{made.claim}/check").expect(200)


def set_up(made: City) -> None:
    """As claims.py has it, with a foreign maker's chip and another's; suppliers and who holds them."""
    wang = made.set_up()
    wang.send("POST", "/set-up", CHIPS.encode(), {"Content-Type": "application/yaml", "Idempotency-Key": "chips"}).expect(200)
    for chip, passes in (("opu", True), ("xpu", False)):
        wang.post("/origins", {"chip": chip, "test": "origin_of_goods", "passes": passes, "source": "declaration", "from": "2020-01-01"}).expect(200)
    chen = made.client("sun")
    until = (TODAY + datetime.timedelta(days=700)).isoformat()
    for chip in ("opu", "xpu"):
        chen.post("/capacity", {"capacity": f"east-{chip}", "site": "east", "resource": chip, "devices": 500, "from": "2025-01-01",
                                "until": until, "use": "programmes"}).expect(200)
    for key in ("other-firm", "nominee-held", "sold-firm"):
        wang.post("/organisations", {"organisation": key, "name": key.title(), "identifier_scheme": "local", "identifier": key}).expect(200)
    wang.post("/organisations", {"organisation": "listed-maker", "name": "Listed Maker", "identifier_scheme": "uscc",
                                 "identifier": outsider.LISTED_MAKER}).expect(200)
    parties = [{"key": key, "name": key.title(), "jurisdiction": "CN"} for key in ("owner", "nominee", "stranger", "deputy")]
    stakes = [{"holder": holder, "held": held, "capital": capital, "from": "2020-01-01",
               **({"until": (TODAY - datetime.timedelta(days=days)).isoformat()} if days else {})} for holder, held, capital, days in STAKES]
    wang.post("/stakes", {"parties": parties, "stakes": stakes}).expect(200)


def test_claims_as_companies_have_them_are_judged_rightly(made: City) -> None:
    set_up(made)
    town = outsider.Town(int(os.environ.get("SCRIP_CLAIMS_SEED", "1")), int(os.environ.get("SCRIP_CLAIMS_EACH", "2")), TODAY)
    rows = [row for each in (*town.earlier, *town.claims) for row in each.meter()]
    report(made, list({(row["site"], row["vendor"].lower(), row["serial"].strip().upper(), row["day"]): row for row in rows}.values()))
    li, ren, wang = made.client("li"), made.client("ren"), made.client("wang")
    for application, organisation, client in (("B-0", "rival", ren), ("A-1", "acme", li)):
        client.put(f"/applications/{application}", {"call": "first", "organisation": organisation, "facts": {}, "contract": application,
                                                    "project": application}).expect(200)
        client.post(f"/applications/{application}/submit").expect(200)
        wang.post(f"/applications/{application}/complete").expect(200)
    for each in town.earlier:
        present(ren, wang, "B-0", each)
        assert codes(ren, each.claim) == [], (each.claim, codes(ren, each.claim))
    made.award("B-0")
    results = []
    for each in town.claims:
        present(li, wang, "A-1", each)
        results.append((each, codes(li, each.claim)))
    for kind, code in outsider.FRAUDS.items():
        found = [code in each for claim, each in results if claim.kind == kind]
        print(f"{kind:34} {code:22} recall {sum(found)}/{len(found)}")
    accused = [(claim.kind, found) for claim, found in results if claim.expected is None and found]
    print(f"honest claims accused: {len(accused)}/{sum(claim.expected is None for claim, _ in results)}")
    missed = [(claim.kind, found) for claim, found in results if claim.expected is not None and claim.expected not in found]
    assert not missed and not accused, f"not found: {missed}; accused: {accused}"


if __name__ == "__main__":
    sys.exit(run_tests(globals(), world))
