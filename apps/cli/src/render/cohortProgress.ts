/** What `ranksweep bench` measures of cohorts at the moment, and how long the rest may take. */
import type { BenchWorkload, CohortProgress, Rounds } from '@ranksweep/bench';
import { countOf, formatDuration } from '@ranksweep/text';

interface Measurements {
  readonly workloads: readonly BenchWorkload[];
  readonly sides: readonly string[];
  /** Of cohorts. */
  readonly sizes: readonly number[];
  readonly rounds: Rounds;
}

interface ProgressOptions {
  /** Milliseconds; default: of the process. */
  readonly now?: () => number;
  /** Default: writes to standard error. */
  readonly tell?: (line: string) => void;
}

/** A line for each measurement as it begins. The rest is taken to go on as what there was so far. */
export function cohortProgress(
  { workloads, sides, sizes, rounds }: Measurements,
  { now = () => performance.now(), tell = console.error }: ProgressOptions = {},
): (progress: CohortProgress) => void {
  const all = workloads.length * sides.length * sizes.length;
  const usualMs = 2 * rounds.count * rounds.burstMs;
  let startedAt: number | undefined;
  return ({ workload, side, cohort }) => {
    startedAt ??= now();
    const before =
      (workloads.indexOf(workload) * sides.length + sides.indexOf(side)) * sizes.length +
      sizes.indexOf(cohort);
    const eachMs = before === 0 ? usualMs : (now() - startedAt) / before;
    tell(
      `${before + 1} of ${all}: ${workload.title}, ${countOf(cohort, 'run')}, ${side}; about ${formatDuration(eachMs * (all - before))} left`,
    );
  };
}
