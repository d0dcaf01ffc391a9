/** Residuals of predictions, their mean loss over the observations that count, and its gradient. */
import { sampleLoss, sampleLossDerivative, type LossConfig } from '@ranksweep/core';
import type { Kernels } from '@ranksweep/kernels';
import type { Losses } from '../engine.ts';
import type { Address, Arena } from './arena.ts';

const OBSERVED = -1; // all bits set
const NOT_OBSERVED = 0;

export class Residuals {
  readonly #kernels: Kernels;
  readonly #arena: Arena;
  readonly #loss: LossConfig;
  readonly #most: number;
  /** Predictions that are looked at, from the first; those that are not observed have residual 0. */
  #count = 0;
  /** How many of them are observed. */
  #observed = 0;
  readonly #targets: Address;
  readonly #mask: Address;
  readonly #residuals: Address;

  /** @param most predictions */
  constructor(kernels: Kernels, arena: Arena, loss: LossConfig, most: number) {
    this.#kernels = kernels;
    this.#arena = arena;
    this.#loss = loss;
    this.#most = most;
    this.#targets = arena.zeros(most);
    this.#mask = arena.copyOf(new Int32Array(most));
    this.#residuals = arena.zeros(most);
  }

  /**
   * Some predictions are observed, and no others.
   * @param places of the observed predictions
   * @param y at these places
   */
  observe(places: ArrayLike<number>, y: Float32Array): void {
    const targets = this.#arena.floats(this.#targets, this.#most);
    const mask = this.#arena.integers(this.#mask, this.#most).fill(NOT_OBSERVED);
    for (let s = 0; s < y.length; s++) {
      targets[places[s]!] = y[s]!;
      mask[places[s]!] = OBSERVED;
    }
    this.#count = this.#most;
    this.#observed = y.length;
  }

  /** The first predictions are observed, and there are no others. */
  observeAll(y: Float32Array): void {
    this.#arena.floats(this.#targets, y.length).set(y);
    this.#arena.integers(this.#mask, y.length).fill(OBSERVED);
    this.#count = y.length;
    this.#observed = y.length;
  }

  losses(predictions: Address): Losses {
    const r = this.#residuals;
    this.#subtract(predictions, r);
    const mse = this.#kernels.sumOfSquares(this.#count, r) / this.#observed;
    switch (this.#loss.kind) {
      case 'mse':
        return { objective: mse, mse };
      case 'l1':
        return { objective: this.#kernels.sumOfAbsolutes(this.#count, r) / this.#observed, mse };
      case 'huber': {
        const sum = this.#kernels.sumOfHuber(this.#count, r, this.#loss.threshold);
        return { objective: sum / this.#observed, mse };
      }
      case 'logistic': {
        let sum = 0;
        this.#forEach(r, (residual, y) => (sum += sampleLoss(this.#loss, residual, y)));
        return { objective: sum / this.#observed, mse };
      }
    }
  }

  /** e = l'(r) / n; predictions that are not observed get 0. */
  gradient(predictions: Address, e: Address): void {
    const share = 1 / this.#observed;
    this.#subtract(predictions, e);
    switch (this.#loss.kind) {
      case 'mse':
        return this.#kernels.scale(this.#count, e, 2 * share, e);
      case 'l1':
        return this.#kernels.absoluteGradient(this.#count, e, share, e);
      case 'huber':
        return this.#kernels.huberGradient(this.#count, e, this.#loss.threshold, share, e);
      case 'logistic': {
        const out = this.#arena.floats(e, this.#count);
        return this.#forEach(e, (residual, y, s) => {
          out[s] = share * sampleLossDerivative(this.#loss, residual, y);
        });
      }
    }
  }

  #subtract(predictions: Address, out: Address): void {
    this.#kernels.maskedResidual(this.#count, predictions, this.#targets, this.#mask, out);
  }

  /** In float64, with core's exactly specified exponential and logarithm: there are few samples for every product. */
  #forEach(residuals: Address, visit: (residual: number, y: number, s: number) => void): void {
    const r = this.#arena.floats(residuals, this.#count);
    const y = this.#arena.floats(this.#targets, this.#count);
    for (let s = 0; s < r.length; s++) visit(r[s]!, y[s]!, s);
  }
}
