/**
 * What the parts of an evaluation cost, in floating-point operations of a GEMM: the constants of the plan's cost model
 * (packages/core/src/plan/costModel.ts), measured once on a quiet machine. `npm run calibrate -w @ranksweep/bench`
 */
import { median } from '@ranksweep/core';
import { loadKernels } from '@ranksweep/kernels';

const kernels = loadKernels('fma');
kernels.memory.grow(2048);
let next = kernels.heapBase;
const allocate = (bytes: number): number => {
  const address = next;
  next += Math.ceil(bytes / 64) * 64;
  return address;
};
const floats = (count: number): number => {
  const address = allocate(4 * count);
  new Float32Array(kernels.memory.buffer, address, count).fill(0.5);
  return address;
};
const integers = (values: Int32Array): number => {
  const address = allocate(4 * values.length);
  new Int32Array(kernels.memory.buffer, address, values.length).set(values);
  return address;
};

/** Best of several bursts, in nanoseconds a call. */
function nanoseconds(call: () => void): number {
  let calls = 1;
  const burst = (): number => {
    const startedAt = performance.now();
    for (let i = 0; i < calls; i++) call();
    return performance.now() - startedAt;
  };
  while (burst() < 5) calls *= 2;
  return (Math.min(...Array.from({ length: 15 }, burst)) / calls) * 1e6;
}

interface Sizes {
  /** Tuples of the two operands. */
  readonly left: number;
  readonly right: number;
  readonly width: number;
  /** Tuples of the join, or entries of the last one: drawn from left x right. */
  readonly tuples: number;
}

/** Cost of one element of a join, of a gathered and of a dense last join, relative to one GEMM flop of these sizes. */
function calibrate({ left, right, width, tuples }: Sizes): { join: number; gather: number; dense: number } {
  next = kernels.heapBase;
  const [a, b, out] = [floats(left * width), floats(right * width), floats(tuples * width)];
  const [aDelta, bDelta] = [floats(left * width), floats(right * width)];
  const [cells, e] = [floats(left * right), floats(tuples)];
  const scratch = allocate(
    Math.max(
      kernels.gemmScratchBytes(left, right, width),
      kernels.gemmScratchBytes(left, width, right),
      kernels.gemmScratchBytes(right, width, left),
    ),
  );
  // Every pair of operand tuples as often as any other; in the order of the left operand, as plans number them.
  const pairOf = Int32Array.from({ length: tuples }, (_, t) => Math.floor((t * left * right) / tuples));
  const leftOf = pairOf.map((pair) => Math.floor(pair / right));
  const rightOf = pairOf.map((pair) => pair % right);
  const [leftIndex, rightIndex] = [integers(leftOf), integers(rightOf)];
  const [ofLeft, ofRight] = [segments(leftOf, rightOf, left), segments(rightOf, leftOf, right)];

  const dense = nanoseconds(() => {
    kernels.gemm(left, right, width, a, width, 1, b, 1, width, cells, right, scratch);
    kernels.gemm(left, width, right, cells, right, 1, b, width, 1, aDelta, width, scratch);
    kernels.gemm(right, width, left, cells, 1, right, a, width, 1, bDelta, width, scratch);
  });
  const join = nanoseconds(() => {
    kernels.gatherProduct(tuples, width, a, leftIndex, b, rightIndex, out);
    kernels.segmentSumProduct(left, width, ofLeft.starts, ofLeft.tuple, out, b, ofLeft.other, aDelta);
    kernels.segmentSumProduct(right, width, ofRight.starts, ofRight.tuple, out, a, ofRight.other, bDelta);
  });
  const gather = nanoseconds(() => {
    kernels.gatherDot(tuples, width, a, leftIndex, b, rightIndex, e);
    kernels.segmentSumScaled(left, width, ofLeft.starts, ofLeft.tuple, e, b, ofLeft.other, aDelta);
    kernels.segmentSumScaled(right, width, ofRight.starts, ofRight.tuple, e, a, ofRight.other, bDelta);
  });
  // A flop at the speed of large products, so that small ones show what they cost.
  return {
    join: join / (tuples * width) / flopNs,
    gather: gather / (tuples * width) / flopNs,
    dense: dense / (left * right * width) / flopNs,
  };
}

/**
 * Cost of one element of a pattern's product, and of one of a sample's use of a block: from the time of a block of `patterns` patterns
 * and of one of half of them.
 */
function calibrateBlocks(
  width: number,
  samples: number,
  patterns: number,
): { pattern: number; sample: number } {
  const [half, whole] = [
    blockNanoseconds(width, samples, patterns / 2),
    blockNanoseconds(width, samples, patterns),
  ];
  const pattern = (whole - half) / (patterns / 2);
  const sample = (whole - patterns * pattern) / samples;
  return { pattern: pattern / width / flopNs, sample: sample / width / flopNs };
}

