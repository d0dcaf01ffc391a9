/** Splits what a program writes into lines, however it is cut. */

/** A line that is longer than this is passed on in pieces, as text that is no snapshot. */
const LONGEST_LINE = 64 * 2 ** 20;
/** Of a line that cannot be a snapshot, no more than this is kept until it is whole. */
const LONGEST_TEXT = 64 * 2 ** 10;
const NEWLINE = 0x0a;
const RETURN = 0x0d;
const BRACE = 0x7b;

export interface LineReceiver {
  /** A whole line, without its end. */
  line(text: string): void;
  /** Text that ended with a carriage return alone, as progress bars do: a terminal shows what comes next in its place. */
  overwritten(text: string): void;
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
  /** Whether carriage returns have come last. A newline may follow, and all are then one end of a line. */
  #hasReturn = false;

  constructor(to: LineReceiver, longest = LONGEST_LINE) {
    this.#to = to;
    this.#longest = longest;
  }

  add(block: Buffer): void {
    const from = this.#hasReturn ? Buffer.concat([Buffer.of(RETURN), block]) : block;
    const bytes = withoutReturns(from);
    this.#hasReturn = bytes.length < from.length;
    const end = Math.max(bytes.lastIndexOf(NEWLINE), bytes.lastIndexOf(RETURN));
    if (end < 0) return this.#keep(bytes);
    this.#parts.push(bytes.subarray(0, end));
    this.#pass(this.#taken(), bytes[end] === RETURN);
    if (end + 1 < bytes.length) this.#keep(bytes.subarray(end + 1));
  }

  /** The program has closed its output. What is left is a line without an end. */
  end(): void {
    if (this.#length === 0) return;
    const text = this.#taken();
    if (this.#isInPieces) this.#to.piece(text);
    else this.#to.line(text);
  }

  /** @param isOverwritten whether the last line has no end yet, but begins anew */
  #pass(text: string, isOverwritten: boolean): void {
    const lines = text.split('\n');
    const begun = isOverwritten ? lines.pop()! : undefined;
    for (const line of lines) {
      if (!line.includes('\r')) this.#passLine(line);
      else {
        // An empty text overwrites nothing.
        const texts = line.split('\r').filter((part) => part !== '');
        const last = texts.pop() ?? '';
        for (const part of texts) this.#passOverwritten(part);
        this.#passLine(last);
      }
    }
    for (const part of begun?.split('\r') ?? []) this.#passOverwritten(part);
  }

  #passLine(text: string): void {
    if (this.#isInPieces) this.#to.piece(`${text}\n`);
    else this.#to.line(text);
    this.#isInPieces = false;
  }

  #passOverwritten(text: string): void {
    if (this.#isInPieces) this.#to.piece(`${text}\n`);
    else this.#to.overwritten(text);
    this.#isInPieces = false;
  }

  #taken(): string {
    const text = (this.#parts.length === 1 ? this.#parts[0]! : Buffer.concat(this.#parts)).toString();
    this.#parts = [];
    this.#length = 0;
    return text;
  }

  /** Keeps the beginning of a line. The bytes are copied, since they may be part of a much larger block. */
  #keep(bytes: Buffer): void {
    this.#parts.push(Buffer.from(bytes));
    this.#length += bytes.length;
    const most = !this.#isInPieces && this.#parts[0]![0] === BRACE ? this.#longest : LONGEST_TEXT;
    if (this.#length <= most) return;
    this.#to.piece(this.#taken());
    this.#isInPieces = true;
  }
}

function withoutReturns(bytes: Buffer): Buffer {
  let { length } = bytes;
  while (length > 0 && bytes[length - 1] === RETURN) length--;
  return bytes.subarray(0, length);
}
