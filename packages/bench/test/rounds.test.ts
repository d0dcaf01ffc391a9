import { describe, expect, it } from 'vitest';
import { medianRatio, takeTurns } from '../src/rounds.ts';

it('the median of ratios compares what was measured in the same round', () => {
  // The machine is ten times slower in the second round: the ratio is not.
  expect(medianRatio([2, 20, 2], [1, 10, 1])).toBe(2);
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
});
