/**
 * What matricizations prove about a tensor's CP rank. A tensor of CP rank r has no matricization of a larger rank. No CP of rank
 * r is therefore closer to X than the nearest matrix of rank r is to any [[X]]_I (Eckart and Young 1936).
 */
import type { DenseTensor } from './denseTensor.ts';
import { matricization } from '../tensor/shape.ts';
import { singularValues } from '../tensor/singularValues.ts';

/**
 * The least r for which every matricization looked at has a matrix of rank r with a relative error below the bound: a lower
 * bound of the CP rank, and for order 2 the rank itself. At least 1.
 * @param unit a tensor of Frobenius norm 1, of order 2 or more
 * @param errorBelow at most 1
 */
export function matricizationBound({ dims, values }: DenseTensor, errorBelow: number): number {
  const ranks = splits(dims.length).map((modes) =>
    rankWithin(singularValues(matricization(values, dims, modes)), errorBelow),
  );
  return Math.max(1, ...ranks);
}

/** Least r with sqrt(sum_{k > r} sigma_k^2) below the bound. */
function rankWithin(sigma: Float64Array, errorBelow: number): number {
  let squares = 0;
  let rank = sigma.length;
  while (rank > 0) {
    squares += sigma[rank - 1]! * sigma[rank - 1]!;
    if (Math.sqrt(squares) >= errorBelow) break;
    rank--;
  }
  return rank;
}

/**
 * The modes of the rows, numbered from 1: every single mode, every pair and every {1, ..., n}. These are all sets up to order 5,
 * without being exponentially many for higher orders.
 */
function splits(order: number): number[][] {
  const modes = Array.from({ length: order }, (_, n) => n + 1);
  const candidates = [
    ...modes.map((n) => [n]),
    ...modes.flatMap((n) => modes.slice(n).map((m) => [n, m])),
    ...modes.slice(0, -1).map((n) => modes.slice(0, n)),
  ];
  // A split and its complement are transposes of each other.
  const byName = new Map<string, number[]>();
  for (const I of candidates) {
    const side = I.includes(1) ? I : modes.filter((n) => !I.includes(n));
    if (side.length < order) byName.set(side.join(), side);
  }
  return [...byName.values()];
}
