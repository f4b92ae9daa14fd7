import { describe, expect, it } from "vitest";
import type { ClaimContent } from "../api/claims";
import { NO_SHEETS, sheetsOf, tablesOf } from "./claim_sheets";

const content: ClaimContent = {
  contract: {
    number: "HT-1",
    supplier: { name: "Maker, Ltd", scheme: "uscc", identifier: "91110108MA01ABCDE5" },
    signed: "2026-02-01",
    amount: "1130000.00",
    document: null,
  },
  invoices: [
    {
      issuer: "91110108MA01ABCDE5",
      number: "12",
      date: "2026-03-01",
      document: null,
      lines: [
        {
          chip: "ascend-910b",
          goods: "",
          quantity: 2,
          unit_price: "500000.00",
          amount: "1000000.00",
          tax: "130000.00",
        },
      ],
    },
  ],
  payments: [{ date: "2026-03-10", amount: "1130000.00", reference: "B-77", document: null }],
  deliveries: [
    {
      date: "2026-03-05",
      site: "east",
      document: null,
      servers: [{ server: "S-1", chip: "ascend-910b", vendor: "huawei", serials: ["A1", "A2"] }],
    },
  ],
  acceptance: { date: "2026-03-08", passed: true, document: null },
  listing: ["east-910b"],
};

describe("a claim as sheets", () => {
  it("has a row for each card, and each line of an invoice", () => {
    const sheets = sheetsOf(content);
    expect(sheets.devices.map((row) => row["serial"])).toEqual(["A1", "A2"]);
    expect(sheets.devices[0]).toMatchObject({ delivered: "2026-03-05", site: "east", vendor: "huawei" });
    expect(sheets.invoices[0]).toMatchObject({ number: "12", chip: "ascend-910b", quantity: "2", tax: "130000.00" });
    expect(sheets.contract[0]).toMatchObject({ supplier_name: "Maker, Ltd", accepted: "true", listing: "east-910b" });
    expect(sheets.contract[0]).not.toHaveProperty("supplier");
  });
  it("goes to the server as CSV with its key, and without sheets that have no row", () => {
    const tables = tablesOf("A-9", "E-17", { ...sheetsOf(content), payments: [] });
    expect(Object.keys(tables)).toEqual(["contract", "invoices", "devices"]);
    expect(tables["contract"]).toContain('E-17,A-9,HT-1,,"Maker, Ltd",uscc');
    expect(tablesOf("A-9", "E-17", NO_SHEETS)["contract"]).toContain("E-17,A-9,,");
  });
});
