/** How far a search is, from the trials that a database has of it: the best so far, what is under way, and who stands on which rung. */
import type { SearchSpec } from '@ranksweep/kinds';
import type { StoredTrial, SweepStatus, TrialState } from '@ranksweep/store';
import { samplers } from '../samplers/samplers.ts';

/** A trial that has ended with a number. */
export type RankedTrial = StoredTrial & { readonly objective: number };

/** The search of one part, as far as the database knows its trials. */
export interface SearchStanding {
  readonly part: string;
  readonly search: SearchSpec;
  /** All that were asked for, by number. */
  readonly trials: readonly StoredTrial[];
  readonly counts: Readonly<Record<TrialState, number>>;
  /** How many may still be asked for. None at the end: a grid may have fewer points than trials were asked for. */
  readonly left: number;
  /** The best first; of equal ones the earlier. */
  readonly ranked: readonly RankedTrial[];
  /** Trials that are better than all of lower numbers. */
  readonly improvements: readonly RankedTrial[];
  /** Under way, by number. */
  readonly running: readonly StoredTrial[];
  /** Ascending, as far as a trial has come to them. */
  readonly rungs: readonly RungStanding[];
  /** What is asked next. Undefined after the last. */
  readonly next: NextTrial | undefined;
}

/** What came of the trials at one rung. */
export interface RungStanding {
  readonly iteration: number;
  /** Trials that have come to it. */
  readonly came: number;
  /** Of these, how many went no further. */
  readonly pruned: number;
}

/** The trial that the search would ask for now. */
export interface NextTrial {
  readonly number: number;
  /** The trial whose end it waits for; undefined if it only waits for a lane. */
  readonly after: number | undefined;
}

/** A sweep that is any of these has nothing more to ask for. */
const ENDS: readonly (SweepStatus | undefined)[] = ['done', 'failed'];

/**
 * @param trials of the part, by number
 * @param status of the sweep
 */
export function searchStanding(
  part: string,
  search: SearchSpec,
  trials: readonly StoredTrial[],
  status?: SweepStatus,
): SearchStanding {
  const sign = search.minimize === undefined ? -1 : 1;
  const counts = { running: 0, done: 0, diverged: 0, pruned: 0, failed: 0 };
  const improvements: RankedTrial[] = [];
  const withObjective: RankedTrial[] = [];
  for (const trial of trials) {
    counts[trial.state]++;
    if (!isRanked(trial)) continue;
    withObjective.push(trial);
    const best = improvements.at(-1);
    if (best === undefined || sign * (trial.objective - best.objective) < 0) improvements.push(trial);
  }
  const running = trials.filter(({ state }) => state === 'running');
  const isOver = ENDS.includes(status) && running.length === 0;
  const left = isOver ? 0 : Math.max(0, search.trials - trials.length);
  return {
    part,
    search,
    trials,
    counts,
    left,
    ranked: withObjective.sort((a, b) => sign * (a.objective - b.objective) || a.number - b.number),
    improvements,
    running,
    rungs: rungsReached(trials),
    next: left === 0 ? undefined : { number: trials.length, after: awaited(search, trials.length, running) },
  };
}

/** A pruned trial that was promoted has an objective, too; the search has not seen it. */
const isRanked = (trial: StoredTrial): trial is RankedTrial =>
  trial.state === 'done' && trial.objective !== null;

function rungsReached(trials: readonly StoredTrial[]): RungStanding[] {
  const atRung = Map.groupBy(
    trials.filter(({ rung }) => rung !== null),
    ({ rung }) => rung!,
  );
  let beyond = 0;
  return [...atRung]
    .sort(([a], [b]) => b - a)
    .map(([iteration, last]) => {
      beyond += last.length;
      return { iteration, came: beyond, pruned: last.filter(({ state }) => state === 'pruned').length };
    })
    .reverse();
}

/**
 * The trial that the next one waits for, if any. The latest that was asked for needed the results of all trials before `last`. Those of them
 * that are at work were pruned, and have gone on since: their rung tells.
 */
function awaited(
  { sampler, parallel, space }: SearchSpec,
  asked: number,
  running: readonly StoredTrial[],
): number | undefined {
  // Anyone may have changed what the file holds.
  if (!Object.hasOwn(samplers, sampler) || !samplers[sampler].looksBack(space ?? {})) return undefined;
  const last = asked - parallel;
  return running.find(({ number, rung }) => number === last || (number < last && rung === null))?.number;
}
