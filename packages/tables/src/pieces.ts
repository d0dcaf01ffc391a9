/** Text that is written piece by piece. */

/** The number of characters passed on at a time. */
export const PIECE = 65_536;

/** Values of up to this many characters or bytes are written into a row at once. */
export const LARGE = 1_048_576;

/** Splits text into parts without splitting a surrogate pair. */
export function* textParts(text: string): Generator<string> {
  for (let at = 0; at < text.length;) {
    let end = Math.min(at + PIECE, text.length);
    if (end < text.length && isHighSurrogate(text.charCodeAt(end - 1))) end--;
    yield text.slice(at, end);
    at = end;
  }
}

const isHighSurrogate = (unit: number): boolean => unit >= 0xd800 && unit <= 0xdbff;

/** @param size bytes per part, except for the last */
export function* byteParts(bytes: Uint8Array, size: number): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) {
    const part = bytes.subarray(at, at + size);
    yield Buffer.from(part.buffer, part.byteOffset, part.byteLength);
  }
}

/** Joins small pieces into ones of about `PIECE` characters. */
export function* gathered(pieces: Iterable<string>): Generator<string> {
  let text = '';
  for (const piece of pieces) {
    text += piece;
    if (text.length < PIECE) continue;
    yield text;
    text = '';
  }
  if (text !== '') yield text;
}
