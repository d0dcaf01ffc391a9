/** Shuffles in the kernels' memory: the orders of core's `shuffle`, in a fraction of the time. */
import { streamKey, type Shuffle } from '@ranksweep/core';
import type { Kernels } from '@ranksweep/kernels';
import type { Arena } from './arena.ts';

/** @param most elements of an order */
export function createShuffle(kernels: Kernels, arena: Arena, most: number): Shuffle {
  const drawn = arena.allocate(16 * Math.ceil(most / 4));
  const shuffled = arena.allocate(4 * most);
  return (order, seed, purpose) => {
    const { 0: key0, 1: key1 } = streamKey(seed, purpose);
    kernels.shuffle(order.length, key0!, key1!, drawn, shuffled);
    order.set(arena.integers(shuffled, order.length));
  };
}
