import { expect, test } from "vitest";
import { newPassword } from "./password";

test("a new password is long, readable and another one each time", () => {
  const all = new Set(Array.from({ length: 200 }, newPassword));
  expect(all.size).toBe(200);
  for (const each of all) expect(each).toMatch(/^[a-km-np-z2-9]{5}(-[a-km-np-z2-9]{5}){3}$/);
});

test("every letter of the alphabet comes up", () => {
  const letters = new Set(Array.from({ length: 400 }, newPassword).join("").replaceAll("-", ""));
  expect(letters.size).toBe(32);
});
