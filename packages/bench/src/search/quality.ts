/** How good the best of so many trials is, by our samplers and by Optuna's. */
import { median } from '@ranksweep/core';
import type { SamplerName, SearchSpec } from '@ranksweep/kinds';
import { Study } from '@ranksweep/search';
import { execa } from 'execa';
import { testFunctions } from './functions.ts';
import { OPTUNA_SEARCH } from './optuna.ts';
import type { StoredSweep } from './storedSweeps.ts';

const comparedSamplers = ['tpe', 'cma-es', 'random'] as const satisfies readonly SamplerName[];

/** What is minimized: a function on the unit cube, or a table of a sweep. */
export interface Problem {
  readonly name: string;
  readonly dimensions: number;
  readonly sizes: readonly number[] | null;
  readonly table: readonly number[] | null;
}

export interface QualityRow {
  readonly problem: string;
  readonly sampler: string;
  /** Medians over the seeds of the best value. */
  readonly ours: number;
  /** Undefined without Optuna. */
  readonly optunas: number | undefined;
  /** How often one of our seeds is better than one of Optuna's; ties count half. */
  readonly shareBetter: number | undefined;
}

export interface QualityOptions {
  readonly python: string | undefined;
  readonly seeds: number;
  readonly trials: number;
  readonly sweeps: readonly StoredSweep[];
}

export async function compareQuality(options: QualityOptions): Promise<QualityRow[]> {
  const problems: Problem[] = [
    ...testFunctions.map(({ name, dimensions }) => ({ name, dimensions, sizes: null, table: null })),
    ...options.sweeps.map((sweep) => ({ ...sweep, dimensions: sweep.sizes.length })),
  ];
  const theirs = await optunasBest(problems, options);
  return problems.flatMap((problem) =>
    comparedSamplers.map((sampler): QualityRow => {
      const ours = Array.from({ length: options.seeds }, (_, seed) =>
        bestOf(problem, sampler, seed, options.trials),
      );
      const optunas = theirs.get(keyOf(problem.name, sampler));
      return {
        problem: problem.name,
        sampler,
        ours: median(ours),
        optunas: optunas && median(optunas),
        shareBetter: optunas && shareBetter(ours, optunas),
      };
    }),
  );
}

const keyOf = (problem: string, sampler: string): string => `${problem}/${sampler}`;

function bestOf(
  { name, dimensions, sizes, table }: Problem,
  sampler: SamplerName,
  seed: number,
  trials: number,
): number {
  const axis = (d: number): SearchSpec['space'][string] =>
    sizes === null ? { from: 0, to: 1 } : { from: 0, to: sizes[d]! - 1, integer: true };
  const space = Object.fromEntries(Array.from({ length: dimensions }, (_, d) => [`x${d}`, axis(d)]));
  const search = { minimize: 'value', trials, seed, parallel: 1, summary: 'median', sampler, space } as const;
  const study = new Study({ part: name, base: {}, search });
  const valueAt = testFunctions.find((one) => one.name === name)?.valueAt;
  let best = Infinity;
  for (let trial = study.ask(); trial !== undefined; trial = study.ask()) {
    const x = Object.values(trial.cell).map(Number);
    const value = valueAt?.(x) ?? table![x.reduce((place, index, d) => place * sizes![d]! + index, 0)]!;
    best = Math.min(best, value);
    study.tell(trial.number, value);
  }
  return best;
}

async function optunasBest(
  problems: readonly Problem[],
  { python, seeds, trials }: QualityOptions,
): Promise<Map<string, number[]>> {
  if (python === undefined) return new Map();
  const input = JSON.stringify({ problems, samplers: comparedSamplers, seeds, trials });
  const { stdout } = await execa(python, [OPTUNA_SEARCH, 'best'], { input });
  return new Map(
    stdout
      .trim()
      .split('\n')
      .map((line) => {
        const { problem, sampler, best } = JSON.parse(line) as {
          problem: string;
          sampler: string;
          best: number[];
        };
        return [keyOf(problem, sampler), best];
      }),
  );
}

function shareBetter(ours: readonly number[], theirs: readonly number[]): number {
  const points = ours.flatMap((one) =>
    theirs.map((other): number => (one < other ? 1 : one === other ? 0.5 : 0)),
  );
  return points.reduce((sum, point) => sum + point, 0) / points.length;
}
