/**
 * What a kernel does to one member, as plain data. A kernel for small shapes carries out whole lists of instructions, many
 * iterations in one dispatch; for large shapes each instruction is an operation of its own. What an element is computed from, and
 * in which order, is the same in both.
 *
 * Numbers lie in the member's share of the memory, index lists and the task's numbers in its page. Offsets count from there.
 */

/** Kinds of instructions, numbered as the kernels know them. */
export const KIND = {
  zero: 0,
  product: 1,
  tiledProduct: 2,
  gatherProduct: 3,
  segmentSums: 4,
  gatherDot: 5,
  scaleColumns: 6,
  columnDots: 7,
  measurements: 8,
  lossGradient: 9,
  losses: 10,
  groupStep: 11,
  adamStep: 12,
  update: 13,
  nextIteration: 14,
  blocksProducts: 15,
  blocksValues: 16,
  blocksTerms: 17,
  blocksSums: 18,
  blocksQuotients: 19,
  squares: 20,
} as const;

export type Kind = keyof typeof KIND;

/** In place of an offset into the page where there is no list. */
export const NONE = 0xffffffff;

/** Numbers whose squares one workgroup sums. */
export const SQUARES_AT_ONCE = 4096;

/** What an instruction works on. Its meaning is with the kernel of that kind, in shader/. Default: 0. */
export interface Instruction {
  readonly kind: Kind;
  /** Offsets of fields. */
  readonly out?: number;
  readonly a?: number;
  readonly b?: number;
  /** Sizes. */
  readonly m?: number;
  readonly n?: number;
  readonly k?: number;
  /** 1: it is about the batch of the iteration instead of all observations. */
  readonly batched?: number;
  /** Distances between rows and columns of `a` and `b`. */
  readonly aRow?: number;
  readonly aColumn?: number;
  readonly bRow?: number;
  readonly bColumn?: number;
  /** Offsets into the page. */
  readonly x?: number;
  readonly y?: number;
  readonly z?: number;
  /** One of several variants. */
  readonly variant?: number;
  /** At most 8 float32 numbers. */
  readonly constants?: readonly number[];
}

const INSTRUCTION_WORDS = 24;
const FIRST_CONSTANT = 16;

/** Lists of instructions as the kernels read them. */
export function encode(instructions: readonly Instruction[]): Uint32Array<ArrayBuffer> {
  const words = new Uint32Array(INSTRUCTION_WORDS * Math.max(1, instructions.length));
  const floats = new Float32Array(words.buffer);
  instructions.forEach((it, i) => {
    const at = INSTRUCTION_WORDS * i;
    const { out, a, b, m, n, k, batched, aRow, aColumn, bRow, bColumn, x, y, z, variant } = it;
    const operands = [out, a, b, m, n, k, batched, aRow, aColumn, bRow, bColumn, x, y, z, variant];
    words.set([KIND[it.kind], ...operands.map((operand) => operand ?? 0)], at);
    floats.set(it.constants ?? [], at + FIRST_CONSTANT);
  });
  return words;
}
