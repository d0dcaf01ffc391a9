import { expect, it } from 'vitest';
import { extentOf } from '../src/extent.ts';
import type { Curve, CurvePanel } from '../src/index.ts';

const panel = (...curves: [seed: number, length: number, largest: number][]): CurvePanel => ({
  title: '',
  yTitle: '',
  curves: curves.map(([seed, length, largest]): Curve => ({
    seed,
    iterations: [0, length],
    values: [0, largest],
  })),
});

it('holds every curve where the seeds are alike', () => {
  expect(extentOf(panel([0, 100, 5], [1, 150, 9]))).toEqual({
    firstIteration: 0,
    lastIteration: 150,
    low: 0,
    high: 9,
    cut: false,
  });
});

it('ends at twice the usual length when one run goes on for long', () => {
  expect(extentOf(panel([0, 100, 5], [1, 120, 5], [2, 5000, 5]))).toMatchObject({
    lastIteration: 240,
    cut: true,
  });
});

it('never cuts the first seed short, nor the others by its being behind', () => {
  expect(extentOf(panel([0, 5000, 5], [1, 100, 5], [2, 120, 5]))).toMatchObject({
    lastIteration: 5000,
    cut: false,
  });
  expect(extentOf(panel([0, 10, 5], [1, 100, 5], [2, 120, 5]))).toMatchObject({
    lastIteration: 120,
    cut: false,
  });
});

it('keeps a diverged run from flattening the others', () => {
  expect(extentOf(panel([0, 100, 5], [1, 90, 1e30], [2, 100, 6]))).toEqual({
    firstIteration: 0,
    lastIteration: 100,
    low: 0,
    high: 12,
    cut: true,
  });
});

it('gives zeros and a single snapshot a width and a height', () => {
  expect(extentOf(panel([0, 0, 0]))).toEqual({
    firstIteration: 0,
    lastIteration: 1,
    low: 0,
    high: 1,
    cut: false,
  });
});

it('reaches below zero where values are negative', () => {
  expect(extentOf(panel([0, 100, -4]))).toMatchObject({ low: -4, high: 0, cut: false });
});

const logPanel = (...curves: Parameters<typeof panel>): CurvePanel => ({
  ...panel(...curves),
  yScale: 'log',
});

it('of a logarithmic y axis holds all positive values, and says that zeros lie below', () => {
  expect(extentOf(logPanel([0, 100, 5]))).toMatchObject({ low: 5, high: 5, cut: true });
  const positive: Curve = { seed: 0, iterations: [0, 25], values: [1e-3, 7] };
  expect(extentOf({ ...logPanel(), curves: [positive] })).toMatchObject({ low: 1e-3, high: 7, cut: false });
});

it('of a logarithmic y axis ends twelve decades below the largest value, and a hundred times above the usual', () => {
  const deep: Curve = { seed: 0, iterations: [0, 25], values: [1e-30, 10] };
  const extent = extentOf({ ...logPanel(), curves: [deep] });
  expect(extent).toMatchObject({ low: expect.closeTo(1e-11, 20), high: 10, cut: true });
  expect(extentOf(logPanel([0, 100, 5], [1, 100, 1e30], [2, 100, 6]))).toMatchObject({
    high: 600,
    cut: true,
  });
  expect(extentOf(logPanel([0, 100, 0]))).toMatchObject({ low: 0.1, high: 1, cut: true });
});

it('of a logarithmic x axis begins at the first iteration after 0', () => {
  expect(extentOf({ ...panel([0, 100, 5], [1, 80, 5]), xScale: 'log' })).toMatchObject({
    firstIteration: 80,
    lastIteration: 100,
  });
  const single = extentOf({ ...panel([0, 0, 5]), xScale: 'log' });
  expect(single.firstIteration).toBeGreaterThan(0);
  expect(single.lastIteration).toBeGreaterThan(single.firstIteration);
});
