// The kernels of blocks again, one element at a time and for reading; see slowKernels.ts.
import { times, unbounded, type Unbounded } from './unboundedProduct.ts';

type Floats = Float32Array;
const round = Math.fround;

/** A block as selectRows takes it. */
export interface Block {
  readonly factorRows: number;
  readonly starts: Int32Array;
  readonly left: Int32Array;
  readonly right: Int32Array;
}

export function selectRows(
  { factorRows, left, right }: Block,
  rowOf: Int32Array,
): { products: number; rowOf: number[]; left: number[]; right: number[] } {
  const used = new Set<number>();
  const use = (row: number): void => {
    if (row < factorRows || used.has(row)) return;
    used.add(row);
    use(left[row - factorRows]!);
    use(right[row - factorRows]!);
  };
  rowOf.forEach(use);
  const products = [...used].sort((a, b) => a - b);
  const numberOf = (row: number): number => (row < factorRows ? row : factorRows + products.indexOf(row));
  return {
    products: products.length,
    rowOf: Array.from(rowOf, numberOf),
    left: products.map((row) => numberOf(left[row - factorRows]!)),
    right: products.map((row) => numberOf(right[row - factorRows]!)),
  };
}

const moved = (x: number, smallest: number): number => {
  const sign = Object.is(x, -0) || x < 0 ? -1 : 1;
  return Math.abs(x) < smallest ? sign * smallest : x;
};

export function factorRows(
  cols: number,
  width: number,
  factors: Floats,
  starts: Int32Array,
  smallest: number,
): Floats {
  const table = new Float32Array(starts.length * width).fill(1);
  starts.forEach((start, l) => {
    for (let r = 0; r < cols; r++) table[l * width + r] = moved(factors[start + r]!, smallest);
  });
  return table;
}

export function factorGradients(
  cols: number,
  width: number,
  sums: Floats,
  factors: Floats,
  starts: Int32Array,
  smallest: number,
  before: Floats,
): Floats {
  const gradients = before.slice();
  starts.forEach((start, l) => {
    for (let r = 0; r < cols; r++) {
      gradients[start + r] = sums[l * width + r]! / moved(factors[start + r]!, smallest);
    }
  });
  return gradients;
}

export function multiplyRows(
  width: number,
  left: Int32Array,
  right: Int32Array,
  before: Floats,
  first: number,
): Floats {
  const table = before.slice();
  left.forEach((l, t) => {
    for (let r = 0; r < width; r++) {
      table[(first + t) * width + r] = table[l * width + r]! * table[right[t]! * width + r]!;
    }
  });
  return table;
}

export function multiplySplitRows(
  width: number,
  left: Int32Array,
  right: Int32Array,
  before: readonly Unbounded[],
  first: number,
): Unbounded[] {
  const table = [...before];
  left.forEach((l, t) => {
    for (let r = 0; r < width; r++) {
      table[(first + t) * width + r] = times(table[l * width + r]!, table[right[t]! * width + r]!);
    }
  });
  return table;
}

export const multiplyByRows = (width: number, rowOf: Int32Array, table: Floats, products: Floats): Floats =>
  products.map((p, i) => p * table[rowOf[Math.floor(i / width)]! * width + (i % width)]!);

export const copyRows = (width: number, rowOf: Int32Array, table: Floats): Floats =>
  Float32Array.from(
    { length: rowOf.length * width },
    (_, i) => table[rowOf[Math.floor(i / width)]! * width + (i % width)]!,
  );

export const multiplyBySplitRows = (
  width: number,
  rowOf: Int32Array,
  table: readonly Unbounded[],
  products: readonly Unbounded[],
): Unbounded[] =>
  products.map((p, i) => times(p, table[rowOf[Math.floor(i / width)]! * width + (i % width)]!));

export const sumRows = (cols: number, width: number, products: readonly number[]): Floats =>
  Float32Array.from({ length: products.length / width }, (_, s) => {
    const strips = Array.from({ length: Math.ceil(width / 16) }, (__, c) =>
      sumOf16((r) => (16 * c + r < cols ? products[s * width + 16 * c + r]! : 0)),
    );
    return strips.reduce((sum, strip) => round(sum + strip));
  });

function sumOf16(p: (r: number) => number): number {
  const [s0, s1, s2, s3] = [0, 1, 2, 3].map((l) =>
    round(round(p(l) + p(l + 4)) + round(p(l + 8) + p(l + 12))),
  );
  return round(round(s0! + s1!) + round(s2! + s3!));
}

export const splitRows = (x: Floats): Unbounded[] => Array.from(x, unbounded);

export const scaleRows = (width: number, x: Floats, factors: Floats): Floats =>
  x.map((value, i) => factors[Math.floor(i / width)]! * value);

export function addToRows(width: number, rowOf: Int32Array, terms: Floats, before: Floats): Floats {
  const sums = before.slice();
  rowOf.forEach((row, s) => {
    for (let r = 0; r < width; r++) sums[row * width + r]! += terms[s * width + r]!;
  });
  return sums;
}

export function addToOperands(
  width: number,
  left: Int32Array,
  right: Int32Array,
  before: Floats,
  first: number,
): Floats {
  const sums = before.slice();
  for (let t = left.length - 1; t >= 0; t--) {
    for (let r = 0; r < width; r++) {
      const sum = sums[(first + t) * width + r]!;
      sums[left[t]! * width + r]! += sum;
      sums[right[t]! * width + r]! += sum;
    }
  }
  return sums;
}
