/**
 * What a kernel does to one member, as plain data. A kernel for small shapes carries out whole lists of instructions, many
 * iterations in one dispatch; for large shapes each instruction is an operation of its own. What an element is computed from, and
 * in which order, is the same in both.
 *
 * Numbers lie in the member's share of the memory, index lists and the task's numbers in its page. Offsets count from there.
 */

export type Kind =
  | 'zero'
  | 'product'
  | 'tiledProduct'
  | 'gatherProduct'
  | 'segmentSums'
  | 'gatherDot'
  | 'scaleColumns'
  | 'columnDots'
  | 'measurements'
  | 'lossGradient'
  | 'losses'
  | 'groupStep'
  | 'adamStep'
  | 'update'
  | 'nextIteration'
  | 'blocksProducts'
  | 'blocksValues'
  | 'blocksTerms'
  | 'blocksSums'
  | 'blocksQuotients'
  | 'squares';

export const isProduct = (kind: Kind): boolean => kind === 'product' || kind === 'tiledProduct';

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
    words.set(operandsOf(it), at);
    floats.set(it.constants ?? [], at + FIRST_CONSTANT);
  });
  return words;
}

/** In the order of the kernels' struct. */
export function operandsOf(it: Instruction): number[] {
  const { out, a, b, m, n, k, batched, aRow, aColumn, bRow, bColumn, x, y, z, variant } = it;
  const operands = [out, a, b, m, n, k, batched, aRow, aColumn, bRow, bColumn, x, y, z, variant];
  return operands.map((operand) => operand ?? 0);
}
