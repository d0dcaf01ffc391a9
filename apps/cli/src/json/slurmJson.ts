/** A sweep on Slurm, as programs read it: its jobs' tasks, and which of them has a run. */
import type { ReadOnlyStore, SweepSummary } from '@ranksweep/store';
import { jobHasEnded, slurmFolderOf, sweepOnSlurm, type TaskOnSlurm } from '@ranksweep/sweep';

export interface SlurmJson {
  /** Null for a sweep that was not handed to Slurm. */
  readonly sweep: object | null;
  /** The task that has a run, or had it last; null if none has. */
  taskOf(runId: number): object | null;
}

/** What is told of runs of no sweep. */
export const noSlurmJson: SlurmJson = { sweep: null, taskOf: () => null };

/** @param store of which the sweep is @throws InputError if the sweep's folder is of another version */
export async function slurmJson(
  store: ReadOnlyStore,
  sweep: Pick<SweepSummary, 'id' | 'name'>,
): Promise<SlurmJson> {
  const folder = slurmFolderOf(store.path, sweep);
  if (folder === undefined) return noSlurmJson;
  const found = await sweepOnSlurm(folder, store);
  const tasks = new Map(found.tasks.flatMap((task) => task.runIds.map((runId) => [runId, task] as const)));
  return {
    sweep: {
      folder: folder.path,
      jobs: found.jobs,
      isCancelled: found.isStopped,
      unclaimed: found.unclaimed,
      noAnswer: found.noAnswer ?? null,
      tasks: found.tasks.map((task) => ({ ...taskJson(task), runs: task.runIds })),
    },
    taskOf(runId) {
      const task = tasks.get(runId);
      return task === undefined ? null : taskJson(task);
    },
  };
}

function taskJson(one: TaskOnSlurm): object {
  const { task, job, index, slurm, state, toldAt, runsEnded, published } = one;
  const exit = slurm !== undefined && jobHasEnded(slurm) ? slurm.exitCode : undefined;
  return {
    task,
    job,
    index,
    state: slurm?.state ?? null,
    reason: slurm?.reason ?? null,
    node: slurm?.node ?? state?.node ?? null,
    restarts: slurm?.restarts ?? null,
    exitStatus: exit?.status ?? null,
    exitSignal: exit?.signal ?? null,
    runsEnded,
    runsAtWork: state === undefined || state.ended !== undefined ? 0 : state.runsLeft,
    published,
    toldAt: toldAt?.toISOString() ?? null,
    lastWord: state?.ended?.message ?? null,
  };
}
