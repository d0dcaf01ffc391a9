import { describe, expect, it } from 'vitest';
import type { TensorInput } from '../src/factorization/schema.ts';
import { initialParameters } from '../src/initialization/initialization.ts';
import { networkOf } from '../src/models/models.ts';
import { buildProblem } from '../src/task/buildProblem.ts';
import type { CompletionProblem, SensingProblem } from '../src/problem.ts';
import { euclideanNorm, matricization } from '../src/tensor/shape.ts';
import { singularValues } from '../src/tensor/singularValues.ts';
import { parse } from './support.ts';

const base: TensorInput = {
  model: { kind: 'cp', components: 6 },
  task: {
    kind: 'completion',
    dims: [4, 5, 6],
    observed: 30,
    target: { kind: 'cp', rank: 2, frobeniusNorm: 7 },
  },
  init: { std: 0.1 },
};
const completion = (config: TensorInput): CompletionProblem =>
  buildProblem(parse(config)) as CompletionProblem;
const ranksOf = (target: Float32Array, dims: number[], modes: number[]): number => {
  const sigma = singularValues(matricization(target, dims, modes));
  return sigma.filter((value) => value > 1e-5 * sigma[0]!).length;
};

describe('targets', () => {
  it('have the norm and the CP rank asked for', () => {
    const { target } = completion(base);
    expect(euclideanNorm(target)).toBeCloseTo(7, 5);
    expect([1, 2, 3].map((n) => ranksOf(target, [4, 5, 6], [n]))).toEqual([2, 2, 2]);
  });

  it('have the hierarchical tensor rank asked for: (3, 2) at the leaves and above', () => {
    const dims = [4, 4, 4, 4];
    const { target } = completion({
      ...base,
      task: {
        kind: 'completion',
        dims,
        observed: 1,
        target: { kind: 'hierarchical', ranks: [3, 2], frobeniusNorm: 64 },
      },
    });
    expect(ranksOf(target, dims, [1])).toBe(3);
    expect(ranksOf(target, dims, [1, 2])).toBe(2);
    expect(ranksOf(target, dims, [1, 3])).toBeGreaterThan(3);
  });

  it('are symmetric where asked to be: no order of the modes changes an entry', () => {
    const [d, rank] = [4, 2];
    const targetOf = (kind: 'matrix' | 'cp', dims: number[]) =>
      completion({
        ...base,
        task: {
          kind: 'completion',
          dims,
          observed: 1,
          target: { kind, rank, frobeniusNorm: 7, symmetric: true },
        },
      }).target;
    const matrix = targetOf('matrix', [d, d]);
    expect(euclideanNorm(matrix)).toBeCloseTo(7, 5);
    expect(ranksOf(matrix, [d, d], [1])).toBe(rank);
    matrix.forEach((value, at) => expect(matrix[(at % d) * d + Math.floor(at / d)]).toBeCloseTo(value, 5));
    // U U^T has no negative entry on its diagonal
    for (let i = 0; i < d; i++) expect(matrix[i * d + i]).toBeGreaterThanOrEqual(0);
    const tensor = targetOf('cp', [d, d, d]);
    expect([1, 2, 3].map((n) => ranksOf(tensor, [d, d, d], [n]))).toEqual([rank, rank, rank]);
    for (const modes of [
      [2, 1, 3],
      [3, 2, 1],
      [2, 3, 1],
    ]) {
      const { values } = matricization(tensor, [d, d, d], modes);
      values.forEach((value, at) => expect(value).toBeCloseTo(tensor[at]!, 5));
    }
  });

  it('can be the tensor of a user', () => {
    const tensor = Float64Array.from({ length: 120 }, (_, i) => i);
    const config = parse({ ...base, task: { ...base.task, target: { kind: 'file', file: 'x.npy' } } });
    expect([...buildProblem(config, tensor).target]).toEqual([...tensor]);
  });
});

describe('observations', () => {
  it('are entries of the target, without repetition', () => {
    const { observed, y, target } = completion(base);
    expect(new Set(observed).size).toBe(30);
    expect([...y]).toEqual([...observed].map((i) => target[i]));
  });

  it('measurements have unit variance per numel, and y is <A, W*>', () => {
    for (const measurements of ['gaussian', 'rank-one'] as const) {
      const config = parse({ ...base, task: { ...base.task, kind: 'sensing', observed: 400, measurements } });
      const { measurements: A, y, target } = buildProblem(config) as SensingProblem;
      const norms = Array.from(
        { length: 400 },
        (_, k) => euclideanNorm(A.subarray(k * 120, (k + 1) * 120)) ** 2,
      );
      expect(norms.reduce((a, b) => a + b) / 400).toBeGreaterThan(0.7);
      expect(norms.reduce((a, b) => a + b) / 400).toBeLessThan(1.3);
      const first = A.subarray(0, 120).reduce((sum, a, i) => sum + a * target[i]!, 0);
      expect(y[0]).toBeCloseTo(first, 4);
    }
  });
});

