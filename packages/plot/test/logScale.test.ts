import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { logTicks, niceLogDomain } from '../src/axes/logScale.ts';

describe('a logarithmic scale', () => {
  it.each<[number, number, [number, number], number[]]>([
    [0.006, 0.99, [0.005, 1], [0.01, 0.1, 1]],
    [2e-13, 38, [2e-13, 50], [1e-13, 1e-11, 1e-9, 1e-7, 1e-5, 1e-3, 0.1, 10].slice(1)],
    [0.3, 12, [0.2, 20], [0.2, 0.5, 1, 2, 5, 10, 20]],
    [2, 3, [2, 5], [2, 3, 4, 5]],
    [1, 1, [1, 2], [1, 2]],
  ])('of %f to %f is drawn from %j with ticks %j', (low, high, domain, ticks) => {
    expect(niceLogDomain(low, high)).toEqual(domain);
    expect(logTicks(...domain, 8)).toEqual(ticks);
  });

  it.each<[number, number, number, number[]]>([
    [0.2, 20, 4, [1, 10]],
    [2, 5, 3, [2, 5]],
    [1e-12, 1, 3, [1e-10, 1e-5, 1]],
    [1e-12, 1, 1, [1]],
  ])('of %f to %f with room for %i ticks has %j', (low, high, most, ticks) => {
    expect(logTicks(low, high, most)).toEqual(ticks);
  });

  it('holds what it must, and has no more ticks than there is room for', () => {
    const value = fc.double({ min: 1e-30, max: 1e30, noNaN: true });
    fc.assert(
      fc.property(value, fc.double({ min: 1, max: 1e12, noNaN: true }), (low, ratio) => {
        const [begin, end] = niceLogDomain(low, low * ratio);
        expect(begin).toBeLessThanOrEqual(low);
        expect(end).toBeGreaterThanOrEqual(low * ratio);
        expect(end).toBeGreaterThan(begin);
        expect(begin * 2.6).toBeGreaterThan(low);
        const ticks = logTicks(begin, end, 9);
        expect(ticks.length).toBeGreaterThanOrEqual(2);
        expect(ticks.length).toBeLessThanOrEqual(9);
        expect(logTicks(begin, end, 3).length).toBeLessThanOrEqual(3);
        expect(ticks.every((tick) => tick >= begin && tick <= end)).toBe(true);
      }),
    );
  });
});
