/** Products of matrices, batch by batch. A matrix has the same product whatever the batch has besides. */
import type { ProductTraits, Tensor, TensorFlow } from '../tensorflow.ts';

export interface ProductOptions extends ProductTraits {
  /** Default: false. */
  readonly transposeA?: boolean;
  /** Default: false. */
  readonly transposeB?: boolean;
}

/** WebAssembly: the kernel for batches sums this many products at a time; up to here it adds in the order of the kernel for one matrix. */
const MOST_EQUAL = 48;
/** From here on the kernel for one matrix is worth the copies. */
const LARGE = { side: 8, products: 32 ** 3 };

/** A B, (..., m, n), of A (..., m, k) and B (..., k, n). */
export function product(
  tf: TensorFlow,
  a: Tensor,
  b: Tensor,
  { transposeA = false, transposeB = false, hasSlowBatches, mostOutOfOrder }: ProductOptions,
): Tensor {
  const batch = a.shape.slice(0, -2);
  const [rows, k] = orient(a, transposeA);
  const cols = orient(b, transposeB)[1];
  if (isOne(batch) && rows * k * cols <= mostOutOfOrder) {
    const [A, B] = [a, b].map((one) => tf.reshape(one, [1, ...one.shape.slice(-2)]));
    const [found] = tf.split(
      tf.matMul(tf.concat([A!, A!], 0), tf.concat([B!, B!], 0), transposeA, transposeB),
      2,
      0,
    );
    return tf.reshape(found!, [...batch, rows, cols]);
  }
  if (!hasSlowBatches || k <= MOST_EQUAL) return tf.matMul(a, b, transposeA, transposeB);
  if (Math.min(rows, cols) >= LARGE.side && rows * k * cols >= LARGE.products) {
    const [A, B] = [transposeA ? transposed(tf, a) : a, transposeB ? transposed(tf, b) : b];
    if (isOne(batch)) return tf.matMul(A, B);
    const count = batch.reduce((x, y) => x * y, 1);
    const [matricesA, matricesB] = [A, B].map((all) =>
      tf.unstack(tf.reshape(all, [count, ...all.shape.slice(-2)])),
    );
    const products = matricesA!.map((matrix, i) => tf.matMul(matrix, matricesB![i]!));
    return tf.reshape(tf.stack(products), [...batch, rows, cols]);
  }
  // A transposed operand leads to the kernel for batches even where there is one matrix.
  return transposeA || transposeB || !isOne(batch)
    ? tf.matMul(a, b, transposeA, transposeB)
    : tf.matMul(a, transposed(tf, b), false, true);
}

const orient = ({ shape }: Tensor, isTransposed: boolean): [rows: number, cols: number] => {
  const [rows, cols] = shape.slice(-2) as [number, number];
  return isTransposed ? [cols, rows] : [rows, cols];
};

const isOne = (batch: readonly number[]): boolean => batch.every((count) => count === 1);

function transposed(tf: TensorFlow, matrices: Tensor): Tensor {
  const axes = matrices.shape.map((_, axis) => axis);
  return tf.transpose(matrices, [...axes.slice(0, -2), axes.at(-1)!, axes.at(-2)!]);
}
