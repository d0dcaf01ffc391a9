/** Registers runs that a source adds to a sweep in progress. They are treated like those of the grid, but one by one. */
import { hint, InputError } from '@ranksweep/core';
import { describeMetric, runNamer, trajectoryHash } from '@ranksweep/kinds';
import { runsOf, type ExpandedRun, type ExpandedSweep } from '../definition/expand.ts';
import { resolveFiles } from '../definition/resolveFiles.ts';
import { pinned } from '../definition/storedSweep.ts';
import type { NewRun } from './job.ts';
import { planJobs, type PlannedJobs, type PlanOptions } from './planJobs.ts';
import { metricsOfConfigs } from './sweepMetrics.ts';

export interface RegisterOptions extends Pick<
  PlanOptions,
  'store' | 'writes' | 'sweepId' | 'engines' | 'asEnded' | 'signal'
> {
  readonly sweep: ExpandedSweep;
}

/** Metrics that were described for a sweep in progress: it may ask for runs thousands of times. */
const described = new WeakMap<ExpandedSweep, Set<string>>();

/** @throws InputError if there is no such part, or a configuration is not valid */
export async function registerRuns(
  { sweep, ...place }: RegisterOptions,
  asked: readonly NewRun[],
): Promise<PlannedJobs> {
  const { store, writes, signal } = place;
  const { runs } = await resolveFiles({
    ...sweep,
    runs: asked.flatMap((run) => expanded(sweep, run)),
    examples: [],
  });
  await place.engines.learn(runs);
  const configs = runs.map(({ config }) => config);
  const known = described.get(sweep) ?? new Set();
  described.set(sweep, known);
  const metrics = metricsOfConfigs(configs).filter((name) => !known.has(name));
  // Both are written in one transaction: a lane may be waiting for these runs.
  const [, planned] = await Promise.all([
    metrics.length > 0 && writes.run(() => store.describeMetrics(metrics.map(describeMetric)), signal),
    planJobs({
      ...place,
      runs,
      nameOf: runNamer(sweep.spec.parts),
      hashes: configs.map(trajectoryHash),
    }),
  ]);
  for (const name of metrics) known.add(name);
  return planned;
}

function expanded({ spec }: ExpandedSweep, { part, cell, seed }: NewRun): ExpandedRun[] {
  const asked = spec.parts[part];
  if (asked === undefined) {
    throw new InputError(
      `source: expected a part of the sweep, found '${part}'${hint(part, Object.keys(spec.parts), 'parts')}`,
    );
  }
  const axes = Object.fromEntries(Object.entries(cell).map(([path, value]) => [path, [value]]));
  return runsOf(part, { base: asked.base, axes, seeds: [seed] }).map((run) => ({
    ...run,
    config: pinned(run.config, spec.targets),
  }));
}
