import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { logLabels, logTicks, niceLogDomain } from '../src/logScale.ts';

describe('a logarithmic scale', () => {
  it.each<[number, number, [number, number], number[]]>([
    [0.006, 0.99, [0.005, 1], [0.01, 0.1, 1]],
    [2e-13, 38, [2e-13, 50], [1e-11, 1e-8, 1e-5, 0.01, 10]],
    [0.3, 12, [0.2, 20], [0.2, 0.5, 1, 2, 5, 10, 20]],
    [2, 3, [2, 5], [2, 3, 4, 5]],
    [1, 1, [1, 2], [1, 2]],
  ])('of %f to %f is drawn from %j with ticks %j', (low, high, domain, ticks) => {
    expect(niceLogDomain(low, high)).toEqual(domain);
    expect(logTicks(...domain)).toEqual(ticks);
  });

  it('holds what it must, and has two ticks to nine', () => {
    const value = fc.double({ min: 1e-30, max: 1e30, noNaN: true });
    fc.assert(
      fc.property(value, fc.double({ min: 1, max: 1e12, noNaN: true }), (low, ratio) => {
        const [begin, end] = niceLogDomain(low, low * ratio);
        expect(begin).toBeLessThanOrEqual(low);
        expect(end).toBeGreaterThanOrEqual(low * ratio);
        expect(end).toBeGreaterThan(begin);
        expect(begin * 2.6).toBeGreaterThan(low);
        const ticks = logTicks(begin, end);
        expect(ticks.length).toBeGreaterThanOrEqual(2);
        expect(ticks.length).toBeLessThanOrEqual(9);
        expect(ticks.every((tick) => tick >= begin && tick <= end)).toBe(true);
      }),
    );
  });

  it('labels ticks alike: all plain, or all as powers', () => {
    expect(logLabels([0.01, 1])).toBe('({"1":"1","0.01":"0.01"})[datum.value]');
    expect(logLabels([1e-5, 0.01])).toBe('({"0.00001":"10⁻⁵","0.01":"10⁻²"})[datum.value]');
    expect(logLabels([1e-12, 0.01])).toContain('"1e-12":"10⁻¹²"');
    expect(logLabels([20, 20_000])).toContain('"20":"2·10¹"');
  });
});
