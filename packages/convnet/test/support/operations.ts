/** Every operation that networks are made of, with inputs at which it can be differentiated, and the check of its derivatives. */
import type { Tensor } from '@ranksweep/engine/tfjs';
import { convolution } from '../../src/gradients/convolution.ts';
import { addToRows, matMul } from '../../src/gradients/dense.ts';
import { relu, scaled } from '../../src/gradients/elementwise.ts';
import { batchNormalization, fixedNormalization } from '../../src/gradients/normalization.ts';
import { patchOf } from '../../src/gradients/patch.ts';
import { globalAveragePool, maxPool } from '../../src/gradients/pooling.ts';
import { flattened } from '../../src/gradients/shapes.ts';
import { add, gradients, gradientTensors, Variable } from '../../src/gradients/variable.ts';
import type { Primitives } from '../../src/primitives/primitives.ts';
import { hashedNumbers } from './formula.ts';

export interface Operation {
  readonly name: string;
  readonly shapes: readonly (readonly number[])[];
  /** Of the inputs, those whose gradients are differentiated again. Default: all. */
  readonly twice?: readonly number[];
  /** Inputs are then at least .2 away from 0 and .01 from each other. */
  readonly hasKinks?: true;
  compute(...inputs: Variable[]): Variable;
}

const IMAGES = [2, 5, 6, 3];

const convolutions = [
  { size: 3, stride: 1, pad: 1 },
  { size: 3, stride: 2, pad: 1 },
  { size: 1, stride: 1, pad: 0 },
  { size: 1, stride: 2, pad: 0 },
  { size: 7, stride: 2, pad: 3 },
].map(({ size, stride, pad }): Operation => ({
  name: `convolution ${size} x ${size} at a stride of ${stride}`,
  shapes: [IMAGES, [size, size, 3, 4]],
  compute: (x, w) => convolution(x!, w!, { stride, pad }),
}));

export const operations: readonly Operation[] = [
  ...convolutions,
  {
    name: 'batch normalization',
    shapes: [IMAGES, [3], [3]],
    twice: [0],
    compute: (x, gamma, beta) => batchNormalization(x!, gamma!, beta!).y,
  },
  {
    name: 'batch normalization in evaluation',
    shapes: [IMAGES],
    compute: (x) => {
      const { tf } = x!.on;
      const [gamma, beta, mean] = [1, 2, 3].map((salt) => tf.tensor1d(hashedNumbers(3, salt)));
      return fixedNormalization(x!, gamma!, beta!, { mean: mean!, variance: tf.add(mean!, 1) });
    },
  },
  { name: 'relu', shapes: [IMAGES], hasKinks: true, compute: (x) => relu(x!) },
  {
    name: 'the largest of windows',
    shapes: [IMAGES],
    hasKinks: true,
    compute: (x) => maxPool(x!, { size: 3, stride: 2, pad: 1 }),
  },
  {
    // Some windows have zeros alone, which must not give anything to numbers elsewhere.
    name: 'the largest of windows after a relu',
    shapes: [[2, 5, 6, 4]],
    hasKinks: true,
    compute: (x) => maxPool(relu(relu(x!)), { size: 2, stride: 1, pad: 0 }),
  },
  { name: 'the mean over pixels', shapes: [IMAGES], compute: (x) => globalAveragePool(x!) },
  ...[
    { transposeA: false, transposeB: false },
    { transposeA: true, transposeB: false },
    { transposeA: false, transposeB: true },
    { transposeA: true, transposeB: true },
  ].map((transposed): Operation => ({
    name: `the product of matrices, transposed: ${transposed.transposeA}, ${transposed.transposeB}`,
    shapes: [transposed.transposeA ? [4, 3] : [3, 4], transposed.transposeB ? [5, 4] : [4, 5]],
    compute: (a, b) => matMul(a!, b!, transposed),
  })),
  { name: 'adding to rows', shapes: [[3, 4], [4]], compute: (x, row) => addToRows(x!, row!) },
  { name: 'a sum', shapes: [IMAGES, IMAGES], compute: (a, b) => add(a!, b!) },
  { name: 'twice the same', shapes: [IMAGES], compute: (x) => add(x!, x!) },
  {
    name: 'scaling',
    shapes: [IMAGES],
    compute: (x) => scaled(x!, x!.on.tf.tensor(hashedNumbers(x!.tensor.size, 4), [...x!.shape])),
  },
  { name: 'flattening', shapes: [[4, 1]], compute: (x) => flattened(x!) },
  {
    name: 'a patch',
    shapes: [IMAGES],
    compute: (x) => patchOf(x!, { top: 1, left: 2, height: 3, width: 2 }),
  },
  {
    name: 'normalization of a convolution, twice',
    shapes: [IMAGES, [3, 3, 3, 4], [4], [4], [4, 1]],
    twice: [0],
    compute(x, w, gamma, beta, v) {
      const y = batchNormalization(convolution(x!, w!, { stride: 2, pad: 1 }), gamma!, beta!).y;
      return matMul(globalAveragePool(batchNormalization(y, gamma!, beta!).y), v!);
    },
  },
];

