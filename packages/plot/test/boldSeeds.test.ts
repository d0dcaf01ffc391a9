import { describe, expect, it } from 'vitest';
import { boldSeeds } from '../src/drawn/boldSeeds.ts';
import { extentsOf } from '../src/drawn/extent.ts';
import type { Curve, CurvePanel } from '../src/index.ts';

/** A curve that rises from 0 to a value at an iteration, and ends. */
const rise = (seed: number, at: number, rest: Partial<Curve> & { to?: number; end?: number } = {}): Curve => {
  const { to = 1, end = 1000, ...identity } = rest;
  return { seed, iterations: [0, at - 1, at, end], values: [0, 0, to, to], ...identity };
};
const panel = (curves: Curve[], rest: Partial<CurvePanel> = {}): CurvePanel => ({
  title: '',
  yTitle: '',
  curves,
  ...rest,
});
const seedOf = (drawn: CurvePanel, group?: string): number | undefined =>
  boldSeeds(extentsOf([drawn]))
    .get(drawn)!
    .get(group);

it('is the seed in the middle, whatever its number', () => {
  expect(seedOf(panel([rise(0, 100), rise(1, 700), rise(2, 400)]))).toBe(2);
  expect(seedOf(panel([rise(5, 100, { to: 0.5 }), rise(7, 100, { to: 0.7 }), rise(6, 100, { to: 2 })]))).toBe(
    7,
  );
  expect(seedOf(panel([rise(3, 100)]))).toBe(3);
});

it('is the smaller one of two, and of equals', () => {
  expect(seedOf(panel([rise(4, 100), rise(2, 200)]))).toBe(2);
  expect(seedOf(panel([rise(4, 100), rise(2, 100), rise(3, 100)]))).toBe(2);
});

it('counts all ranks', () => {
  const ranked = (seed: number, ...at: number[]): Curve[] =>
    at.map((when, i) => rise(seed, when, { rank: i + 1 }));
  // By its first rank alone seed 1 would be the middle one.
  expect(seedOf(panel([...ranked(0, 100, 500), ...ranked(1, 110, 950), ...ranked(2, 120, 520)]))).toBe(2);
});

it('may differ between groups', () => {
  const grouped = panel([
    ...[100, 300, 200].map((at, seed) => rise(seed, at, { group: '0.1' })),
    ...[500, 700, 900].map((at, seed) => rise(seed, at, { group: '0.01' })),
  ]);
  expect(seedOf(grouped, '0.1')).toBe(2);
  expect(seedOf(grouped, '0.01')).toBe(1);
});

it('is the same in panels of the same runs: the closest in all of them', () => {
  const first = panel([rise(0, 100), rise(1, 150), rise(2, 200)], { runs: [1, 2, 3] });
  const second = panel([rise(0, 400), rise(1, 900), rise(2, 500)], { runs: [1, 2, 3] });
  const seeds = boldSeeds(extentsOf([first, second]));
  expect([seeds.get(first)!.get(undefined), seeds.get(second)!.get(undefined)]).toEqual([2, 2]);
  const apart = boldSeeds(extentsOf([first, { ...second, runs: [4, 5, 6] }]));
  expect([...apart.values()].map((bold) => bold.get(undefined))).toEqual([1, 2]);
});

describe('where sweeps are compared seed by seed', () => {
  const of = (variant: string, rises: readonly [seed: number, at: number][]): Curve[] =>
    rises.map(([seed, at]) => rise(seed, at, { variant }));
  const first = of('a', [
    [0, 100],
    [1, 200],
    [2, 290],
  ]);

  it('is the same in all, the closest to the medians of each', () => {
    const second = of('b', [
      [0, 500],
      [1, 900],
      [2, 600],
    ]);
    const both = (more: Partial<CurvePanel>): unknown[] =>
      ['a', 'b'].map((variant) => seedOf(panel([...first, ...second], more), variant));
    expect(both({})).toEqual([1, 2]);
    expect(both({ pairsSeeds: true })).toEqual([2, 2]);
  });

  it('is one that all have, if there is one', () => {
    const pairs = (second: readonly Curve[]): unknown[] =>
      ['a', 'b'].map((variant) => seedOf(panel([...first, ...second], { pairsSeeds: true }), variant));
    const two: [number, number][] = [
      [2, 500],
      [7, 510],
    ];
    expect(pairs(of('b', two))).toEqual([2, 2]);
    expect(pairs(of('b', [[7, 500]]))).toEqual([1, 7]);
  });
});

it('is none that has diverged, or lacks what the others have', () => {
  const diverged: Curve = { seed: 0, iterations: [0, 50, 60], values: [0, 1e20, Infinity] };
  expect(seedOf(panel([diverged, rise(1, 300), rise(2, 310)]))).not.toBe(0);
  const late: Curve = { seed: 0, iterations: [900, 1000], values: [1, 1] };
  expect(seedOf(panel([late, rise(1, 300), rise(2, 400)]))).not.toBe(0);
});

it('lets a run that has ended keep its last value', () => {
  expect(seedOf(panel([rise(0, 100, { end: 150 }), rise(1, 90), rise(2, 900)]))).toBe(0);
});
