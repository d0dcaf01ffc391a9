/** Constants of CMA-ES for a number of dimensions and of points a generation (Hansen 2016, "The CMA evolution strategy: a tutorial"). */
import { exactLog } from '@ranksweep/core';

export interface Constants {
  /** Points of a generation, the best first: positive weights of the better half, negative ones of the others. */
  readonly weights: Float64Array;
  /** How many weights are positive. */
  readonly parents: number;
  /** Variance effective selection mass, mu_eff. */
  readonly mass: number;
  /** c_c, c_1, c_mu, c_sigma, d_sigma and the expected norm of a standard normal vector. */
  readonly pathRate: number;
  readonly oneRate: number;
  readonly massRate: number;
  readonly stepRate: number;
  readonly stepDamping: number;
  readonly norm: number;
}

/** lambda */
export const pointsOfGeneration = (n: number): number => 4 + Math.floor(3 * exactLog(n));

export function constantsFor(n: number, points: number): Constants {
  const raw = Float64Array.from({ length: points }, (_, i) => exactLog((points + 1) / 2) - exactLog(i + 1));
  const parents = points >> 1;
  const mass = selectionMass(raw.subarray(0, parents));
  const negativeMass = selectionMass(raw.subarray(parents));
  const pathRate = (4 + mass / n) / (n + 4 + (2 * mass) / n);
  const oneRate = 2 / ((n + 1.3) * (n + 1.3) + mass);
  const massRate = Math.min(1 - oneRate, (2 * (mass - 2 + 1 / mass)) / ((n + 2) * (n + 2) + mass));
  const least = Math.min(
    1 + oneRate / massRate,
    1 + (2 * negativeMass) / (mass + 2),
    (1 - oneRate - massRate) / (n * massRate),
  );
  const [positive, negative] = [sumOf(raw, (w) => w > 0), -sumOf(raw, (w) => w < 0)];
  const weights = raw.map((w) => (w >= 0 ? w / positive : (least * w) / negative));
  const stepRate = (mass + 2) / (n + mass + 5);
  const stepDamping = 1 + 2 * Math.max(0, Math.sqrt((mass - 1) / (n + 1)) - 1) + stepRate;
  const norm = Math.sqrt(n) * (1 - 1 / (4 * n) + 1 / (21 * n * n));
  return { weights, parents, mass, pathRate, oneRate, massRate, stepRate, stepDamping, norm };
}

function selectionMass(weights: Float64Array): number {
  const sum = weights.reduce((total, w) => total + w, 0);
  return (sum * sum) / weights.reduce((total, w) => total + w * w, 0);
}

const sumOf = (weights: Float64Array, isWanted: (w: number) => boolean): number =>
  weights.reduce((sum, w) => (isWanted(w) ? sum + w : sum), 0);
