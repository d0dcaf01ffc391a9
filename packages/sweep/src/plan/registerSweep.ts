/** Writes a sweep and its runs into the database, and tells which runs are still to be computed. */
import { canonicalJson, sha256 } from '@ranksweep/core';
import { describeMetric, runNamer } from '@ranksweep/kinds';
import type { ExpandedSweep } from '../definition/expand.ts';
import type { CheckedSweep } from './checkSweep.ts';
import { planJobs, type PlanOptions, type PlannedJobs } from './planJobs.ts';

export interface RegisterSweepOptions extends Pick<
  PlanOptions,
  'store' | 'writes' | 'engines' | 'isWanted' | 'observer' | 'signal'
> {
  readonly checked: CheckedSweep;
  /** See `SweepOptions`. */
  readonly reuse?: 'of lanes' | 'all' | undefined;
}

export interface RegisteredSweep extends PlannedJobs {
  readonly sweepId: number;
}

/** @throws what the store could not be written for */
export async function registerSweep(
  sweep: ExpandedSweep,
  { checked: { hashes, metrics }, reuse, ...place }: RegisterSweepOptions,
): Promise<RegisteredSweep> {
  const { store, writes, signal } = place;
  const sweepId = await writes.run(() => {
    store.releaseDeadRuns(); // Before the sweep is running: it may be one that nobody works on any more.
    store.describeMetrics(metrics.map(describeMetric));
    return store.upsertSweep({
      name: sweep.name,
      definition: sweep.name,
      preset: sweep.preset,
      spec: sweep.spec,
      specHash: sha256(canonicalJson(sweep.spec)),
    });
  }, signal);
  const { jobs, reused, runs, damaged } = await planJobs({
    ...place,
    sweepId,
    runs: sweep.runs,
    nameOf: runNamer(sweep.spec.parts),
    hashes,
    asEnded: reuse === 'all' ? store.arithmeticsOfSweep(sweepId) : [],
  });
  return { sweepId, jobs, reused, runs, damaged };
}
