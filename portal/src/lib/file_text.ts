// The text of a file as a person saved it: UTF-8, UTF-16 with its mark, or GB 18030, in which Chinese spreadsheet
// programs write CSV. Nothing is replaced: bytes that are none of these are an error (encoding), not other letters.
export function textOf(bytes: Uint8Array): string {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return new TextDecoder("utf-16le", { fatal: true }).decode(bytes);
  if (first === 0xfe && second === 0xff) return new TextDecoder("utf-16be", { fatal: true }).decode(bytes);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder("gb18030", { fatal: true }).decode(bytes);
  }
}

export async function fileText(file: Blob): Promise<string> {
  return textOf(new Uint8Array(await file.arrayBuffer()));
}
