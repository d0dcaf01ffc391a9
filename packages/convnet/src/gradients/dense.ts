/** Products of matrices and sums along them, with their gradients. */
import { Variable } from './variable.ts';

interface Transposed {
  readonly transposeA?: boolean;
  readonly transposeB?: boolean;
}

/** The product of two matrices, each transposed first if so asked. */
export function matMul(
  a: Variable,
  b: Variable,
  { transposeA: ta = false, transposeB: tb = false }: Transposed = {},
): Variable {
  const product = a.on.tf.matMul(a.tensor, b.tensor, ta, tb);
  // F = op(A) op(B): d op(A) = dF op(B)^T, d op(B) = op(A)^T dF.
  return new Variable(a.on, product, [a, b], (df) => [
    () => (ta ? matMul(b, df, { transposeA: tb, transposeB: true }) : matMul(df, b, { transposeB: !tb })),
    () => (tb ? matMul(df, a, { transposeA: true, transposeB: ta }) : matMul(a, df, { transposeA: !ta })),
  ]);
}

/** To each row (F) of (B, F). */
export const addToRows = (x: Variable, row: Variable): Variable =>
  new Variable(x.on, x.on.tf.add(x.tensor, row.tensor), [x, row], (dy) => [() => dy, () => sumOfRows(dy)]);

const sumOfRows = (x: Variable): Variable =>
  new Variable(x.on, x.on.tf.sum(x.tensor, 0), [x], (dy) => [() => inEachRow(dy, x.shape[0]!)]);

const inEachRow = (row: Variable, rows: number): Variable =>
  new Variable(row.on, row.on.tf.tile(row.on.tf.expandDims(row.tensor, 0), [rows, 1]), [row], (u) => [
    () => sumOfRows(u),
  ]);
