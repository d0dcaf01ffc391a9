/** How tasks of a sweep on Slurm are, in words. */
import { countOf } from '@ranksweep/text';
import { hasEnded, type SlurmJob } from '../commands/slurmJob.ts';
import type { SweepOnSlurm, TaskOnSlurm } from './sweepOnSlurm.ts';

/** In Slurm's words, or else in the task's own. */
export function stateText(
  { slurm, state }: Pick<TaskOnSlurm, 'slurm' | 'state'>,
  noAnswer: string | undefined,
): string {
  if (slurm !== undefined) return slurm.state.toLowerCase();
  if (state?.ended !== undefined) return 'ended';
  return noAnswer === undefined ? 'ended long ago' : 'not known';
}

/** `3`, or `signal 9`; undefined as long as the task has not ended. */
export function exitText(slurm: SlurmJob | undefined): string | undefined {
  if (slurm === undefined || !hasEnded(slurm)) return undefined;
  const { status, signal } = slurm.exitCode;
  return signal > 0 ? `signal ${signal}` : String(status);
}

/** `2 running on 2 nodes, 5 pending (Resources), 1 failed (exit 3), 4 completed; 1 requeued` */
export function tasksText({ tasks, noAnswer }: Pick<SweepOnSlurm, 'tasks' | 'noAnswer'>): string {
  const byState = Map.groupBy(tasks, (task) => groupOf(task, noAnswer));
  const groups = [...byState].toSorted(([, [one]], [, [other]]) => rankOf(one!) - rankOf(other!));
  const requeued = tasks.filter(({ slurm }) => (slurm?.restarts ?? 0) > 0).length;
  const counts = groups.map(([group, own]) => `${own.length} ${group}${nodesText(own)}`).join(', ');
  return `${counts === '' ? 'no tasks' : counts}${requeued > 0 ? `; ${requeued} requeued` : ''}`;
}

/** Tasks of one group are told together. */
function groupOf(task: TaskOnSlurm, noAnswer: string | undefined): string {
  const { slurm } = task;
  const state = stateText(task, noAnswer);
  if (slurm === undefined || slurm.state === 'COMPLETED') return state;
  if (!hasEnded(slurm))
    return slurm.state === 'PENDING' && slurm.reason ? `${state} (${slurm.reason})` : state;
  const { status, signal } = slurm.exitCode;
  return signal > 0 ? `${state} (signal ${signal})` : status > 0 ? `${state} (exit ${status})` : state;
}

function nodesText(tasks: readonly TaskOnSlurm[]): string {
  if (tasks[0]!.slurm?.state !== 'RUNNING') return '';
  const nodes = new Set(tasks.map(({ slurm }) => slurm?.node));
  return ` on ${countOf(nodes.size, 'node')}`;
}

/** What runs comes first, then what waits, then what has not ended well. */
function rankOf({ slurm }: TaskOnSlurm): number {
  if (slurm === undefined) return 4;
  if (slurm.state === 'RUNNING') return 0;
  if (!hasEnded(slurm)) return 1;
  return slurm.state === 'COMPLETED' ? 3 : 2;
}
