/** Matrix products as instructions. Every element is one sum, terms ascending, whichever way the work is divided. */
import type { Instruction } from '../instruction.ts';
import type { MatrixField } from '../layout.ts';

/** Elements from which on a thread finds a tile of them instead of one at a time. */
const TILED_FROM = 4096;

interface Operand {
  readonly offset: number;
  readonly row: number;
  readonly column: number;
}

const plain = ({ offset, cols }: MatrixField): Operand => ({ offset, row: cols, column: 1 });
const transposed = ({ offset, cols }: MatrixField): Operand => ({ offset, row: 1, column: cols });

function gemm(m: number, n: number, k: number, a: Operand, b: Operand, out: number): Instruction {
  return {
    kind: m * n >= TILED_FROM ? 'tiledProduct' : 'product',
    out,
    m,
    n,
    k,
    a: a.offset,
    aRow: a.row,
    aColumn: a.column,
    b: b.offset,
    bRow: b.row,
    bColumn: b.column,
  };
}

/** out = A B */
export const product = (A: MatrixField, B: MatrixField, out: MatrixField): Instruction =>
  gemm(A.rows, B.cols, A.cols, plain(A), plain(B), out.offset);

/** out = A^T B */
export const transposedLeft = (A: MatrixField, B: MatrixField, out: MatrixField): Instruction =>
  gemm(A.cols, B.cols, A.rows, transposed(A), plain(B), out.offset);

/** out = A B^T */
export const transposedRight = (A: MatrixField, B: MatrixField, out: MatrixField): Instruction =>
  gemm(A.rows, B.rows, A.cols, plain(A), transposed(B), out.offset);
