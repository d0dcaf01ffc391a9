/**
 * What decides once of each trial whether it goes on beyond a rung. A decision follows from the losses of trials with given numbers, and waits for these: it
 * never depends on which of them came first.
 */

export interface Pruner {
  /**
   * The trials that a decision about one of them waits for: itself alone, all that come before it by number, or all of its bracket of so
   * many trials.
   */
  readonly scope: 'itself' | 'earlier' | { readonly bracket: number };
  /**
   * Whether a trial goes on.
   * @param loss of the trial, to be minimized; Infinity if it has diverged or failed
   * @param place how many of `losses` are better
   * @param losses of all in its scope that came to the rung, itself among them, ascending
   */
  goesOn(loss: number, place: number, losses: readonly number[]): boolean;
}
