import { describe, expect, it } from 'vitest';
import { extentsOf, type Extent } from '../src/drawn/extent.ts';
import { heatScalesOf } from '../src/shared/heatScale.ts';
import type { Curve, CurvePanel, HeatmapPanel } from '../src/index.ts';

const panel = (...curves: [seed: number, length: number, largest: number][]): CurvePanel => ({
  title: '',
  yTitle: '',
  curves: curves.map(([seed, length, largest]): Curve => ({
    seed,
    iterations: [0, length],
    values: [0, largest],
  })),
});

const extentOf = (drawn: CurvePanel): Extent => extentsOf([drawn]).get(drawn)!;

it('holds every curve where the seeds are alike', () => {
  expect(extentOf(panel([0, 100, 5], [1, 150, 9]))).toEqual({
    firstIteration: 0,
    lastIteration: 150,
    low: 0,
    high: 9,
    cut: false,
  });
});

it('ends with the longest run, however long the others rest', () => {
  const long: Curve = { seed: 2, iterations: [0, 100, 5000], values: [0, 5, 9] };
  const drawn = panel([0, 100, 5], [1, 120, 5]);
  expect(extentOf({ ...drawn, curves: [...drawn.curves, long] })).toMatchObject({
    lastIteration: 5000,
    high: 9,
    cut: false,
  });
});

it('ends panels of the same runs at the same iteration', () => {
  const until = (end: number): CurvePanel => panel([0, end, 5]);
  const [short, long] = [until(100), until(300)];
  const ends = (...panels: CurvePanel[]): number[] =>
    [...extentsOf(panels).values()].map((extent) => extent.lastIteration);
  expect(ends(short, long)).toEqual([100, 300]);
  expect(ends({ ...short, runs: [7] }, { ...long, runs: [7] })).toEqual([300, 300]);
  expect(ends({ ...short, runs: [7] }, { ...long, runs: [8] })).toEqual([100, 300]);
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

it('of a logarithmic y axis leaves out the deep values of the first few snapshots', () => {
  const values = Array.from({ length: 200 }, (_, i) => (i < 3 ? 1e-9 : 1e-2 + i));
  const starting: Curve = { seed: 0, iterations: values.map((_, i) => 25 * i), values };
  expect(extentOf({ ...logPanel(), curves: [starting] })).toMatchObject({ low: 4.01, cut: true });
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

it('of a logarithmic x axis takes no account of iteration 0, which is not drawn', () => {
  const deep: Curve = { seed: 0, iterations: [0, 10, 1000], values: [1e-9, 1, 5] };
  const drawn: CurvePanel = { ...panel(), curves: [deep], xScale: 'log', yScale: 'log' };
  expect(extentOf(drawn)).toMatchObject({ low: 1, high: 5, cut: false });
  expect(extentOf({ ...drawn, xScale: 'linear' })).toMatchObject({ low: 1e-9 });
});

it('holds more curves than a call takes arguments', () => {
  const curves = Array.from({ length: 150_000 }, (_, seed): Curve => ({
    seed,
    iterations: [0, 100],
    values: [0, 1 + (seed % 5)],
  }));
  expect(extentOf({ ...panel(), curves })).toMatchObject({ lastIteration: 100, low: 0, high: 5 });
});

it('colours more cells than a call takes arguments', () => {
  const map: HeatmapPanel = {
    kind: 'heatmap',
    title: '',
    xTitle: '',
    yTitle: '',
    valueTitle: '',
    xLabels: [],
    yLabels: [],
    cells: Array.from({ length: 200_000 }, (_, at) => ({ x: '', y: '', value: at })),
  };
  expect([...heatScalesOf([map]).values()]).toMatchObject([{ domain: [0, 199_999] }]);
});

it('is not cut where the rounded axis shows all', () => {
  const drawn = { ...panel([0, 100, 5], [1, 100, 5], [2, 100, 10.5]), yScale: 'linear' as const };
  expect(extentOf(drawn)).toMatchObject({ high: 10, cut: true });
  expect(extentOf(panel([0, 100, 4.6], [1, 100, 4.6], [2, 100, 9.9]))).toMatchObject({
    high: 9.2,
    cut: false,
  });
});

describe('a curve that goes on beyond the axis', () => {
  it.each([
    [10.05, false],
    [10.5, true],
  ])('to %d, of 0 to 10, is told of: %s', (largest, cut) => {
    expect(extentOf(panel([0, 100, 5], [1, 100, largest], [2, 100, 5]))).toMatchObject({ cut });
  });

  it.each([
    [0.0099, false],
    [0.005, true],
    [0, true],
  ])('to %d, of 0.01 to 1 by powers of ten, is told of: %s', (deepest, cut) => {
    const values = [deepest, ...Array.from({ length: 60 }, (_, i) => 0.01 * 100 ** (i / 59))];
    const falling: Curve = { seed: 0, iterations: values.map((_, i) => i), values };
    expect(extentOf({ ...panel(), yScale: 'log', curves: [falling] })).toMatchObject({ cut });
  });
});
