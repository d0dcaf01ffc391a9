/**
 * Gradients of TensorFlow.js's kernels. Its small packages come without them; the large one, from which they are registered
 * otherwise, takes 300 MB. Those that are registered already stay.
 *
 * Letters: dy is d objective / d output. Gradients are functions, so that only those that are asked for are computed.
 */
import type { GradConfig, NamedAttrMap } from '@tensorflow/tfjs-core';
import type { ProductTraits, Tensor, TensorFlow } from '../tensorflow.ts';
import { product } from './product.ts';

export function registerGradients(tf: TensorFlow, products: ProductTraits): void {
  for (const gradient of gradientsOf(tf, products)) {
    if (tf.getGradient(gradient.kernelName) == null) tf.registerGradient(gradient);
  }
}

type Saved = Tensor[];

/** Operands have equal shapes: nothing here is broadcast. */
function gradientsOf(tf: TensorFlow, products: ProductTraits): GradConfig[] {
  const one = (dy: Tensor | Tensor[]): Tensor => dy as Tensor;
  const many = (dy: Tensor | Tensor[]): Tensor[] => dy as Tensor[];
  const unary = (
    kernelName: string,
    inputsToSave: string[],
    of: (dy: Tensor, x: Tensor) => Tensor,
  ): GradConfig => ({
    kernelName,
    inputsToSave,
    gradFunc: (dy, saved) => ({ x: () => of(one(dy), (saved as Saved)[0]!) }),
  });
  const attribute = <Value>(attributes: NamedAttrMap, name: string): Value => attributes[name] as Value;
  return [
    { kernelName: 'Add', gradFunc: (dy) => ({ a: () => one(dy).clone(), b: () => one(dy).clone() }) },
    { kernelName: 'Sub', gradFunc: (dy) => ({ a: () => one(dy).clone(), b: () => tf.neg(one(dy)) }) },
    {
      kernelName: 'Multiply',
      inputsToSave: ['a', 'b'],
      gradFunc: (dy, saved) => {
        const [a, b] = saved as Saved;
        return { a: () => tf.mul(one(dy), b!), b: () => tf.mul(one(dy), a!) };
      },
    },
    {
      kernelName: 'BatchMatMul',
      inputsToSave: ['a', 'b'],
      gradFunc: (dy, saved, attributes) => {
        const [a, b] = saved as [Tensor, Tensor];
        const [ta, tb] = ['transposeA', 'transposeB'].map((name) => attribute<boolean>(attributes, name));
        const times = (x: Tensor, y: Tensor, transposeX = false, transposeY = false): Tensor =>
          product(tf, x, y, { transposeA: transposeX, transposeB: transposeY, ...products });
        // F = op(A) op(B): d op(A) = dF op(B)^T, d op(B) = op(A)^T dF.
        return {
          a: () => (ta ? times(b, one(dy), tb, true) : times(one(dy), b, false, !tb)),
          b: () => (tb ? times(one(dy), a, true, ta) : times(a, one(dy), !ta, false)),
        };
      },
    },
    {
      kernelName: 'Transpose',
      gradFunc: (dy, _, attributes) => {
        const perm = attribute<number[]>(attributes, 'perm');
        return {
          x: () =>
            tf.transpose(
              one(dy),
              perm.map((__, axis) => perm.indexOf(axis)),
            ),
        };
      },
    },
    unary('Reshape', ['x'], (dy, x) => tf.reshape(dy, x.shape)),
    unary('Identity', [], (dy) => dy.clone()),
    unary('Square', ['x'], (dy, x) => tf.mul(dy, tf.mul(x, 2))),
    unary('Neg', [], (dy) => tf.neg(dy)),
    unary('Relu', ['x'], (dy, x) => tf.mul(dy, tf.step(x))),
    unary('Softplus', ['x'], (dy, x) => tf.mul(dy, tf.sigmoid(x))),
    {
      kernelName: 'SplitV',
      gradFunc: (dy, _, attributes) => ({
        x: () => tf.concat(many(dy), attribute<number>(attributes, 'axis')),
      }),
    },
    {
      kernelName: 'Unpack',
      gradFunc: (dy, _, attributes) => ({
        value: () => tf.stack(many(dy), attribute<number>(attributes, 'axis')),
      }),
    },
    {
      kernelName: 'Pack',
      saveAllInputs: true,
      gradFunc: (dy, saved, attributes) => {
        const parts = tf.unstack(one(dy), attribute<number>(attributes, 'axis'));
        return Object.fromEntries((saved as Saved).map((_, i) => [i, () => parts[i]!]));
      },
    },
    {
      kernelName: 'Concat',
      saveAllInputs: true,
      gradFunc: (dy, saved, attributes) => {
        const axis = attribute<number>(attributes, 'axis');
        const sizes = (saved as Saved).map(({ shape }) => shape[axis]!);
        const parts = tf.split(one(dy), sizes, axis);
        return Object.fromEntries(sizes.map((_, i) => [i, () => parts[i]!]));
      },
    },
  ];
}
