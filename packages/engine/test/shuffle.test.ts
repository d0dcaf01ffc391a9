/** Orders that the kernels shuffle are those of core, whose numbers are published test vectors' (core/test/random.test.ts). */
import { shuffle } from '@ranksweep/core';
import { loadKernels } from '@ranksweep/kernels';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Arena } from '../src/wasm/arena.ts';
import { createShuffle } from '../src/wasm/shuffle.ts';

const kernels = loadKernels('plain'); // The other build has the same instructions: there is no multiply-add.

function expectSameOrder(count: number, most: number, seed: number, purpose: string): void {
  const arena = new Arena(kernels);
  const fast = createShuffle(kernels, arena, most);
  const next = arena.copyOf(Int32Array.of(12345));
  const [expected, found] = [new Int32Array(count), new Int32Array(count)];
  shuffle(expected, seed, purpose);
  fast(found, seed, purpose);
  expect(found.findIndex((element, i) => element !== expected[i])).toBe(-1);
  expect(arena.integers(next, 1)[0]).toBe(12345);
}

it('shuffles as core does', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 70 }),
      fc.nat({ max: 20 }),
      fc.integer({ min: 0, max: 2 ** 48 - 1 }),
      fc.string(),
      (count, more, seed, purpose) => expectSameOrder(count, count + more, seed, purpose),
    ),
  );
});

it('shuffles more than 2^16 as core does', () => {
  expectSameOrder(2 ** 16 + 3, 2 ** 16 + 3, 2 ** 40 + 7, 'batch/3');
});
