// Civil days as texts ("2026-03-01"), in no time zone.

const DAY_MS = 86_400_000;

// The API's periods end with the day after the last; people name the last one.
export function dayAfter(day: string): string {
  return moved(day, 1);
}

export function dayBefore(day: string): string {
  return moved(day, -1);
}

function moved(day: string, days: number): string {
  const at = Date.parse(`${day}T00:00:00Z`);
  return Number.isNaN(at) ? "" : new Date(at + days * DAY_MS).toISOString().slice(0, 10);
}

// The first days of a month ("2026-12") and of the one after it.
export function monthDays(month: string): { from: string; until: string } {
  const [year = 0, index = 1] = month.split("-").map(Number);
  return { from: `${month}-01`, until: new Date(Date.UTC(year, index, 1)).toISOString().slice(0, 10) };
}
