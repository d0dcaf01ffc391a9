import { describe, expect, it } from 'vitest';
import { axisEnd } from '../src/axisEnd.ts';
import type { Curve } from '../src/index.ts';

/** A curve that rises from 0 to 1 at an iteration and rests there until its run ends. */
const rise = (seed: number, at: number, end: number, group?: string): Curve => ({
  seed,
  ...(group === undefined ? {} : { group }),
  iterations: [0, at - 1, at, end],
  values: [0, 0, 1, 1],
});
const height = (value: number): number => Math.min(1, Math.max(0, value));
const endOf = (...curves: Curve[]): number => axisEnd({ title: '', yTitle: '', curves }, height);

describe('axisEnd', () => {
  it('lies half as far again as the last rise when the run goes on at rest', () => {
    expect(endOf(rise(0, 100, 5000), rise(0, 400, 5000))).toBe(600);
  });

  it('is the end of the runs where little would be left out, and of a run in which nothing moves', () => {
    expect(endOf(rise(0, 400, 600))).toBe(600);
    expect(endOf(rise(0, 400, 799))).toBe(799);
    expect(endOf(rise(0, 400, 801))).toBe(600);
    expect(endOf({ seed: 0, iterations: [0, 50], values: [0, 0] })).toBe(50);
    expect(endOf({ seed: 0, iterations: [0], values: [1] })).toBe(0);
  });

  it('takes small swings around the last value for rest, larger ones for movement', () => {
    const swinging = (width: number): Curve => ({
      seed: 0,
      iterations: [0, 100, 200, 4000, 5000],
      values: [0, 0.9, 0.9 + width, 0.9 - width, 0.9],
    });
    expect(endOf(swinging(0.02))).toBe(150);
    expect(endOf(swinging(0.05))).toBe(5000);
  });

  it('counts a curve that diverges or begins late as moving until then', () => {
    const diverged: Curve = { seed: 0, iterations: [0, 10, 20, 900], values: [0, 0.5, 1e30, Infinity] };
    expect(endOf(diverged)).toBe(30);
    const late: Curve = { seed: 0, iterations: [0, 10, 300, 900], values: [NaN, NaN, 0.5, 0.5] };
    expect(endOf(late)).toBe(450);
  });

  it('lies at twice the usual length when one seed of several goes on for long, the first as well', () => {
    const [usual, long] = [[26_000, 32_000, 49_000, 100_000], [500_000]];
    const runs = (lengths: readonly number[]): Curve[] => lengths.map((at, seed) => rise(seed, at, at));
    expect(endOf(...runs([...usual, ...long]))).toBe(98_000);
    expect(endOf(...runs([...long, ...usual]))).toBe(98_000);
    expect(endOf(...runs([100, 5000]))).toBe(5000);
  });

  it('follows the group that takes longest: its seeds are not unusual', () => {
    expect(endOf(rise(0, 10, 10, '0.1'), rise(0, 50, 50, '0.05'), rise(0, 900, 900, '0.01'))).toBe(900);
  });
});
