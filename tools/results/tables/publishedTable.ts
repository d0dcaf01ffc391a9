/** Published numbers of a cell beside ours. */
import type { PublishedTrajectory } from '@ranksweep/experiments';
import { componentCount, RISES_SHOWN, type MeasuredRun } from '../measuredRuns.ts';
import { count, list, measure, NONE, spread, table } from '../words.ts';

export function publishedTable(published: PublishedTrajectory, runs: readonly MeasuredRun[]): string {
  const { metric, riseIterations, finals, errorPlateaus, finalError, lastIteration, source } = published;
  const of = <Value>(value: (run: MeasuredRun) => Value): Value[] => runs.map(value);
  const ranks = finals.map((_value, k) => `${metric}_${k + 1}`);
  return table(
    ['', source, 'here'],
    [
      ...ranks.slice(0, RISES_SHOWN).map((name, k) => [
        `half-rise of \`${name}\``,
        riseIterations[k] === undefined ? NONE : count(riseIterations[k]),
        spread(
          of(({ rises }) => rises.get(name)),
          count,
        ),
      ]),
      ...ranks.map((name, k) => [
        `final \`${name}\``,
        measure(finals[k]!),
        spread(
          of((run) => run.finals.get(name)),
          measure,
        ),
      ]),
      ['values above 5 % of the largest', NONE, spread(of(componentCount), count)],
      ...(errorPlateaus === undefined
        ? []
        : [
            [
              'plateaus of the error',
              list(errorPlateaus, measure),
              runs.map((run) => list(run.errorPlateaus, measure)).join('; '),
            ],
          ]),
      [
        'final error',
        finalError === undefined ? NONE : measure(finalError),
        spread(
          of((run) => run.finals.get('reconstruction_error')),
          measure,
        ),
      ],
      [
        'iterations',
        `plotted to ${count(lastIteration)}`,
        spread(
          of(({ iterations }) => iterations),
          count,
        ),
      ],
    ],
  );
}
