/** The numbers of a published plot one by one, each with how to find it in a run. */
import { PUBLISHED_PRECISION, type PublishedTrajectory } from '@ranksweep/experiments';
import type { MeasuredRun } from '../measuredRuns.ts';
import { count, measure } from '../words.ts';

/** Half-rises are those of snapshots, which preset `paper` takes every so many iterations. */
export const SNAPSHOT_ITERATIONS = 25;

export interface PublishedNumber {
  /** Such as `half-rise of component_norm_1`, in Markdown. */
  readonly name: string;
  readonly value: number;
  /** By how much a number may differ and be the same: the precision of reading, and for half-rises a snapshot. */
  readonly tolerance: number;
  readonly format: (value: number) => string;
  /** The number of one run; undefined for a run that has none. */
  readonly of: (run: MeasuredRun) => number | undefined;
}

export function publishedNumbers(published: PublishedTrajectory): PublishedNumber[] {
  const { metric, riseIterations, finals, errorPlateaus = [], finalError } = published;
  const largest = Math.max(...finals);
  return [
    ...riseIterations.map((value, k) => ({
      name: `half-rise of \`${metric}_${k + 1}\``,
      value,
      tolerance: PUBLISHED_PRECISION * value + SNAPSHOT_ITERATIONS,
      format: count,
      of: ({ rises }: MeasuredRun) => rises.get(`${metric}_${k + 1}`),
    })),
    ...finals.map((value, k) => ({
      name: `final \`${metric}_${k + 1}\``,
      value,
      // What was read as 0 is too small to be seen beside the largest.
      tolerance: PUBLISHED_PRECISION * (value === 0 ? largest : value),
      format: measure,
      of: (run: MeasuredRun) => run.finals.get(`${metric}_${k + 1}`),
    })),
    ...errorPlateaus.map((value, k) => ({
      name: `plateau ${k + 1} of the error`,
      value,
      tolerance: PUBLISHED_PRECISION * value,
      format: measure,
      of: (run: MeasuredRun) => run.errorPlateaus[k],
    })),
    ...(finalError === undefined
      ? []
      : [
          {
            name: 'final error',
            value: finalError,
            tolerance: PUBLISHED_PRECISION * finalError,
            format: measure,
            of: (run: MeasuredRun) => run.finals.get('reconstruction_error'),
          },
        ]),
  ];
}
