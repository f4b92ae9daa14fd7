// Tables as files, for those that the server has no file of: CSV (RFC 4180) and Excel workbooks (ECMA-376, one sheet of
// texts and numbers, in a ZIP archive without compression).

export type Rows = readonly (readonly string[])[];

// Excel takes a text that begins so for a formula (CWE-1236); an apostrophe makes it a text again. Negative figures stay,
// and a dash alone. The server's files have the same rule: src/reports/table.cpp.
const FORMULA = /^[=+@\t\r\n＝＋－＠]|^-(?![\d.,]*$)/;

// With a byte-order mark, by which Excel knows UTF-8.
export function toCsv(rows: Rows): string {
  return `\uFEFF${plainCsv(rows.map((row) => row.map((text) => (FORMULA.test(text) ? `'${text}` : text))))}`;
}

// Every cell as it is, for a program to read.
export function plainCsv(rows: Rows): string {
  const cell = (text: string) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  return rows.map((row) => `${row.map(cell).join(",")}\r\n`).join("");
}

function escaped(text: string): string {
  // XML has no place for most control characters.
  return text
    .replaceAll(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g, "")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;");
}

// Excel keeps 15 digits of a number: a longer one stays a text, and so does "007".
const NUMBER = /^-?(0|[1-9]\d*)(\.\d+)?$/;
const DIGITS_MAX = 15;

function cellXml(text: string): string {
  if (NUMBER.test(text) && text.replaceAll(/\D/g, "").length <= DIGITS_MAX) return `<c><v>${text}</v></c>`;
  return `<c t="inlineStr"><is><t xml:space="preserve">${escaped(text)}</t></is></c>`;
}

const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>';
const OPEN = "http://schemas.openxmlformats.org";
const TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml";

function parts(rows: Rows): [string, string][] {
  const data = rows.map((row) => `<row>${row.map(cellXml).join("")}</row>`).join("");
  return [
    [
      "[Content_Types].xml",
      `${XML}<Types xmlns="${OPEN}/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="${TYPES}.sheet.main+xml"/><Override PartName="/xl/sheet1.xml" ContentType="${TYPES}.worksheet+xml"/></Types>`,
    ],
    [
      "_rels/.rels",
      `${XML}<Relationships xmlns="${OPEN}/package/2006/relationships"><Relationship Id="r1" Type="${OPEN}/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    ],
    [
      "xl/workbook.xml",
      `${XML}<workbook xmlns="${OPEN}/spreadsheetml/2006/main" xmlns:r="${OPEN}/officeDocument/2006/relationships"><sheets><sheet name="Scrip" sheetId="1" r:id="r1"/></sheets></workbook>`,
    ],
    [
      "xl/_rels/workbook.xml.rels",
      `${XML}<Relationships xmlns="${OPEN}/package/2006/relationships"><Relationship Id="r1" Type="${OPEN}/officeDocument/2006/relationships/worksheet" Target="sheet1.xml"/></Relationships>`,
    ],
    [
      "xl/sheet1.xml",
      `${XML}<worksheet xmlns="${OPEN}/spreadsheetml/2006/main"><sheetData>${data}</sheetData></worksheet>`,
    ],
  ];
}

export function toXlsx(rows: Rows): Uint8Array<ArrayBuffer> {
  const encoder = new TextEncoder();
  return zip(parts(rows).map(([name, text]) => ({ name: encoder.encode(name), bytes: encoder.encode(text) })));
}

// CRC-32 of ISO 3309, as ZIP wants it.
export function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; ++bit) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return (crc ^ 0xffffffff) >>> 0;
}

interface Member {
  name: Uint8Array;
  bytes: Uint8Array;
}

// Little-endian fields of 2 and 4 bytes: [width, value].
function fields(...all: [2 | 4, number][]): Uint8Array {
  const bytes = new Uint8Array(all.reduce((length, [width]) => length + width, 0));
  const view = new DataView(bytes.buffer);
  let at = 0;
  for (const [width, value] of all) {
    if (width === 2) view.setUint16(at, value, true);
    else view.setUint32(at, value, true);
    at += width;
  }
  return bytes;
}

const LOCAL = 0x04034b50;
const CENTRAL = 0x02014b50;
const END = 0x06054b50;
const VERSION = 20;
const UTF8_NAMES = 0x0800;
const FIRST_DAY = 0x21; // 1 January 1980: the same table makes the same file

// PKWARE's APPNOTE 6.3.3, sections 4.3.7, 4.3.12 and 4.3.16; method 0: stored.
function zip(members: readonly Member[]): Uint8Array<ArrayBuffer> {
  const local: Uint8Array[] = [];
  const central: Uint8Array[] = [];
  let offset = 0;
  for (const { name, bytes } of members) {
    const common: [2 | 4, number][] = [
      [2, VERSION],
      [2, UTF8_NAMES],
      [2, 0],
      [2, 0],
      [2, FIRST_DAY],
      [4, crc32(bytes)],
      [4, bytes.length],
      [4, bytes.length],
      [2, name.length],
      [2, 0],
    ];
    const head = fields([4, LOCAL], ...common);
    local.push(head, name, bytes);
    central.push(fields([4, CENTRAL], [2, VERSION], ...common, [2, 0], [2, 0], [2, 0], [4, 0], [4, offset]), name);
    offset += head.length + name.length + bytes.length;
  }
  const size = central.reduce((length, each) => length + each.length, 0);
  const n = members.length;
  const end = fields([4, END], [2, 0], [2, 0], [2, n], [2, n], [4, size], [4, offset], [2, 0]);
  return joined([...local, ...central, end]);
}

function joined(all: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(all.reduce((length, each) => length + each.length, 0));
  let at = 0;
  for (const each of all) {
    bytes.set(each, at);
    at += each.length;
  }
  return bytes;
}
