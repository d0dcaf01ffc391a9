// The kernels of blocks again, one element at a time and for reading; see slowKernels.ts.
type Floats = Float32Array;
const round = Math.fround;

export function factorRows(
  cols: number,
  width: number,
  factors: Floats,
  starts: Int32Array,
  smallest: number,
): Floats {
  const table = new Float32Array(starts.length * width);
  starts.forEach((start, l) => {
    for (let r = 0; r < cols; r++) {
      const x = factors[start + r]!;
      const sign = Object.is(x, -0) || x < 0 ? -1 : 1;
      table[l * width + r] = Math.abs(x) < smallest ? sign * smallest : x;
    }
  });
  return table;
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

export function sampleProducts(
  blocks: number,
  width: number,
  rowOf: Int32Array,
  table: Floats,
): { products: Floats; values: Floats } {
  const samples = rowOf.length / blocks;
  const products = new Float32Array(samples * width);
  const values = new Float32Array(samples);
  for (let s = 0; s < samples; s++) {
    for (let r = 0; r < width; r++) {
      const factors = Array.from({ length: blocks }, (_, b) => table[rowOf[s * blocks + b]! * width + r]!);
      products[s * width + r] = factors.reduce((product, factor) => round(product * factor));
    }
    const strips = Array.from({ length: Math.ceil(width / 16) }, (_, c) =>
      sumOf16((r) => (16 * c + r < width ? products[s * width + 16 * c + r]! : 0)),
    );
    values[s] = strips.reduce((sum, strip) => round(sum + strip));
  }
  return { products, values };
}

function sumOf16(p: (r: number) => number): number {
  const [s0, s1, s2, s3] = [0, 1, 2, 3].map((l) =>
    round(round(p(l) + p(l + 4)) + round(p(l + 8) + p(l + 12))),
  );
  return round(round(s0! + s1!) + round(s2! + s3!));
}

export function addSampleProducts(
  blocks: number,
  width: number,
  rowOf: Int32Array,
  e: Floats,
  products: Floats,
  before: Floats,
): Floats {
  const sums = before.slice();
  rowOf.forEach((row, at) => {
    const s = Math.floor(at / blocks);
    for (let r = 0; r < width; r++) sums[row * width + r]! += round(e[s]! * products[s * width + r]!);
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

export function factorGradients(
  cols: number,
  width: number,
  sums: Floats,
  table: Floats,
  starts: Int32Array,
  before: Floats,
): Floats {
  const gradients = before.slice();
  starts.forEach((start, l) => {
    for (let r = 0; r < cols; r++) gradients[start + r] = sums[l * width + r]! / table[l * width + r]!;
  });
  return gradients;
}
