/**
 * Bets on the trials of a line, in the order in which these were asked for, up to the first whose result is not known. Those that end first may be those
 * that end one way: if bets were placed on whatever has ended, what a run ends with would decide whether it counts.
 */
import { BoundaryConfidence, type BoundaryRange } from './confidence.ts';

/** What came of a trial. One that failed tells nothing: whether a run fails is its own affair, and no matter of who looks when. */
export type Outcome = boolean | 'failed';

export interface LineTrial {
  /** From 0. */
  readonly level: number;
  /** Undefined while it is not known. */
  readonly outcome: Outcome | undefined;
}

/**
 * Goes on with the trial `from`.
 * @param trials by number
 * @returns the first trial that waits for its result, or `to`
 */
export function placeBets(
  confidence: BoundaryConfidence,
  trials: readonly (LineTrial | undefined)[],
  { from = 0, to = trials.length }: { readonly from?: number; readonly to?: number } = {},
): number {
  for (let number = from; number < to; number++) {
    const { level, outcome } = trials[number] ?? {};
    if (level === undefined || outcome === undefined) return number;
    if (outcome !== 'failed') confidence.add({ level, holds: outcome });
  }
  return Math.max(from, to);
}

/** What is known of the boundary on a line. */
export interface LineState extends BoundaryRange {
  readonly estimate: number;
  /** Whether what was found cannot be of an outcome that passes one half once. */
  readonly isContradicted: boolean;
}

/** @param trials by number; some may be missing */
export function lineState(
  { levels, confidence }: { readonly levels: number; readonly confidence: number },
  trials: readonly (LineTrial | undefined)[],
): LineState {
  const bets = new BoundaryConfidence(levels, confidence);
  placeBets(bets, trials);
  return { ...bets.range(), estimate: bets.estimate(), isContradicted: bets.isContradicted };
}