describe.each(['gaussian', 'rank-one'] as const)('%s measurements', (measurements) => {
  const sensing = (options: { measurementNorm?: number; heldOut?: number }): SensingProblem =>
    buildProblem(
      parse({ ...base, task: { ...base.task, kind: 'sensing', observed: 20, measurements, ...options } }),
    ) as SensingProblem;
  const rows = (A: Float32Array): Float32Array[] =>
    Array.from({ length: A.length / 120 }, (_, k) => A.subarray(k * 120, (k + 1) * 120));

  it('have the norm asked for, and the directions that they had', () => {
    const plain = rows(sensing({}).measurements);
    const { measurements: A, y, target } = sensing({ measurementNorm: 1 });
    rows(A).forEach((row, k) => {
      expect(euclideanNorm(row)).toBeCloseTo(1, 6);
      const size = euclideanNorm(plain[k]!);
      row.forEach((value, i) => expect(value).toBeCloseTo(plain[k]![i]! / size, 6));
      expect(y[k]).toBeCloseTo(
        row.reduce((sum, a, i) => sum + a * target[i]!, 0),
        4,
      );
    });
  });

  it('held out are others, of the same kind and target, and change nothing of what is fitted', () => {
    const { heldOut, ...fitted } = sensing({ heldOut: 7, measurementNorm: 2 });
    expect(fitted).toEqual(sensing({ measurementNorm: 2 }));
    const held = rows(heldOut!.measurements);
    expect([held.length, heldOut!.y.length]).toEqual([7, 7]);
    held.forEach((row, k) => {
      expect(euclideanNorm(row)).toBeCloseTo(2, 5);
      expect(heldOut!.y[k]).toBeCloseTo(
        row.reduce((sum, a, i) => sum + a * fitted.target[i]!, 0),
        4,
      );
      for (const other of rows(fitted.measurements)) expect(row).not.toEqual(other);
    });
  });
});

describe('random streams', () => {
  it('the scale of the initialization changes nothing else', () => {
    const [one, other] = [completion(base), completion({ ...base, init: { std: 0.5 } })];
    expect(other).toEqual(one);
    const network = networkOf(parse(base).model, [4, 5, 6]);
    const [small, large] = [0.25, 0.5].map((std) =>
      initialParameters(network, { scheme: 'gaussian', std }, 0),
    );
    small!.forEach((matrix, k) => matrix.forEach((value, i) => expect(large![k]![i]).toBe(2 * value)));
  });

  it('task.seed pins target and observations while seed varies the rest', () => {
    const pinned = (seed: number): TensorInput => ({ ...base, task: { ...base.task, seed: 3 }, seed });
    expect(completion(pinned(1))).toEqual(completion(pinned(2)));
    expect(completion({ ...base, seed: 1 })).not.toEqual(completion({ ...base, seed: 2 }));
  });
});

describe('orthogonal initialization', () => {
  it.each([
    [3, 7],
    [7, 3],
    [4, 4],
  ])('(%i, %i) has orthogonal rows or columns and entries of root mean square std', (d, R) => {
    const network = networkOf({ kind: 'cp', components: R, linearOutput: false }, [d, 2]);
    const [matrix] = initialParameters(network, { scheme: 'orthogonal', std: 0.5 }, 1);
    const sigma = singularValues({ rows: d, cols: R, values: Float64Array.from(matrix!) });
    sigma.forEach((value) => expect(value).toBeCloseTo(0.5 * Math.sqrt(Math.max(d, R)), 5));
    expect(euclideanNorm(matrix!) / Math.sqrt(d * R)).toBeCloseTo(0.5, 5);
  });
});

it('identity initialization: std on the diagonal of every factor, whatever its shape', () => {
  const network = networkOf({ kind: 'matrix', depth: 3, hiddenWidths: [3, 4] }, [2, 3]);
  const factors = initialParameters(network, { scheme: 'identity', std: 0.25 }, 0);
  expect(factors.map((factor) => [...factor])).toEqual([
    [0.25, 0, 0, 0, 0.25, 0],
    [0.25, 0, 0, 0, 0, 0.25, 0, 0, 0, 0, 0.25, 0],
    [0.25, 0, 0, 0, 0.25, 0, 0, 0, 0.25, 0, 0, 0],
  ]);
});
