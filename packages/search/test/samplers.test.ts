/** That samplers find what they are for. Sizes of effects are far from what chance gives; everything follows from seeds. */
import { RandomStream } from '@ranksweep/core';
import { describe, expect, it } from 'vitest';
import { symmetricEigen } from '../src/samplers/cmaes/symmetric.ts';
import { directionsOf, SobolSequence } from '../src/samplers/sobol/sequence.ts';
import { expOfMinus, normalBelow, normalQuantile } from '../src/samplers/normal.ts';
import { Parzen } from '../src/samplers/tpe/parzen.ts';
import { kernelWidths } from '../src/samplers/tpe/widths.ts';
import { bestOf, bowl, medianOf, studyOf, trialsOf, unitSpace, type Loss } from './support/studies.ts';

const SEEDS = [0, 1, 2, 3, 4, 5, 6];

const medianBest = (search: Parameters<typeof studyOf>[0], loss?: Loss): number =>
  medianOf(SEEDS.map((seed) => bestOf(trialsOf(studyOf({ ...search, seed }), loss))));

describe('of a bowl of four dimensions, 100 trials', () => {
  const search = { space: unitSpace(4), trials: 100 };
  const random = medianBest({ ...search, sampler: 'random' });

  it('of tpe come far closer to the bottom than random ones', () => {
    expect(medianBest({ ...search, sampler: 'tpe' })).toBeLessThan(random / 4);
  });

  it('of tpe do so with four under way', () => {
    expect(medianBest({ ...search, sampler: 'tpe', parallel: 4 })).toBeLessThan(random / 4);
  });

  it('of cma-es come closer still', () => {
    expect(medianBest({ ...search, sampler: 'cma-es' })).toBeLessThan(random / 10);
    expect(medianBest({ ...search, sampler: 'cma-es', parallel: 4 })).toBeLessThan(random / 5);
  });
});

it('finds the best choice, and what only that choice has', () => {
  const loss: Loss = ({ kind, inner = 1, x }) => (kind === 'c' ? Number(inner) : 2) + Number(x);
  const space = {
    kind: { choices: ['a', 'b', 'c', 'd'] },
    inner: { from: 0, to: 1, when: "kind == 'c'" },
    x: { from: 0, to: 1 },
  };
  const late = SEEDS.flatMap((seed) => trialsOf(studyOf({ space, trials: 80, seed }), loss).slice(40));
  const ofC = late.filter(({ cell }) => cell['kind'] === 'c');
  expect(ofC.length).toBeGreaterThan(late.length / 2);
  expect(medianOf(ofC.map(({ cell }) => Number(cell['inner'])))).toBeLessThan(0.25);
});

it('stays away from trials that have diverged', () => {
  const loss: Loss = (cell) => (Number(cell['x0']) > 0.5 ? Infinity : bowl(cell));
  for (const sampler of ['tpe', 'cma-es'] as const) {
    const late = SEEDS.flatMap((seed) => trialsOf(studyOf({ sampler, trials: 80, seed }), loss).slice(40));
    expect(late.filter((trial) => trial.loss === Infinity).length, sampler).toBeLessThan(late.length / 5);
  }
});

it('does not suggest again what is under way: the liar is constant', () => {
  /** The distances between eight suggestions of which nobody knows the result, after 30 trials. */
  const gapsOf = (seed: number): number[] => {
    const study = studyOf({ space: unitSpace(1), trials: 38, parallel: 9, startup: 20, seed });
    const places: number[] = [];
    for (let i = 0; i < 38; i++) {
      const trial = study.ask()!;
      places.push(Number(trial.cell['x0']));
      if (i < 30) study.tell(trial.number, bowl(trial.cell));
    }
    const sorted = places.slice(30).toSorted((a, b) => a - b);
    return sorted.slice(1).map((place, i) => place - sorted[i]!);
  };
  expect(medianOf(SEEDS.flatMap(gapsOf))).toBeGreaterThan(0.02);
});

describe('a Sobol sequence', () => {
  const sequence = new SobolSequence(Uint32Array.of(1, 2, 3, 4, 5));
  const points = Array.from({ length: 64 }, (_, i) => sequence.point(i));

  it('has a point in every slice of every dimension', () => {
    for (let d = 0; d < 5; d++) {
      expect(new Set(points.map((point) => Math.floor(64 * point[d]!))).size).toBe(64);
    }
  });

  it('has as many points in every box of its first two dimensions', () => {
    for (const [columns, rows] of [
      [2, 32],
      [4, 16],
      [8, 8],
      [16, 4],
      [32, 2],
    ] as const) {
      const boxes = points.map(([x, y]) => `${Math.floor(columns * x!)} ${Math.floor(rows * y!)}`);
      expect(new Set(boxes).size).toBe(64);
    }
  });

  it('has the direction numbers of Joe and Kuo', () => {
    // Of their fourth and fifth dimension, as SciPy has them.
    const hex = (dimension: number): string[] =>
      [...directionsOf(dimension).subarray(0, 8)].map((number) => (number >>> 24).toString(16));
    expect(hex(3)).toEqual(['80', 'c0', '20', '50', 'f8', '74', 'a2', '93']);
    expect(hex(4)).toEqual(['80', '40', '20', 'b0', 'f8', 'dc', '7a', '9d']);
  });

  it('is scrambled by its seeds', () => {
    const other = new SobolSequence(Uint32Array.of(7, 8, 9, 10, 11));
    expect(other.point(5)).not.toEqual(points[5]);
  });
});

