/** How good the best of so many trials is, by our samplers and by Optuna's. */
import { median } from '@ranksweep/core';
import type { SamplerName } from '@ranksweep/kinds';
import { Study } from '@ranksweep/search';
import { execa } from 'execa';
import { chanceOf, shareSmaller } from './likelihood.ts';
import { OPTUNA_SEARCH } from './optuna.ts';
import { pointOf, spaceOf, type Problem } from './problem.ts';

const comparedSamplers = ['tpe', 'cma-es', 'random'] as const satisfies readonly SamplerName[];

/** Where our median is the worse one, so many times the seeds tell whether that was chance. */
const MORE_SEEDS = 10;
/** Differences that chance makes more often than this are put down to it. */
const LEVEL = 0.05;

/** Medians over the seeds of the best value, and how they differ. */
export interface Comparison {
  readonly seeds: number;
  readonly ours: number;
  readonly optunas: number;
  /** How often one of our seeds is better than one of Optuna's; ties count half. */
  readonly shareBetter: number;
  /** How often chance alone makes a difference like this, see `chanceOf`. */
  readonly chance: number;
}

export interface QualityRow extends Pick<Problem, 'group'> {
  readonly problem: string;
  readonly sampler: string;
  readonly ours: number;
  /** What is undefined here is so without Optuna. */
  readonly beside: Comparison | undefined;
  /** Over more seeds, where our median was the worse one. */
  readonly again: Comparison | undefined;
  readonly verdict: Verdict | undefined;
}

/**
 * `no worse`: our median is as good or better, if need be over more seeds. `worse seeds`: so it is, but our seeds are worse than by chance.
 * `chance`: it is worse, but seeds differ as they do by chance.
 */
export type Verdict = 'no worse' | 'worse seeds' | 'chance' | 'worse';

export interface QualityOptions {
  readonly python: string | undefined;
  readonly seeds: number;
  readonly trials: number;
  readonly problems: readonly Problem[];
}

export async function compareQuality({ problems, ...options }: QualityOptions): Promise<QualityRow[]> {
  const contests = problems.flatMap((problem) =>
    comparedSamplers.map((sampler): Contest => ({ problem, sampler })),
  );
  const ours = contests.map((contest) => ourBest(contest, options));
  const beside = await besideOptuna(contests, ours, options);
  const isWorse = (_: Contest, i: number): boolean =>
    beside[i] !== undefined && beside[i].ours > beside[i].optunas;
  const worse = contests.filter(isWorse);
  const more = { ...options, seeds: MORE_SEEDS * options.seeds };
  const oursAgain = worse.map((contest) => ourBest(contest, more));
  const again = new Map(
    (await besideOptuna(worse, oursAgain, more)).map((comparison, i) => [worse[i]!, comparison]),
  );
  return contests.map((contest, i): QualityRow => {
    const { problem, sampler } = contest;
    const last = again.get(contest) ?? beside[i];
    return {
      group: problem.group,
      problem: problem.name,
      sampler,
      ours: median(ours[i]!),
      beside: beside[i],
      again: again.get(contest),
      verdict: last && verdictOf(last),
    };
  });
}

interface Contest {
  readonly problem: Problem;
  readonly sampler: SamplerName;
}

type ContestOptions = Omit<QualityOptions, 'problems'>;

export function verdictOf({ ours, optunas, shareBetter, chance }: Comparison): Verdict {
  const isChance = chance >= LEVEL;
  if (ours <= optunas) return isChance || shareBetter >= 0.5 ? 'no worse' : 'worse seeds';
  return isChance ? 'chance' : 'worse';
}

/** @returns a comparison for each contest; none without Optuna */
async function besideOptuna(
  contests: readonly Contest[],
  ours: readonly (readonly number[])[],
  { python, seeds, trials }: ContestOptions,
): Promise<Comparison[]> {
  if (python === undefined || contests.length === 0) return [];
  const asked = contests.map(({ problem: { name, axes, table }, sampler }) => ({
    name,
    axes,
    table,
    sampler,
  }));
  const input = JSON.stringify({ contests: asked, seeds, trials });
  const { stdout } = await execa(python, [OPTUNA_SEARCH, 'best'], { input });
  return (JSON.parse(stdout) as number[][]).map((theirs, i) => ({
    seeds,
    ours: median(ours[i]!),
    optunas: median(theirs),
    shareBetter: shareSmaller(ours[i]!, theirs),
    chance: chanceOf(ours[i]!, theirs),
  }));
}

const ourBest = (contest: Contest, { seeds, trials }: ContestOptions): number[] =>
  Array.from({ length: seeds }, (_, seed) => bestOf(contest, seed, trials));

function bestOf({ problem, sampler }: Contest, seed: number, trials: number): number {
  const space = spaceOf(problem);
  const search = { minimize: 'value', trials, seed, parallel: 1, summary: 'median', sampler, space } as const;
  const study = new Study({ part: problem.name, base: {}, search });
  let best = Infinity;
  for (let trial = study.ask(); trial !== undefined; trial = study.ask()) {
    const value = problem.valueAt(pointOf(problem, trial.cell));
    best = Math.min(best, value);
    study.tell(trial.number, value);
  }
  return best;
}
