// Sentences of the server with amounts in them: "2 of 1000.00 each are 2000.00" is read as "2 of 1,000.00 each are
// 2,000.00". Only what is written with a point is taken for an amount: numbers of invoices and serial numbers stay.
const AMOUNT = /(?<![\w.,-])\d{4,}\.\d{2,6}(?!\w|\.\d)/g;

export function grouped(sentence: string): string {
  return sentence.replace(AMOUNT, (amount) => {
    const [whole = "", fraction = ""] = amount.split(".");
    return `${whole.replace(/\B(?=(\d{3})+$)/g, ",")}.${fraction}`;
  });
}