/** Relative to the sizes of the vectors that are multiplied. */
export interface DerivativeErrors {
  readonly first: number;
  readonly second: number;
}

/**
 * Compares derivatives along a direction d with central differences:
 * of L = <c, f(x)> first, and of M = <e, gradient of L with respect to one input>.
 * @param h how far to go along d
 */
export function derivativeErrors(on: Primitives, operation: Operation, h: number): DerivativeErrors {
  const { tf } = on;
  const { shapes, compute, hasKinks, twice = [...shapes.keys()] } = operation;
  const size = (shape: readonly number[]): number => shape.reduce((product, length) => product * length, 1);
  const place = (shape: readonly number[], salt: number): Float32Array =>
    hasKinks ? separated(size(shape)) : hashedNumbers(size(shape), salt);
  const tensor = (numbers: Float32Array, shape: readonly number[]): Tensor => tf.tensor(numbers, [...shape]);
  const points = shapes.map((shape, i) => tensor(place(shape, 10 + i), shape));
  const d = shapes.map((shape, i) => tensor(hashedNumbers(size(shape), 20 + i), shape));
  const e = shapes.map((shape, i) => tensor(hashedNumbers(size(shape), 30 + i), shape));
  const at = (step: number): Variable[] =>
    points.map((point, i) => new Variable(on, tf.add(point, tf.mul(d[i]!, step))));
  const L = (xs: Variable[]): Variable => {
    const y = compute(...xs);
    return scaled(y, tensor(hashedNumbers(y.tensor.size, 40), y.shape));
  };
  const M = (i: number, xs: Variable[]): Variable => scaled(gradients(L(xs), xs)[i]!, e[i]!);
  const error = (f: (xs: Variable[]) => Variable): number => {
    const sum = (xs: Variable[]): number => tf.sum(f(xs).tensor).dataSync()[0]!;
    const xs = at(0);
    const found = gradientTensors(f(xs), xs);
    const norm = (tensors: Tensor[]): number =>
      Math.sqrt(tensors.reduce((total, one) => total + tf.sum(tf.square(one)).dataSync()[0]!, 0));
    const along = found.reduce((total, one, i) => total + tf.sum(tf.mul(one, d[i]!)).dataSync()[0]!, 0);
    const expected = (sum(at(h)) - sum(at(-h))) / (2 * h);
    return Math.abs(along - expected) / Math.max(1e-3, Math.abs(expected), 0.1 * norm(found));
  };
  return { first: error(L), second: Math.max(...twice.map((i) => error((xs) => M(i, xs)))) };
}

/** Numbers of both signs, no two of them closer than .01. */
const separated = (count: number): Float32Array =>
  Float32Array.from({ length: count }, (_, i) => {
    const rank = (i * 77) % count;
    return (rank % 2 === 0 ? 1 : -1) * (0.2 + 0.01 * rank);
  });
