/**
 * The bytes of an IDX file of unsigned bytes, taken piece by piece.
 * Source: "The MNIST database of handwritten digits", section "File formats": two zero bytes, the type of the values, the number
 * of dimensions, their sizes as big-endian 32-bit integers, the values in row-major order.
 */
import { createHash } from 'node:crypto';
import { InputError } from '@ranksweep/core';
import type { IdxRole } from '../roles.ts';

/** What of a file is of use. */
export interface IdxContent {
  readonly shape: readonly number[];
  readonly values: Uint8Array;
  /** SHA-256 of the whole file, decompressed. */
  readonly sha256: string;
}

const UNSIGNED_BYTE = 0x08;
const DIMENSIONS = { images: 3, labels: 1 } as const;
/** No file may hold more values: MNIST has 47 million. */
const MOST_VALUES = 2 ** 31 - 1;

/** Room for the values is made once the header is there and its sizes have been accepted. */
export class IdxBuffer {
  readonly #role: IdxRole;
  readonly #accept: (bytes: number) => void;
  #bytes: Uint8Array<ArrayBuffer>;
  #filled = 0;
  #shape: readonly number[] | undefined;

  /** @param accept is given the length that the header promises, and throws if the file cannot have it */
  constructor(role: IdxRole, accept: (bytes: number) => void) {
    this.#role = role;
    this.#accept = accept;
    this.#bytes = new Uint8Array(4 + 4 * DIMENSIONS[role.content]);
  }

  /** @throws InputError if the header is not one of this role, or if there are more bytes than it promises */
  take(chunk: Uint8Array): void {
    const taken = chunk.subarray(0, this.#bytes.length - this.#filled);
    this.#bytes.set(taken, this.#filled);
    this.#filled += taken.length;
    const rest = chunk.subarray(taken.length);
    if (this.#filled === this.#bytes.length && this.#shape === undefined) {
      this.#begin();
      this.take(rest);
    } else if (rest.length > 0) {
      throw new InputError(`expected ${this.#promise()}, found more`);
    }
  }

  /** @throws InputError if bytes are missing */
  finish(): IdxContent {
    if (this.#shape === undefined && this.#filled >= 4) requireKind(this.#bytes, this.#role);
    if (this.#shape === undefined || this.#filled < this.#bytes.length) {
      const what = this.#filled === 0 ? 'empty' : 'cut short';
      throw new InputError(`expected ${this.#promise()}, found ${this.#filled}: the file is ${what}`);
    }
    const values = this.#bytes.subarray(this.#bytes.length - numberOf(this.#shape));
    return { shape: this.#shape, values, sha256: createHash('sha256').update(this.#bytes).digest('hex') };
  }

  #begin(): void {
    const header = this.#bytes;
    requireKind(header, this.#role);
    const shape = sizesOf(header);
    if (numberOf(shape) > MOST_VALUES) {
      throw new InputError(`expected at most ${MOST_VALUES} values, found ${shape.join(' x ')}`);
    }
    this.#shape = shape;
    const length = header.length + numberOf(shape);
    try {
      this.#accept(length);
    } catch (error) {
      throw error instanceof InputError
        ? new InputError(`expected ${this.#promise()}, ${error.message}`)
        : error;
    }
    this.#bytes = new Uint8Array(length);
    this.#bytes.set(header);
  }

  #promise(): string {
    if (this.#shape === undefined) return `a header of ${this.#bytes.length} bytes`;
    const length = 4 + 4 * this.#shape.length + numberOf(this.#shape);
    return `${length} bytes (its header says ${this.#shape.join(' x ')})`;
  }
}

/** Exact where it matters: at most 2^31. */
const numberOf = (shape: readonly number[]): number => shape.reduce((product, size) => product * size, 1);

/**
 * Looks at the first four bytes.
 * @throws InputError if they do not begin a file of this role
 */
function requireKind([first, second, type, dimensions]: Uint8Array, { content, words }: IdxRole): void {
  if (first !== 0 || second !== 0) {
    throw new InputError('expected an IDX file (it begins with two zero bytes), found something else');
  }
  if (type !== UNSIGNED_BYTE) {
    throw new InputError(
      `expected values that are unsigned bytes (type ${UNSIGNED_BYTE}), found type ${type}`,
    );
  }
  const expected = DIMENSIONS[content];
  if (dimensions === expected) return;
  const other = content === 'images' ? 'labels' : 'images';
  const guess = dimensions === DIMENSIONS[other] ? `, as ${other} have: are two files swapped?` : '';
  throw new InputError(
    `expected ${words}, whose header says ${expected} for the number of dimensions, found ${dimensions}${guess}`,
  );
}

function sizesOf(header: Uint8Array<ArrayBuffer>): number[] {
  const view = new DataView(header.buffer);
  return Array.from({ length: header[3]! }, (_, n) => view.getUint32(4 + 4 * n));
}
