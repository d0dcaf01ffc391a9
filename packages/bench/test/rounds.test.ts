import { describe, expect, it } from 'vitest';
import { expectedMs, ratioOf, takeTurns } from '../src/rounds.ts';

it('compares what was measured in the same round', () => {
  // The machine is ten times slower in the second round: the ratio is not.
  expect(ratioOf([2, 20, 2], [1, 10, 1])).toEqual({ median: 2, quartiles: [2, 2] });
  expect(ratioOf([1, 5, 2, 4, 3], [1, 1, 1, 1, 1])).toEqual({ median: 3, quartiles: [2, 4] });
  expect(ratioOf([3, 6], [1, 1]).quartiles).toEqual([3.75, 5.25]);
  // One of them has had fewer turns.
  expect(ratioOf([2, 40], [1, 10, 100]).median).toBe(3);
  expect(ratioOf([1, 10, 100], [2, 40]).median).toBe(0.375);
});

describe('takeTurns', () => {
  it('gives every contestant bursts of equal time, one a round, in turn', async () => {
    const order: string[] = [];
    const contestant = (name: string, msPerIteration: number) => async (iterations: number) => {
      order.push(name);
      return iterations * msPerIteration;
    };
    const [fast, slow] = await takeTurns([contestant('fast', 0.5), contestant('slow', 8)], {
      count: 3,
      burstMs: 64,
    });
    expect(fast).toEqual([0.5, 0.5, 0.5]);
    expect(slow).toEqual([8, 8, 8]);
    expect(order.slice(-6)).toEqual(['fast', 'slow', 'fast', 'slow', 'fast', 'slow']);
  });

  it('leaves out the last rounds of what takes long, and tells beforehand how long it all takes', async () => {
    const turns = { fast: 0, slow: 0 };
    let spentMs = 0;
    const contestant = (name: 'fast' | 'slow', unitMs: number) => async (units: number) => {
      turns[name] += 1;
      spentMs += units * unitMs;
      return units * unitMs;
    };
    const rounds = { count: 8, burstMs: 10 };
    const [fast, slow] = await takeTurns([contestant('fast', 10), contestant('slow', 101)], rounds);
    expect(fast).toHaveLength(8);
    expect(slow).toHaveLength(3);
    expect(turns).toEqual({ fast: 9, slow: 4 }); // one to warm up
    expect(expectedMs([10, 101], rounds)).toBe(spentMs);
    expect(expectedMs([100], rounds)).toBe(900);
  });
});
