/** What can be told of a sweep before one of its runs is computed. */
import { canonicalJson, InputError } from '@ranksweep/core';
import { trajectoryHash } from '@ranksweep/kinds';
import type { ExpandedRun, ExpandedSweep } from '../definition/expand.ts';
import { withProgress, type PhaseObserver } from '../phase.ts';
import { metricsOfConfigs } from './sweepMetrics.ts';

export interface CheckedSweep {
  /** The trajectory hash of each of its runs. */
  readonly hashes: readonly string[];
  /** Names of the metrics that it records. */
  readonly metrics: readonly string[];
}

/** Hashes of many runs take seconds, and a command that checks a sweep before it opens the database runs it afterwards. */
const checkedSweeps = new WeakMap<ExpandedSweep, CheckedSweep>();

/** @throws InputError when a configuration is not consistent in itself, or runs are not with each other */
export function checkSweep(sweep: ExpandedSweep, observer?: PhaseObserver): CheckedSweep {
  const known = checkedSweeps.get(sweep);
  if (known !== undefined) return known;
  const hashes = Array.from(withProgress('hashing runs', sweep.runs, observer), ({ config }) =>
    trajectoryHash(config),
  );
  rejectDifferingTwins(sweep.runs, hashes);
  const checked = {
    hashes,
    metrics: metricsOfConfigs([...sweep.runs, ...sweep.examples].map(({ config }) => config)),
  };
  checkedSweeps.set(sweep, checked);
  return checked;
}

/** Cells that differ in `stop` or `record` alone are one run, which can end and record in one way only. */
function rejectDifferingTwins(runs: readonly ExpandedRun[], hashes: readonly string[]): void {
  const known = new Map<string, ExpandedRun>();
  for (const [i, run] of runs.entries()) {
    const twin = known.get(hashes[i]!);
    if (twin === undefined) {
      known.set(hashes[i]!, run);
      continue;
    }
    const [one, other] = [twin, run].map(({ config: { stop, record } }) => canonicalJson({ stop, record }));
    if (one === other) continue;
    throw new InputError(
      `${twin.part} and ${run.part}, seed ${run.config.seed}: expected cells of one trajectory to have the same stop and ` +
        `record, found ${one} and ${other}; ask for the longest and for all metrics in each of them`,
    );
  }
}
