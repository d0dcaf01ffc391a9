import { expect, it } from 'vitest';
import { extentOf } from '../src/extent.ts';
import type { Curve, FigurePanel } from '../src/index.ts';

const panel = (...curves: [seed: number, length: number, largest: number][]): FigurePanel => ({
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
    lastIteration: 100,
    low: 0,
    high: 12,
    cut: true,
  });
});

it('gives zeros and a single snapshot a width and a height', () => {
  expect(extentOf(panel([0, 0, 0]))).toEqual({ lastIteration: 1, low: 0, high: 1, cut: false });
});

it('reaches below zero where values are negative', () => {
  expect(extentOf(panel([0, 100, -4]))).toMatchObject({ low: -4, high: 0, cut: false });
});
