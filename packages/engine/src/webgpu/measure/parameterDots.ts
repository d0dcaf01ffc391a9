/** Quantities that are dot products of rows or columns of parameter matrices, with themselves or with their gradients. */
import type { Need, Quantity } from '@ranksweep/core';
import type { MatrixField } from '../layout.ts';
import type { CohortMemory } from '../operation.ts';
import { dotProducts, type VectorPair } from './dotProducts.ts';
import type { Finding } from './finding.ts';

export interface ParameterMatrices {
  readonly parameters: readonly MatrixField[];
  readonly gradients: readonly MatrixField[];
}

const FOUND = ['squaredColumnNorms', 'squaredRowNorms', 'radialDerivatives'] as const;

type DotQuantity = (typeof FOUND)[number];

export const isOfDots = (need: Need): need is Need<DotQuantity> =>
  (FOUND as readonly Quantity[]).includes(need.quantity);

/** Numbers for several needs, one after another. */
export class ParameterDots {
  readonly finding: Finding;
  readonly #lengths: readonly (readonly [key: string, length: number])[];

  static async make(
    cohort: CohortMemory,
    matrices: ParameterMatrices,
    needs: readonly Need<DotQuantity>[],
  ): Promise<ParameterDots> {
    const pairs = needs.map((need) => vectorPairs(need, matrices));
    const lengths = needs.map(({ key }, i) => [key, pairs[i]!.length] as const);
    return new ParameterDots(await dotProducts(cohort, pairs.flat()), lengths);
  }

  private constructor(finding: Finding, lengths: readonly (readonly [key: string, length: number])[]) {
    this.finding = finding;
    this.#lengths = lengths;
  }

  /** How many numbers there are. */
  get length(): number {
    return this.#lengths.reduce((sum, [, length]) => sum + length, 0);
  }

  /** Whether it was made for these needs, in this order. */
  answers(needs: readonly Need[]): boolean {
    return needs.length === this.#lengths.length && needs.every(({ key }, i) => key === this.#lengths[i]![0]);
  }

  /** @param floats of one member. @returns by the keys of the needs */
  byKey(floats: Float32Array): Map<string, Float64Array> {
    let at = 0;
    return new Map(
      this.#lengths.map(([key, length]) => [key, Float64Array.from(floats.subarray(at, (at += length)))]),
    );
  }
}

/** In the order of the need's numbers. */
function vectorPairs(
  { quantity, of: k }: Need<DotQuantity>,
  { parameters, gradients }: ParameterMatrices,
): VectorPair[] {
  const { offset, rows, cols } = parameters[k]!;
  if (quantity === 'squaredRowNorms') {
    return Array.from({ length: rows }, (_, i) => {
      const row = offset + i * cols;
      return { a: row, b: row, stride: 1, length: cols };
    });
  }
  const other = quantity === 'radialDerivatives' ? gradients[k]!.offset : offset;
  return Array.from({ length: cols }, (_, j) => ({
    a: offset + j,
    b: other + j,
    stride: cols,
    length: rows,
  }));
}
