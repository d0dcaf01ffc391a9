import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BatchOrder, iterationsPerEpoch } from '../src/task/batches.ts';

const randomOptions = fc.record({
  samples: fc.integer({ min: 1, max: 200 }),
  size: fc.integer({ min: 1, max: 220 }),
  seed: fc.nat(),
});

const ascending = (values: Iterable<number>): number[] => [...values].sort((a, b) => a - b);

describe('batches', () => {
  it('take every observation once an epoch, as many at a time as asked for while there are so many', () => {
    fc.assert(
      fc.property(randomOptions, fc.nat(20), (options, epoch) => {
        const order = new BatchOrder(options);
        const first = epoch * order.perEpoch;
        const batches = Array.from({ length: order.perEpoch }, (_, i) => [...order.at(first + i)]);
        expect(order.perEpoch).toBe(iterationsPerEpoch(options));
        expect(ascending(batches.flat())).toEqual(Array.from({ length: options.samples }, (_, s) => s));
        batches.slice(0, -1).forEach((batch) => expect(batch).toHaveLength(options.size));
      }),
    );
  });

  it('depend on seed and iteration alone, whatever was asked for before', () => {
    fc.assert(
      fc.property(randomOptions, fc.array(fc.nat(300), { minLength: 1 }), (options, iterations) => {
        const order = new BatchOrder(options);
        for (const iteration of iterations) {
          expect([...order.at(iteration)]).toEqual([...new BatchOrder(options).at(iteration)]);
        }
      }),
    );
  });

  it('come in another order in every epoch and for every seed', () => {
    const at = (seed: number, epoch: number) =>
      [...new BatchOrder({ samples: 100, size: 100, seed }).at(epoch)].join();
    expect(new Set([at(0, 0), at(0, 1), at(0, 2), at(1, 0), at(1, 1)]).size).toBe(5);
  });

  it('are uniform: every observation is equally often in the first batch', () => {
    const counts = new Array<number>(10).fill(0);
    const epochs = 4000;
    const order = new BatchOrder({ samples: 10, size: 3, seed: 5 });
    for (let epoch = 0; epoch < epochs; epoch++) for (const s of order.at(4 * epoch)) counts[s]!++;
    // The mean is 1200 and the standard deviation 29.
    counts.forEach((count) => expect(Math.abs(count - 0.3 * epochs)).toBeLessThan(5 * 29));
  });
});
