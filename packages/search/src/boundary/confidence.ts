/**
 * A confidence set of where an outcome flips, by betting (Waudby-Smith and Ramdas 2023). Levels are numbered along the axis, so that
 * the outcome is meant to become likelier with the number.
 *
 * Hypothesis b says: at levels below b the outcome holds in at most half of all seeds, from level b on in at least half. Against each
 * hypothesis a capital of 1 is bet. A run at a level below b bets on the outcome, one at b or above against it, and the stake is fixed
 * before the run is known. Where the hypothesis is true, no bet has an expected gain, whatever level is tried and whenever one stops:
 * the probability that the capital ever reaches 1 / (1 - confidence) is at most 1 - confidence (Ville's inequality). Hypotheses whose
 * capital has reached it are given up.
 *
 * What is assumed: the share of seeds in which the outcome holds passes one half once, upward, and runs have seeds of their own, of
 * which none was tried at another level. Nothing is assumed of how steeply it rises, nor of the model that places the bets.
 */
import { exactLog } from '@ranksweep/core';
import { Psychometric } from './psychometric.ts';

export interface Trial {
  /** From 0. */
  readonly level: number;
  readonly holds: boolean;
}

/** Hypotheses that are not given up. The boundary lies between level b - 1 and level b. */
export interface BoundaryRange {
  /** The least and the most b, from 0 to the number of levels. */
  readonly least: number;
  readonly most: number;
}

/** Bets are never so sure that a single run costs more than this share of the capital. */
const MOST_SURE = 0.95;

export class BoundaryConfidence {
  readonly model: Psychometric;
  /** By hypothesis: [levels + 1]. */
  readonly #capital: Float64Array;
  readonly #isGivenUp: Uint8Array;
  readonly #enough: number;

  /** @param confidence from 0 to below 1, such as 0.9 */
  constructor(levels: number, confidence: number) {
    this.model = new Psychometric(levels);
    this.#capital = new Float64Array(levels + 1).fill(1);
    this.#isGivenUp = new Uint8Array(levels + 1);
    this.#enough = 1 / (1 - confidence);
  }

  /** Trials must come in an order that none of their results has a say in, such as that in which they were asked for. */
  add({ level, holds }: Trial): void {
    const expected = this.model.predict(level);
    const upward = Math.min(MOST_SURE, Math.max(0.5, expected));
    const downward = Math.min(MOST_SURE, Math.max(0.5, 1 - expected));
    for (let b = 0; b < this.#capital.length; b++) {
      const isBelow = level < b;
      const sure = isBelow ? upward : downward;
      this.#capital[b]! *= 2 * (holds === isBelow ? sure : 1 - sure);
      if (this.#capital[b]! >= this.#enough) this.#isGivenUp[b] = 1;
    }
    this.model.learn(level, holds);
  }

  /**
   * What a run at this level is expected to gain, in nats of capital, on average over the hypotheses that are not given up. This
   * takes the model's word for how likely the outcome is.
   */
  growth(level: number): number {
    const expected = this.model.predict(level);
    let [above, all] = [0, 0];
    for (let b = 0; b < this.#isGivenUp.length; b++) {
      if (this.#isGivenUp[b]) continue;
      all++;
      if (level < b) above++;
    }
    const gain = exactLog(2) + expected * exactLog(expected) + (1 - expected) * exactLog(1 - expected);
    return all === 0 ? 0 : (gain * (expected > 0.5 ? above : all - above)) / all;
  }

  /**
   * All boundaries from the first to the last that is not given up. Where every one is, the outcome does not pass one half once,
   * and the range is of all.
   */
  range(): BoundaryRange {
    const [least, most] = [this.#isGivenUp.indexOf(0), this.#isGivenUp.lastIndexOf(0)];
    return least < 0 ? { least: 0, most: this.#isGivenUp.length - 1 } : { least, most };
  }

  /** The median of the model's posterior, within the range. */
  estimate(): number {
    const posterior = this.model.posterior();
    let [estimate, below] = [0, posterior[0]!];
    while (below < 0.5 && estimate < this.model.levels) below += posterior[++estimate]!;
    const { least, most } = this.range();
    return Math.min(most, Math.max(least, estimate));
  }

  /** Whether every boundary is given up: the assumption that there is one is wrong. */
  get isContradicted(): boolean {
    return !this.#isGivenUp.includes(0);
  }
}
