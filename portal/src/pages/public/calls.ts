import type { Call } from "../../api/types";

// Whether a call takes applications now.
export function isOpen(call: Call, now = Date.now()): boolean {
  const begun = call.opens === null || Date.parse(call.opens) <= now;
  const ended = call.closes !== null && Date.parse(call.closes) <= now;
  return begun && !ended;
}
