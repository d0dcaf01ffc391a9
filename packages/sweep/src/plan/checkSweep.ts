/** What can be told of a sweep before one of its runs is computed. */
import { canonicalJson, InputError, throwProblems } from '@ranksweep/core';
import { createEngine, type Device, type EngineName } from '@ranksweep/engine';
import { kindOf, laneKinds, likenessOf, trajectoryHash } from '@ranksweep/kinds';
import type { ExpandedRun, ExpandedSweep } from '../definition/expand.ts';
import { advancesTogether } from '../launch/laneDevices.ts';
import { told, type PhaseObserver } from '../phase.ts';
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
  const hashes = Array.from(told('hashing runs', sweep.runs, observer), ({ config }) =>
    trajectoryHash(config),
  );
  rejectDifferingTwins(sweep.runs, hashes);
  const checked = { hashes, metrics: metricsOfConfigs(sweep.runs.map(({ config }) => config)) };
  checkedSweeps.set(sweep, checked);
  return checked;
}

/** @throws InputError when a configuration has numbers that the engine's arithmetic cannot hold */
export function requireRepresentable({ runs }: ExpandedSweep, engine: EngineName): void {
  const { precision } = createEngine(engine);
  for (const { part, config } of runs) {
    const problems = kindOf(config).unrepresentable(config, precision);
    if (problems.length > 0) throwProblems(problems, `${part}, engine ${engine}`);
  }
}

/**
 * Asks an engine what it refuses, by one run of those that are alike, where lanes advance runs together. Where they compute in
 * turn, a run that is refused fails by itself, and the others go on.
 * @throws InputError when the engine refuses one
 */
export async function requireSupported(
  { runs }: Pick<ExpandedSweep, 'runs'>,
  engine: EngineName,
  devices: readonly Device[],
): Promise<void> {
  for (const device of new Set(devices.filter(advancesTogether).map(({ id }) => id))) {
    const laneKindOf = laneKinds({ engine, device });
    const seen = new Set<string>();
    for (const { part, config } of runs) {
      const likeness = likenessOf(config);
      if (seen.has(likeness)) continue;
      seen.add(likeness);
      const reason = await (await laneKindOf(config)).refusal?.(config);
      if (reason !== undefined) throw new InputError(`${part}: ${reason}`);
    }
  }
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
