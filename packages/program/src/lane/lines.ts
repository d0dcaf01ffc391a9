/** Splits what a program writes into lines, however it is cut. */

/** A line that is longer than this is passed on in pieces, as text that is no snapshot. */
const LONGEST_LINE = 64 * 2 ** 20;
/** Of a line that cannot be a snapshot, no more than this is kept until it is whole. */
const LONGEST_TEXT = 64 * 2 ** 10;
const NEWLINE = 0x0a;
const BRACE = 0x7b;

export interface LineReceiver {
  /** A whole line, without its end. */
  line(text: string): void;
  /** Part of a line that is too long to be whole. */
  piece(text: string): void;
}

export class Lines {
  readonly #to: LineReceiver;
  readonly #longest: number;
  #parts: Buffer[] = [];
  #length = 0;
  /** Whether what comes up to the next end of a line is the rest of one that was passed on in pieces. */
  #isInPieces = false;

  constructor(to: LineReceiver, longest = LONGEST_LINE) {
    this.#to = to;
    this.#longest = longest;
  }

  add(bytes: Buffer): void {
    const end = bytes.lastIndexOf(NEWLINE);
    if (end < 0) return this.#keep(bytes);
    this.#parts.push(bytes.subarray(0, end));
    const text = (this.#parts.length === 1 ? this.#parts[0]! : Buffer.concat(this.#parts)).toString();
    this.#parts = [];
    this.#length = 0;
    const lines = text.split('\n');
    for (const [i, line] of lines.entries()) {
      if (i === 0 && this.#isInPieces) this.#to.piece(`${line}\n`);
      else this.#to.line(line);
    }
    this.#isInPieces = false;
    if (end + 1 < bytes.length) this.#keep(bytes.subarray(end + 1));
  }

  /** The program has closed its output. What is left is a line without an end. */
  end(): void {
    if (this.#length === 0) return;
    const text = Buffer.concat(this.#parts).toString();
    this.#parts = [];
    this.#length = 0;
    if (this.#isInPieces) this.#to.piece(text);
    else this.#to.line(text);
  }

  /** Keeps the beginning of a line. The bytes are copied, since they may be part of a much larger block. */
  #keep(bytes: Buffer): void {
    this.#parts.push(Buffer.from(bytes));
    this.#length += bytes.length;
    const most = !this.#isInPieces && this.#parts[0]![0] === BRACE ? this.#longest : LONGEST_TEXT;
    if (this.#length <= most) return;
    this.#to.piece(Buffer.concat(this.#parts).toString());
    this.#parts = [];
    this.#length = 0;
    this.#isInPieces = true;
  }
}
