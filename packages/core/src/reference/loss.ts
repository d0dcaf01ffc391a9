/** Losses: the mean over samples of l(r), r = prediction - y. Huber is SmoothL1, the textbook's divided by its threshold. */
import type { LossConfig } from '../config/schema.ts';

/** l(r) */
export function sampleLoss(loss: LossConfig, r: number): number {
  switch (loss.kind) {
    case 'mse':
      return r * r;
    case 'l1':
      return Math.abs(r);
    case 'huber':
      return Math.abs(r) < loss.threshold ? (r * r) / (2 * loss.threshold) : Math.abs(r) - loss.threshold / 2;
  }
}

/** l'(r); the subgradient 0 where |r| has no derivative. */
export function sampleLossDerivative(loss: LossConfig, r: number): number {
  switch (loss.kind) {
    case 'mse':
      return 2 * r;
    case 'l1':
      return Math.sign(r);
    case 'huber':
      return Math.abs(r) < loss.threshold ? r / loss.threshold : Math.sign(r);
  }
}

/** Mean of l over residuals. */
export function meanLoss(loss: LossConfig, residuals: Float64Array): number {
  return residuals.reduce((sum, r) => sum + sampleLoss(loss, r), 0) / residuals.length;
}
