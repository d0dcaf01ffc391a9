/** Tensors of a known CP rank, or nearly so. */
import fc from 'fast-check';
import type { DenseTensor } from '../src/cpRank/denseTensor.ts';
import { networkOf } from '../src/models/models.ts';
import { RandomStream } from '../src/random/stream.ts';
import { endTensor } from '../src/reference/network.ts';

/** sum_r a_r^1 (x) ... (x) a_r^N of factors (d_n, R), by the reference engine. */
export function cpTensor(dims: readonly number[], factors: readonly Float64Array[]): DenseTensor {
  const components = factors[0]!.length / dims[0]!;
  return {
    dims,
    values: endTensor(networkOf({ kind: 'cp', components, linearOutput: false }, dims), factors),
  };
}

export const gaussianFactors = (dims: readonly number[], rank: number, seed: number): Float64Array[] =>
  dims.map((d, n) => new RandomStream(seed, `factor_${n}`).gaussians(d * rank));

/** A sum of `rank` random components, whose columns share a part: `collinearity` is about the cosine between two of them. */
export function plantedTensor(
  dims: readonly number[],
  rank: number,
  seed: number,
  collinearity = 0,
): DenseTensor {
  const own = Math.sqrt(1 - collinearity);
  const shared = Math.sqrt(collinearity);
  const common = gaussianFactors(dims, 1, seed + 1);
  const factors = gaussianFactors(dims, rank, seed).map((A, n) =>
    A.map((entry, at) => own * entry + shared * common[n]![Math.floor(at / rank)]!),
  );
  return cpTensor(dims, factors);
}

export const gaussianTensor = (dims: readonly number[], seed: number): DenseTensor => ({
  dims,
  values: new RandomStream(seed, 'tensor').gaussians(dims.reduce((a, b) => a * b, 1)),
});

/** W + epsilon ||W||_F G / ||G||_F */
export function withNoise({ dims, values }: DenseTensor, epsilon: number, seed: number): DenseTensor {
  const noise = gaussianTensor(dims, seed).values;
  const scale = (epsilon * norm(values)) / norm(noise);
  return { dims, values: values.map((value, at) => value + scale * noise[at]!) };
}

export const norm = (values: Float64Array): number => Math.sqrt(values.reduce((sum, x) => sum + x * x, 0));

/**
 * Planted ranks 1 to 5 of order 3 and 4. Three modes, in any place, are longer than the rank; there the cosine between any two
 * columns is 0.2, so that no case is much worse conditioned than another: no swamps.
 */
export const plantedCase = fc
  .record({
    rank: fc.integer({ min: 1, max: 5 }),
    longer: fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 3, maxLength: 3 }),
    others: fc.array(fc.integer({ min: 2, max: 4 }), { maxLength: 1 }),
    turn: fc.nat(3),
    seed: fc.nat(),
  })
  .map(({ rank, longer, others, turn, seed }) => {
    const dims = [...longer.map((more) => rank + more), ...others];
    const factors = gaussianFactors(dims, rank, seed);
    longer.forEach((_, n) => (factors[n] = equiangularColumns(dims[n]!, rank, seed + n)));
    const turned = <Item>(items: Item[]): Item[] => [
      ...items.slice(turn % dims.length),
      ...items.slice(0, turn % dims.length),
    ];
    return { rank, tensor: cpTensor(turned(dims), turned(factors)) };
  });

/** Columns q_r + q_0 / 2 of orthonormal q_0, ..., q_R, (rows, R) with rows > R. */
function equiangularColumns(rows: number, rank: number, seed: number): Float64Array {
  const q: Float64Array[] = [];
  for (let r = 0; r <= rank; r++) {
    const v = new RandomStream(seed, `column_${r}`).gaussians(rows);
    for (const u of q) {
      const dot = u.reduce((sum, x, i) => sum + x * v[i]!, 0);
      u.forEach((x, i) => (v[i]! -= dot * x));
    }
    q.push(v.map((x) => x / norm(v)));
  }
  return Float64Array.from({ length: rows * rank }, (_, at) => {
    const i = Math.floor(at / rank);
    return q[1 + (at % rank)]![i]! + q[0]![i]! / 2;
  });
}
