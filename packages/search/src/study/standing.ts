/** How far a search is, from the trials that a database has of it: the best so far, what is under way, and who stands on which rung. */
import type { SearchSpec } from '@ranksweep/kinds';
import type { StoredTrial, TrialState } from '@ranksweep/store';

/** A trial that has ended with a number. */
export type RankedTrial = StoredTrial & { readonly objective: number };

/** The search of one part, as far as the database knows its trials. */
export interface SearchStanding {
  readonly part: string;
  readonly search: SearchSpec;
  /** All that were asked for, by number. */
  readonly trials: readonly StoredTrial[];
  readonly counts: Readonly<Record<TrialState, number>>;
  /** How many may still be asked for. */
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

/** @param trials of the part, by number */
export function searchStanding(
  part: string,
  search: SearchSpec,
  trials: readonly StoredTrial[],
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
  return {
    part,
    search,
    trials,
    counts,
    left: Math.max(0, search.trials - trials.length),
    ranked: withObjective.sort((a, b) => sign * (a.objective - b.objective) || a.number - b.number),
    improvements,
    running,
    rungs: rungsReached(trials),
    next: nextTrial(search, trials.length, running[0]),
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

/** Samplers that look at results, and lack those of the latest trials at most. */
const LOOK_BACK: ReadonlySet<string> = new Set(['tpe', 'cma-es']);

function nextTrial(
  { sampler, parallel, trials }: SearchSpec,
  asked: number,
  oldest: StoredTrial | undefined,
): NextTrial | undefined {
  if (asked >= trials) return undefined;
  const waits = LOOK_BACK.has(sampler) && oldest !== undefined && asked - oldest.number >= parallel;
  return { number: asked, after: waits ? oldest.number : undefined };
}
