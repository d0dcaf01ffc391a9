/** A run of the database, as programs read it. */
import { getPath } from '@ranksweep/core';
import { readSpecAxes } from '@ranksweep/kinds';
import { noSlurmJson, type SlurmJson } from './slurmJson.ts';
import {
  runAddress,
  type AskedRun,
  type ReadOnlyStore,
  type RunRow,
  type SweepRunRow,
  type SweepSummary,
} from '@ranksweep/store';

/** What a sweep makes of a run. */
type OfSweep = Pick<AskedRun, 'upTo' | 'skip'>;

/** Runs in their places in a sweep, with what each axis of their part is there. */
export function runsOfSweepJson(
  store: ReadOnlyStore,
  { sweep: { spec }, slurm }: { readonly sweep: SweepSummary; readonly slurm: SlurmJson },
  runs: readonly (SweepRunRow & OfSweep)[],
): object[] {
  const { axes: parts } = readSpecAxes(spec);
  return runs.map((run) => {
    const { part, cell, name, config } = run;
    const values = (parts.get(part) ?? []).map((path) => [path, config && getPath(config, path)]);
    return runJson(store, run, { part, cell, name, axes: Object.fromEntries(values) }, slurm);
  });
}

/** Runs that no sweep has any more. */
export const runsAloneJson = (store: ReadOnlyStore, runs: readonly RunRow[]): object[] =>
  runs.map((run) => runJson(store, run, { part: null, cell: null, name: null, axes: {} }, noSlurmJson));

function runJson(
  store: ReadOnlyStore,
  run: RunRow & OfSweep,
  place: object,
  { taskOf }: Pick<SlurmJson, 'taskOf'>,
): object {
  const { runId, upTo, skip } = run;
  return {
    id: runId,
    address: runAddress(runId),
    ...place,
    seed: run.seed,
    status: run.status,
    stopReason: run.stopReason,
    iterations: run.iterations,
    error: run.error,
    skip: skip ?? null,
    damage: run.damage ?? null,
    trajectoryHash: run.trajectoryHash,
    arithmetic: run.arithmetic,
    engine: run.engine,
    device: run.device,
    startedAt: run.startedAt,
    finishedAt: run.finishedAt,
    wallMs: run.wallMs,
    sweeps: [...new Set(store.runPlaces(runId).map(({ sweepId }) => sweepId))],
    config: run.config ?? null,
    finals: Object.fromEntries(store.finals(runId, upTo)),
    events: store.events(runId, upTo),
    attempts: store.attempts(runId),
    task: taskOf(runId),
  };
}
