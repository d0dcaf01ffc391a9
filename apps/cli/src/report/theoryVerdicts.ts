/** What the runs of a sweep have measured of the theory of growth, by part, cell and norm. */
import { measuredExponents, rankedName } from '@ranksweep/core';
import type { TheoryVerdict } from '@ranksweep/report';
import { axisValue, type ReportedRun, type ReportedRuns } from './reportedRuns.ts';

const THEORETICAL = 'theoretical_exponent_';
const WITHIN_BOUNDS = 'growth_within_bounds_';

/** Empty where no run records the theory. */
export function theoryVerdicts({ axes, all }: ReportedRuns): TheoryVerdict[] {
  const cells = Map.groupBy(all, ({ run: { part, cell } }) => JSON.stringify([part, cell]));
  return [...cells.values()].flatMap((runs) => {
    const { run } = runs[0]!;
    const norms = new Set(runs.flatMap(({ finals }) => normsOf(finals)));
    const cell = axes.flatMap((path) => {
      const value = axisValue(run, path);
      return value === null ? [] : `${path}=${value}`;
    });
    return [...norms].map((norm) => ({ part: run.part, cell: cell.join(', '), ...verdictOf(runs, norm) }));
  });
}

const normsOf = (finals: ReportedRun['finals']): string[] =>
  [...finals.keys()]
    .filter((name) => name.startsWith(THEORETICAL))
    .map((name) => name.slice(THEORETICAL.length));

function verdictOf(runs: readonly ReportedRun[], norm: string): Omit<TheoryVerdict, 'part' | 'cell'> {
  const measured = runs.flatMap(({ finals }) => measuredExponents(finals)).filter((one) => one.norm === norm);
  return {
    norm,
    expected:
      runs.map(({ finals }) => finals.get(THEORETICAL + norm)).find((value) => value !== undefined) ?? NaN,
    measured: measured.map(({ exponent, error }) => ({ exponent, error })),
    withinBounds: runs.flatMap(({ finals }) =>
      [...finals]
        .filter(([name]) => rankedName(name)?.stem === WITHIN_BOUNDS + norm)
        .map(([, share]) => share),
    ),
  };
}
