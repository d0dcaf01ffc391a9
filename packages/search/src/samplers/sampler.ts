/** What suggests trials. One file for each sampler, and `samplers.ts` lists them. */
import type { RandomStream } from '@ranksweep/core';
import type { SearchSpace, SearchSpec } from '@ranksweep/kinds';

/** What a suggestion may depend on. Trials are in the order in which they were suggested. */
export interface History {
  /** Trials whose results may be looked at: the first ones. */
  readonly known: number;
  /** Trials that were suggested before this one. Those after the first `known` are under way. */
  readonly asked: number;
  /** Coordinates of all of them, see `SearchSpace`: (asked, dimensions). */
  readonly coordinates: Float64Array;
  /** What came of the first `known`, to be minimized: Infinity where a trial has diverged or failed. Never NaN. */
  readonly losses: Float64Array;
}

/**
 * Suggestions are asked for in the order of the trials. One that meets no constraint is asked for again, from another stream. A sampler
 * may keep what it derives from the history, which only grows.
 */
export interface Sampler {
  /**
   * Coordinates of the next trial, one for each dimension of the space.
   * @param stream random numbers for this suggestion alone
   * @returns undefined when there is nothing more to suggest
   */
  suggest(history: History, stream: RandomStream): ArrayLike<number> | undefined;
}

export interface SamplerKind {
  /** Whether suggestions depend on results, in a space of these axes. Others are asked for long before they are needed. */
  looksBack(axes: SearchSpec['space']): boolean;
  create(space: SearchSpace, search: SearchSpec): Sampler;
}
