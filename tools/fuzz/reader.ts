/** What a fuzzer asks of a reader of untrusted input. */
import type { Random } from './random.ts';

export interface Reader {
  readonly name: string;
  /** What it may throw at bad input. */
  readonly refusal: 'InputError' | 'RangeError';
  /** An input, near to one that is good. */
  make(random: Random): Uint8Array;
  /** Reads it; throws an Error of its own where the result is wrong. */
  read(input: Uint8Array): unknown;
  close?(): void;
}

/** @param folder of its own, for the files it reads */
export type MakeReader = (folder: string) => Reader | Promise<Reader>;
