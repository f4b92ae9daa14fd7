import { execFileSync } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { crc32, toCsv, toXlsx } from "./sheet";

test("CRC-32 of the check value that every implementation gives", () => {
  expect(crc32(new TextEncoder().encode("123456789"))).toBe(0xcbf43926);
});

test("CSV quotes what must be quoted, and no cell becomes a formula", () => {
  expect(toCsv([["a,b", 'say "hi"', "two\nlines"]])).toBe('\uFEFF"a,b","say ""hi""","two\nlines"\r\n');
  expect(toCsv([["=1+1", "-1,200.00", "-cmd", "@x"]])).toBe("\uFEFF'=1+1,\"-1,200.00\",'-cmd,'@x\r\n");
  expect(toCsv([["-", "＝1", "-12.50", "a=1"]])).toBe("\uFEFF-,'＝1,-12.50,a=1\r\n");
});

test("a workbook is a ZIP archive that Python opens, with numbers, texts and no damage", () => {
  const path = join(mkdtempSync(join(tmpdir(), "scrip-sheet-")), "table.xlsx");
  writeFileSync(
    path,
    toXlsx([
      ["名称", "amount"],
      ["A & <B>", "12.50"],
      ["007", "12345678901234567"],
    ]),
  );
  const script = `import sys, zipfile
book = zipfile.ZipFile(sys.argv[1])
assert book.testzip() is None
import xml.dom.minidom
for name in book.namelist(): xml.dom.minidom.parseString(book.read(name))
print(book.read("xl/sheet1.xml").decode())`;
  const sheet = execFileSync("python3", ["-c", script, path], { encoding: "utf8" });
  expect(sheet).toContain("名称");
  expect(sheet).toContain("A &amp; &lt;B&gt;");
  expect(sheet).toContain("<c><v>12.50</v></c>");
  expect(sheet).toContain(">007</t>");
  expect(sheet).toContain(">12345678901234567</t>");
});
