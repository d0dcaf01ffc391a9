/**
 * Initial parameters: i.i.d. N(mean, std^2); semi-orthogonal matrices whose entries have a root mean square of std, plus mean;
 * the vectors of a CP factorization with random directions and one norm for all; multiples of the identity; or matrices that
 * keep the scale of a hierarchical factorization at 1.
 */
import type { InitConfig } from '../factorization/schema.ts';
import { squaredColumnNorms } from '../tensor/norms.ts';
import { exactExp, exactLog } from '../random/exactMath.ts';
import { RandomStream } from '../random/stream.ts';
import { numelOf } from '../tensor/shape.ts';
import type { Network, ParameterShape, TreeNetwork } from '../models/network.ts';

/** Row-major matrices in the order of `network.parameters`, every entry a float32 number. */
export function initialParameters(network: Network, init: InitConfig, seed: number): Float32Array[] {
  if (init.scheme === 'unit') return averagingParameters(network as TreeNetwork, init.std, seed);
  const { scheme, mean = 0, std } = init;
  return network.parameters.map((shape) => {
    const unit = unitMatrix(new RandomStream(seed, `init/${shape.name}`), shape, scheme, network.dims);
    const values = new Float32Array(unit.length); // Float32Array.from would build a list of all values first.
    for (let i = 0; i < values.length; i++) values[i] = mean + std * unit[i]!;
    return values;
  });
}

/**
 * Entries of leaves are N(1, std^2), those of a node's matrix N(1, std^2) / R_in: a node averages the R_in products of its
 * children's vectors. Every entry of the end tensor then has mean 1, whatever the tree. To first order in std^2 its variance is
 *
 *     std^2 (N / R_0 + sum over interior nodes of 1 / (R_in R_out)),
 *
 * R_out = 1 at the root, since each leaf's deviation is averaged over R_0 numbers, and each matrix's over its R_in R_out entries.
 */
function averagingParameters(network: TreeNetwork, std: number, seed: number): Float32Array[] {
  const leaves = new Set(network.matrixOf.slice(0, network.tree.order));
  return network.parameters.map(({ name, rows, cols }, k) => {
    const inputs = leaves.has(k) ? 1 : rows;
    const gaussians = new RandomStream(seed, `init/${name}`).gaussians(rows * cols);
    return Float32Array.from(gaussians, (gaussian) => (1 + std * gaussian) / inputs);
  });
}

/** A matrix whose entries have a root mean square of about 1, or the identity. */
function unitMatrix(
  stream: RandomStream,
  shape: ParameterShape,
  scheme: Exclude<InitConfig['scheme'], 'unit'>,
  dims: readonly number[],
): Float64Array {
  const { rows, cols } = shape;
  switch (scheme) {
    case 'gaussian':
      return stream.gaussians(rows * cols);
    case 'orthogonal':
      return semiOrthogonal(stream.gaussians(rows * cols), shape);
    case 'balanced':
      return equalColumns(stream.gaussians(rows * cols), shape, dims);
    case 'identity':
      return identity(shape);
  }
}

/** Ones on the diagonal, as many as the shorter side allows. */
function identity({ rows, cols }: ParameterShape): Float64Array {
  const values = new Float64Array(rows * cols);
  for (let i = 0; i < Math.min(rows, cols); i++) values[i * cols + i] = 1;
  return values;
}

/** Columns of norm (d_1 ... d_N)^(1/(2N)), the same in every mode: sqrt(d) if all dimensions are d. */
function equalColumns(values: Float64Array, shape: ParameterShape, dims: readonly number[]): Float64Array {
  const norm = exactExp(exactLog(numelOf(dims)) / (2 * dims.length));
  const squares = squaredColumnNorms(values, shape);
  return values.map((value, i) => (value * norm) / Math.sqrt(squares[i % shape.cols]!));
}

/**
 * Orthonormalizes the rows or the columns, whichever are fewer, with two passes of Gram-Schmidt ("twice is enough"). Then scales
 * by sqrt(max(rows, cols)), so that the root mean square of the entries is 1.
 */
function semiOrthogonal(values: Float64Array, { rows, cols }: ParameterShape): Float64Array {
  const count = Math.min(rows, cols);
  const length = Math.max(rows, cols);
  const [between, along] = rows <= cols ? [cols, 1] : [1, cols];
  const at = (vector: number, i: number) => vector * between + i * along;
  for (let v = 0; v < count; v++) {
    for (let pass = 0; pass < 2; pass++) {
      for (let u = 0; u < v; u++) {
        let dot = 0;
        for (let i = 0; i < length; i++) dot += values[at(u, i)]! * values[at(v, i)]!;
        for (let i = 0; i < length; i++) values[at(v, i)]! -= dot * values[at(u, i)]!;
      }
      let squares = 0;
      for (let i = 0; i < length; i++) squares += values[at(v, i)]! * values[at(v, i)]!;
      const norm = Math.sqrt(squares);
      for (let i = 0; i < length; i++) values[at(v, i)]! /= norm;
    }
  }
  const scale = Math.sqrt(length);
  return values.map((value) => value * scale);
}
