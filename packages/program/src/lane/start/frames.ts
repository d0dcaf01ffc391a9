/**
 * How a lane and its starter talk to each other: in frames of a kind (1 byte), a length (4 bytes, big-endian) and so many bytes. Which
 * kinds there are, is said in `protocol.ts`.
 */

const HEADER_BYTES = 5;

export interface Frame {
  readonly kind: number;
  readonly payload: Buffer;
}

export function frameHeader(kind: number, length: number): Buffer {
  const header = Buffer.allocUnsafe(HEADER_BYTES);
  header[0] = kind;
  header.writeUInt32BE(length, 1);
  return header;
}

export function jsonFrame(kind: number, value: unknown): Buffer {
  const payload = Buffer.from(JSON.stringify(value));
  return Buffer.concat([frameHeader(kind, payload.length), payload]);
}

/** Puts frames together, however they were cut. */
export class Frames {
  #parts: Buffer[] = [];
  #length = 0;
  #needed = HEADER_BYTES;

  /** The frames that have become whole. */
  *add(block: Buffer): Generator<Frame> {
    this.#parts.push(block);
    this.#length += block.length;
    if (this.#length < this.#needed) return;
    let bytes = this.#parts.length === 1 ? block : Buffer.concat(this.#parts);
    this.#needed = HEADER_BYTES;
    while (bytes.length >= HEADER_BYTES) {
      const end = HEADER_BYTES + bytes.readUInt32BE(1);
      if (bytes.length < end) {
        this.#needed = end;
        break;
      }
      yield { kind: bytes[0]!, payload: bytes.subarray(HEADER_BYTES, end) };
      bytes = bytes.subarray(end);
    }
    this.#parts = bytes.length === 0 ? [] : [bytes];
    this.#length = bytes.length;
  }
}
