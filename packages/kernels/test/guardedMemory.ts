// Buffers in WASM memory, at addresses that are multiples of 4 and of nothing more, each between guard words.
import { expect } from 'vitest';
import type { Kernels } from '../src/index.ts';

const GUARD_WORDS = 9;
const GUARD = 0x5afe5afe;

interface Region {
  address: number;
  words: number;
  /** What it is to hold at the end; undefined: the kernel may write it. */
  contents?: Int32Array;
}

export class GuardedMemory {
  readonly #kernels: Kernels;
  readonly #regions: Region[] = [];
  #top: number;

  /** @param shift words to add to the first address, so that alignment varies */
  constructor(kernels: Kernels, shift: number) {
    this.#kernels = kernels;
    this.#top = kernels.heapBase + 4 * shift;
  }

  /** @returns the address of a copy that must not change */
  input(data: Float32Array | Int32Array): number {
    const contents = new Int32Array(data.buffer, data.byteOffset, data.length).slice();
    return this.#place({ address: 0, words: data.length, contents }, contents);
  }

  /** @returns the address of `words` words that the kernel may write; they hold `data` or NaN before */
  output(words: number, data?: Float32Array): number {
    const before = new Float32Array(words).fill(NaN);
    if (data !== undefined) before.set(data);
    return this.#place({ address: 0, words }, new Int32Array(before.buffer));
  }

  /** @returns a copy of the floats at an address, after checking that nothing but outputs was written */
  read(address: number, count: number): Float32Array {
    const words = new Int32Array(this.#kernels.memory.buffer);
    for (const region of this.#regions) {
      const start = region.address / 4;
      const end = start + region.words;
      if (region.contents !== undefined)
        expect(Buffer.from(region.contents.buffer).equals(Buffer.from(words.slice(start, end).buffer))).toBe(
          true,
        );
      for (let i = 1; i <= GUARD_WORDS; i++)
        expect([words[start - i], words[end + i - 1]]).toEqual([GUARD, GUARD]);
    }
    return new Float32Array(this.#kernels.memory.buffer, address, count).slice();
  }

  #place(region: Region, contents: Int32Array): number {
    region.address = this.#top + 4 * GUARD_WORDS;
    this.#top = region.address + 4 * region.words;
    const { memory } = this.#kernels;
    const missing = this.#top + 4 * GUARD_WORDS - memory.buffer.byteLength;
    if (missing > 0) memory.grow(Math.ceil(missing / 65536));
    const words = new Int32Array(memory.buffer);
    words.fill(GUARD, region.address / 4 - GUARD_WORDS, this.#top / 4 + GUARD_WORDS);
    words.set(contents, region.address / 4);
    this.#regions.push(region);
    return region.address;
  }
}

/** Bit for bit, but any NaN equals any other. */
export function expectSameBits(actual: Float32Array | number[], expected: Float32Array | number[]): void {
  expect(actual.length).toBe(expected.length);
  for (let i = 0; i < expected.length; i++)
    if (!Object.is(actual[i], expected[i]))
      expect.fail(`element ${i} of ${expected.length}: expected ${expected[i]}, found ${actual[i]}`);
}