/** A batch's selection, products and sums of one of several blocks, all of whose patterns the samples meet. */
function blockNanoseconds(width: number, samples: number, patterns: number): number {
  next = kernels.heapBase;
  const blocks = 20;
  const side = Math.ceil(Math.sqrt(patterns)); // patterns of each of two operands
  const [factorRows, rows] = [2 * side, 2 * side + patterns];
  const spread = (limit: number) => (_: unknown, i: number) => (Math.imul(i, 0x9e3779b1) >>> 8) % limit;
  const batch = integers(Int32Array.from({ length: samples }, (_, s) => s));
  const rowOf = integers(
    Int32Array.from({ length: samples * blocks }, spread(patterns)).map((row) => factorRows + row),
  );
  const left = integers(Int32Array.from({ length: patterns }, (_, t) => t % side));
  const right = integers(Int32Array.from({ length: patterns }, (_, t) => side + Math.floor(t / side)));
  const starts = integers(Int32Array.of(0, patterns));
  const [table, sums] = [floats(rows * width), floats(rows * width)];
  const [products, terms] = [floats(samples * width), floats(samples * width)];
  const [batchRowOf, selectedRowOf] = [allocate(4 * samples * blocks), allocate(4 * samples)];
  const [marks, order, numberOf] = [allocate(rows), allocate(4 * rows), allocate(4 * rows)];
  const [selectedLeft, selectedRight] = [allocate(4 * patterns), allocate(4 * patterns)];
  const gather = nanoseconds(() => kernels.gatherRows32(samples, batch, blocks, rowOf, samples, batchRowOf));
  const select = (): number =>
    kernels.selectRows32(
      samples,
      batchRowOf,
      factorRows,
      1,
      starts,
      left,
      right,
      marks,
      order,
      numberOf,
      selectedRowOf,
      selectedLeft,
      selectedRight,
    );
  const rest = nanoseconds(() => {
    const used = select();
    kernels.multiplyRows(used, width, selectedLeft, selectedRight, table, factorRows);
    kernels.multiplyByRows(samples, width, selectedRowOf, table, products);
    kernels.addToRows(samples, width, selectedRowOf, terms, sums);
    kernels.addToOperands(used, width, selectedLeft, selectedRight, sums, factorRows);
  });
  return gather / blocks + rest;
}

function segments(
  own: Int32Array,
  other: Int32Array,
  count: number,
): { starts: number; tuple: number; other: number } {
  const order = Int32Array.from(own, (_, t) => t).sort((s, t) => own[s]! - own[t]! || s - t);
  const starts = new Int32Array(count + 1);
  for (const u of own) starts[u + 1]!++;
  for (let u = 0; u < count; u++) starts[u + 1]! += starts[u]!;
  return { starts: integers(starts), tuple: integers(order), other: integers(order.map((t) => other[t]!)) };
}

const flopNs = ((): number => {
  const [m, n, k] = [64, 512, 512];
  const [a, b, c] = [floats(m * k), floats(k * n), floats(m * n)];
  const scratch = allocate(kernels.gemmScratchBytes(m, n, k));
  return nanoseconds(() => kernels.gemm(m, n, k, a, k, 1, b, n, 1, c, n, scratch)) / (2 * m * n * k);
})();

const results = [];
for (const width of [8, 64, 256, 512, 1000]) {
  for (const [left, right] of [
    [8, 8],
    [16, 16],
    [64, 64],
    [256, 16],
    [100, 100],
  ] as const) {
    for (const share of [1, 0.2]) {
      const sizes = { left, right, width, tuples: Math.ceil(share * left * right) };
      const result = calibrate(sizes);
      results.push(result);
      console.log(
        JSON.stringify({
          ...sizes,
          ...Object.fromEntries(Object.entries(result).map(([k, v]) => [k, Number(v.toFixed(1))])),
        }),
      );
    }
  }
}
console.log(`one GEMM flop: ${flopNs.toFixed(4)} ns`);
for (const part of ['join', 'gather', 'dense'] as const) {
  console.log(`${part}: median ${median(results.map((result) => result[part])).toFixed(1)} flops an element`);
}
const ofBlocks = [];
for (const width of [8, 16, 48]) {
  for (const [samples, patterns] of [
    [5000, 2000],
    [5000, 1000],
    [500, 200],
  ] as const) {
    const result = calibrateBlocks(width, samples, patterns);
    ofBlocks.push(result);
    const [pattern, sample] = [result.pattern, result.sample].map((flops) => Number(flops.toFixed(1)));
    console.log(JSON.stringify({ width, samples, patterns, pattern, sample }));
  }
}
for (const part of ['pattern', 'sample'] as const) {
  console.log(
    `${part}: median ${median(ofBlocks.map((result) => result[part])).toFixed(1)} flops an element`,
  );
}