describe('tables of functions', () => {
  it('are the exponential function and the normal distribution', () => {
    for (const t of [0, 0.1, 1, 7.7, 39.9]) expect(expOfMinus(t) / Math.exp(-t)).toBeCloseTo(1, 5);
    expect([-9, -1.959964, 0, 1, 9].map(normalBelow)).toEqual([
      0,
      expect.closeTo(0.025, 6),
      expect.closeTo(0.5, 9),
      expect.closeTo(0.841345, 6),
      1,
    ]);
    for (const z of [-3, -0.4, 0, 1.7]) expect(normalQuantile(normalBelow(z))).toBeCloseTo(z, 5);
  });
});

describe('a density of trials', () => {
  const number = { paths: ['x'], choices: undefined, integers: undefined };
  const choice = { paths: ['c'], choices: 3, integers: undefined };
  const coordinates = Float64Array.of(0.1, 0, 0.15, 1, 0.9, NaN, NaN, 2);
  const trials = Int32Array.of(0, 1, 2, 3);
  const widths = kernelWidths({
    dimensions: 2,
    coordinates,
    trials,
    sorted: [Int32Array.of(0, 1, 2), Int32Array.of(0, 1, 3)],
    places: Int32Array.of(0, 1, 2, 3),
  });
  const parzen = new Parzen({
    dimensions: [number, choice],
    coordinates,
    trials,
    weights: new Float64Array(4).fill(1),
    widths,
  });

  it('has kernels that reach to their farther neighbours', () => {
    const [first, second, third] = [0, 2, 4].map((i) => widths[i]!);
    // The least width of four kernels and the prior is a sixth.
    expect([first, second, third]).toEqual([1 / 6, expect.closeTo(0.75, 12), expect.closeTo(0.75, 12)]);
  });

  it('sums to one', () => {
    const steps = 2000;
    let sum = 0;
    for (let i = 0; i < steps; i++)
      for (const density of parzen.at([0, 1, 2].map((c) => Float64Array.of((i + 0.5) / steps, c))))
        sum += density;
    expect(sum / steps).toBeCloseTo(1, 4);
  });

  it('is the same at a point whatever others are asked for with it', () => {
    const points = [0.7, 0.02, NaN, 0.15, 0.15].map((x, i) => Float64Array.of(x, i === 3 ? NaN : i % 3));
    for (const some of [points, points.filter(([x]) => !Number.isNaN(x!))]) {
      expect([...parzen.at(some)]).toEqual(some.map((point) => parzen.at([point])[0]));
    }
  });

  it('has kernels that add nothing to points that are far away', () => {
    const near = new Parzen({
      dimensions: [number],
      coordinates: Float64Array.of(0.2, 0.8),
      trials: [0, 1],
      weights: Float64Array.of(1, 1),
      widths: Float64Array.of(0.01, 0.01, 1),
    });
    const peak = 1 / (0.01 * Math.sqrt(2 * Math.PI));
    const prior = (x: number): number =>
      Math.exp(-((x - 0.5) ** 2) / 2) / (Math.sqrt(2 * Math.PI) * 0.3829249225);
    const at = [0.2, 0.8, 0.5, 0.205, 0.24, 0.2 + 0.0895].map((x) => Float64Array.of(x));
    const kernels = [peak, peak, 0, peak * Math.exp(-1 / 8), peak * Math.exp(-8), 0];
    const found = near.at(at);
    at.forEach(([x], i) => expect(found[i]! / ((kernels[i]! + prior(x!)) / 3)).toBeCloseTo(1, 4));
  });

  it('is what its draws follow', () => {
    const stream = new RandomStream(3, 'test');
    const draws = Array.from({ length: 20_000 }, () => parzen.draw(stream));
    const steps = 200;
    let below = 0;
    const points = Array.from({ length: steps / 4 }, (_, i) => Float64Array.of((i + 0.5) / steps, 2));
    for (const density of parzen.at(points)) below += density / steps;
    const share = draws.filter(([x, c]) => x! < 0.25 && c === 2).length / draws.length;
    expect(share).toBeCloseTo(below, 2);
  });
});

it('finds eigenvalues and eigenvectors of a symmetric matrix', () => {
  const n = 5;
  const stream = new RandomStream(0, 'test');
  const matrix = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) matrix[i * n + j] = matrix[j * n + i] = stream.uniform() - 0.5;
  }
  const { values, vectors } = symmetricEigen(matrix, n);
  for (let k = 0; k < n; k++) {
    for (let i = 0; i < n; i++) {
      let product = 0;
      for (let j = 0; j < n; j++) product += matrix[i * n + j]! * vectors[j * n + k]!;
      expect(product).toBeCloseTo(values[k]! * vectors[i * n + k]!, 12);
    }
  }
});
