// A first password that nobody has to invent: 100 bits, in groups that can be read aloud.

// 32 letters and digits without those that look alike: five bits each, so none is likelier than another.
const LETTERS = "abcdefghijkmnpqrstuvwxyz23456789";
const GROUPS = 4;
const GROUP_LETTERS = 5;

export function newPassword(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(GROUPS * GROUP_LETTERS));
  const text = Array.from(bytes, (byte) => LETTERS.charAt(byte % LETTERS.length)).join("");
  return (text.match(new RegExp(`.{${GROUP_LETTERS}}`, "g")) ?? []).join("-");
}
