/** The tasks of a sweep on Slurm, beside the runs that they have. */
import { existsSync } from 'node:fs';
import {
  exitText,
  slurmFolderOf,
  stateText,
  sweepOnSlurm,
  taskLogPath,
  tasksText as countsText,
  type SweepOnSlurm,
  type TaskOnSlurm,
} from '@ranksweep/sweep';
import type { ReadOnlyStore } from '@ranksweep/store';
import { countOf } from '@ranksweep/text';
import { terminalTable } from '../render/terminalTable.ts';

/** Tasks that are shown one by one, those first that have not ended well. */
const TASKS_SHOWN = 40;

/** @returns undefined for a sweep that was not handed to Slurm */
export async function tasksText(
  store: ReadOnlyStore,
  sweep: { readonly id: number; readonly name: string },
): Promise<string | undefined> {
  const folder = slurmFolderOf(store.path, sweep);
  return folder === undefined ? undefined : textOf(await sweepOnSlurm(folder, store));
}

function textOf(sweep: SweepOnSlurm): string {
  const { folder, jobs, tasks, unclaimed, isStopped, noAnswer } = sweep;
  const shown = tasks.toSorted((a, b) => rankOf(a) - rankOf(b)).slice(0, TASKS_SHOWN);
  const rows = shown.map((one) => [
    one.task,
    stateText(one, noAnswer),
    one.slurm?.reason,
    one.slurm?.node ?? one.state?.node,
    one.slurm?.restarts,
    exitText(one.slurm),
    rangesText(one.runIds),
    one.runsEnded,
    one.published,
  ]);
  const head = ['task', 'state', 'reason', 'node', 'restarts', 'exit', 'runs', 'ended', 'published'];
  return [
    `On Slurm as ${jobs.length === 1 ? 'job' : 'jobs'} ${jobs.join(', ')}${isStopped ? ', cancelled' : ''}; folder ${folder.path}`,
    `Tasks: ${countsText(sweep)}`,
    terminalTable(head, rows, { spare: ['reason', 'runs'] }),
    ...(tasks.length > shown.length ? [`... and ${tasks.length - shown.length} more`] : []),
    ...(unclaimed > 0 ? [`${countOf(unclaimed, 'run')} that no task has yet.`] : []),
    ...(noAnswer === undefined ? [] : [`What Slurm says of its jobs is missing: ${noAnswer}`]),
  ].join('\n');
}

const rankOf = ({ slurm }: TaskOnSlurm): number =>
  slurm === undefined || slurm.state === 'COMPLETED' ? 1 : 0;

/** Which task has a run: `Slurm: task 12_3, running on n1; its log is ...`. Undefined if none has. */
export async function taskOfRunText(
  store: ReadOnlyStore,
  sweep: { readonly id: number; readonly name: string },
  runId: number,
): Promise<string | undefined> {
  const folder = slurmFolderOf(store.path, sweep);
  if (folder === undefined) return undefined;
  const { tasks, noAnswer } = await sweepOnSlurm(folder, store);
  const found = tasks.find(({ runIds }) => runIds.includes(runId));
  if (found === undefined) return undefined;
  const { task, slurm, state } = found;
  const log = taskLogPath(folder, task);
  const node = slurm?.node ?? state?.node;
  const where = node === undefined ? '' : ` on ${node}`;
  return `Slurm: task ${task}, ${stateText(found, noAnswer)}${where}${existsSync(log) ? `; log: ${log}` : ''}`;
}

/** `3,5..9` */
function rangesText(numbers: readonly number[]): string {
  const ranges: [first: number, last: number][] = [];
  for (const number of numbers.toSorted((a, b) => a - b)) {
    const range = ranges.at(-1);
    if (range !== undefined && number === range[1] + 1) range[1] = number;
    else ranges.push([number, number]);
  }
  return ranges.map(([first, last]) => (first === last ? String(first) : `${first}..${last}`)).join(',');
}
