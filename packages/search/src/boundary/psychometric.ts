/**
 * What a search of a boundary expects of the next run: a small Bayesian model of the probability that the outcome holds, along an
 * axis. It decides which level is tried next and how bets are placed, so that few runs are needed. Whether an interval is right does
 * not depend on it: see `confidence.ts`.
 *
 * Levels are numbered along the axis, and the outcome becomes likelier with the number. With the boundary at b, between levels b - 1
 * and b, the probability at level i is lapse + (1 - 2 lapse) * logistic((i - b + 1/2) / width). The prior is uniform over b, the
 * widths and the lapses below, as in adaptive measurements of thresholds (Kontsevich and Tyler 1999).
 */
import { exactExp, exactLog } from '@ranksweep/core';

/** In levels. */
const WIDTHS = [0.2, 1, 3];
const LAPSES = [0.01, 0.1];
const SHAPES = WIDTHS.length * LAPSES.length;

export class Psychometric {
  /** Number of levels. Boundaries are from 0, the outcome holds at all levels, to `levels`, it holds at none. */
  readonly levels: number;
  /** Posterior weights: [(levels + 1) * SHAPES], shapes fastest. Their sum is 1. */
  readonly #weights: Float64Array;
  /** The probability that the outcome holds: [SHAPES][2 * levels + 1], by level minus boundary plus levels. */
  readonly #curves: readonly Float64Array[];

  constructor(levels: number) {
    this.levels = levels;
    this.#weights = new Float64Array((levels + 1) * SHAPES).fill(1 / ((levels + 1) * SHAPES));
    this.#curves = WIDTHS.flatMap((width) =>
      LAPSES.map((lapse) =>
        Float64Array.from({ length: 2 * levels + 1 }, (_, i) => {
          const logistic = 1 / (1 + exactExp(-(i - levels + 0.5) / width));
          return lapse + (1 - 2 * lapse) * logistic;
        }),
      ),
    );
  }

  /** The probability that the outcome holds at a level. */
  predict(level: number): number {
    let sum = 0;
    for (let b = 0; b <= this.levels; b++) {
      for (let shape = 0; shape < SHAPES; shape++) {
        sum += this.#weights[b * SHAPES + shape]! * this.#curves[shape]![level - b + this.levels]!;
      }
    }
    return sum;
  }

  learn(level: number, holds: boolean): void {
    let total = 0;
    for (let b = 0; b <= this.levels; b++) {
      for (let shape = 0; shape < SHAPES; shape++) {
        const i = b * SHAPES + shape;
        const p = this.#curves[shape]![level - b + this.levels]!;
        total += this.#weights[i]! *= holds ? p : 1 - p;
      }
    }
    for (let i = 0; i < this.#weights.length; i++) this.#weights[i]! /= total;
  }

  /** The posterior of the boundary: [levels + 1]. */
  posterior(): Float64Array {
    return Float64Array.from({ length: this.levels + 1 }, (_, b) => {
      let sum = 0;
      for (let shape = 0; shape < SHAPES; shape++) sum += this.#weights[b * SHAPES + shape]!;
      return sum;
    });
  }

  /** How much a run at this level is expected to tell of where the boundary is, in nats: what the entropy of its posterior loses. */
  information(level: number): number {
    const [joint, marginal] = [new Float64Array(this.levels + 1), new Float64Array(this.levels + 1)];
    let holds = 0;
    for (let b = 0; b <= this.levels; b++) {
      for (let shape = 0; shape < SHAPES; shape++) {
        const weight = this.#weights[b * SHAPES + shape]!;
        marginal[b]! += weight;
        joint[b]! += weight * this.#curves[shape]![level - b + this.levels]!;
      }
      holds += joint[b]!;
    }
    let information = 0;
    for (let b = 0; b <= this.levels; b++) {
      information +=
        gain(joint[b]!, marginal[b]! * holds) + gain(marginal[b]! - joint[b]!, marginal[b]! * (1 - holds));
    }
    return information;
  }
}

const gain = (joint: number, independent: number): number =>
  joint <= 0 || independent <= 0 ? 0 : joint * exactLog(joint / independent);
