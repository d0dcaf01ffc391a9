/**
 * Losses: the mean over samples of l(r), r = prediction - y. Huber is SmoothL1, the textbook's divided by its threshold. The
 * logistic loss of a prediction f is log(1 + exp(-y f)), y = 1 or -1.
 */
import type { LossConfig } from '../factorization/schema.ts';
import { exactExp, exactLog } from '../random/exactMath.ts';

/** l(r), given y. */
export function sampleLoss(loss: LossConfig, r: number, y: number): number {
  switch (loss.kind) {
    case 'mse':
      return r * r;
    case 'l1':
      return Math.abs(r);
    case 'huber':
      return Math.abs(r) < loss.threshold ? (r * r) / (2 * loss.threshold) : Math.abs(r) - loss.threshold / 2;
    case 'logistic':
      return softplus(-y * (r + y));
  }
}

/** l'(r), given y; the subgradient 0 where |r| has no derivative. */
export function sampleLossDerivative(loss: LossConfig, r: number, y: number): number {
  switch (loss.kind) {
    case 'mse':
      return 2 * r;
    case 'l1':
      return Math.sign(r);
    case 'huber':
      return Math.abs(r) < loss.threshold ? r / loss.threshold : Math.sign(r);
    case 'logistic':
      return -y * sigmoid(-y * (r + y));
  }
}

/** Mean of l over residuals, given y. */
export function meanLoss(loss: LossConfig, residuals: ArrayLike<number>, y: ArrayLike<number>): number {
  let sum = 0;
  for (let s = 0; s < residuals.length; s++) sum += sampleLoss(loss, residuals[s]!, y[s]!);
  return sum / residuals.length;
}

/** log(1 + exp(x)) */
export const softplus = (x: number): number => Math.max(x, 0) + exactLog(1 + exactExp(-Math.abs(x)));

/** 1 / (1 + exp(-x)) */
export function sigmoid(x: number): number {
  const e = exactExp(-Math.abs(x));
  return (x < 0 ? e : 1) / (1 + e);
}
