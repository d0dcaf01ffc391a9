/** Tasks of a sweep on Slurm, a row each: where each is, how it is, and what it has of the sweep. */
import { exitText, jobHasEnded, stateText, tasksText } from '@ranksweep/sweep/slurm';
import { countOf, formatDuration } from '@ranksweep/text';
import { shortened } from '../cellWidth.ts';
import type { Line, Style } from '../chart/index.ts';
import { textLine, type Cell, type TableColumn } from '../table.ts';
import { lineText, valueText } from '../words.ts';
import { wrappedWithin } from '../wrapping.ts';
import type { JobsSeen, TaskSeen } from './slurmWatch.ts';

export const taskColumns: readonly TableColumn[] = [
  { head: 'task' },
  { head: 'node' },
  { head: 'job', right: true },
  { head: 'state' },
  { head: 'ended', right: true },
  { head: 'at work', right: true },
  { head: 'last sign', right: true },
  { head: 'restarts', right: true },
  { head: 'exit' },
  { head: 'reason' },
];

/** What runs comes first, then what waits, then what has not ended well. */
const ranks = ['at work', 'waiting', 'ended badly', 'ended well', 'forgotten'] as const;

function conditionOf({ slurm, state }: TaskSeen, noAnswer: string | undefined): (typeof ranks)[number] {
  if (slurm !== undefined) {
    if (!jobHasEnded(slurm)) return slurm.state === 'PENDING' ? 'waiting' : 'at work';
    return slurm.state === 'COMPLETED' ? 'ended well' : 'ended badly';
  }
  const isAlive = state !== undefined && state.ended === undefined && noAnswer !== undefined;
  return isAlive ? 'at work' : 'forgotten';
}

/** Tasks in the order in which they are shown. */
export function orderedTasks({ tasks, noAnswer }: JobsSeen): TaskSeen[] {
  const rankOf = (task: TaskSeen): number => ranks.indexOf(conditionOf(task, noAnswer));
  return tasks.toSorted((a, b) => rankOf(a) - rankOf(b));
}

/** Tasks that are at work as far as is known, and those that wait. */
export function aliveTasks({ tasks, noAnswer }: JobsSeen): {
  readonly atWork: readonly TaskSeen[];
  readonly waiting: number;
} {
  return {
    atWork: tasks.filter((task) => conditionOf(task, noAnswer) === 'at work'),
    waiting: tasks.filter((task) => conditionOf(task, noAnswer) === 'waiting').length,
  };
}

export function taskCells(task: TaskSeen, { noAnswer }: JobsSeen): Cell[] {
  const { index, job, slurm, state, runsEnded, quietMs } = task;
  const condition = conditionOf(task, noAnswer);
  const hasRuns = state !== undefined && state.ended === undefined && condition === 'at work';
  return [
    { text: String(index) },
    { text: short(nodeOf(task)) },
    { text: String(job) },
    {
      text: short(stateText(task, noAnswer)),
      ...(condition === 'ended badly' ? { color: 4, bold: true } : {}),
    },
    { text: state === undefined ? '' : String(runsEnded) },
    { text: hasRuns ? String(state.runsLeft) : '' },
    { text: quietMs === undefined ? '' : `${formatDuration(quietMs)} ago` },
    { text: slurm?.restarts ? String(slurm.restarts) : '' },
    { text: exitText(slurm) ?? '' },
    { text: short(slurm?.reason ?? state?.ended?.message ?? '') },
  ];
}

export const nodeOf = ({ slurm, state }: TaskSeen): string => slurm?.node ?? state?.node ?? '';

/** Words of a cluster may be long, or hold what a terminal would obey. */
const short = (text: string): string => shortened(valueText(text), 40);

/** `Slurm, job 7: 2 running on 2 nodes, ...`, and what is wrong. */
export function jobsLines(seen: JobsSeen, width: number): Line[] {
  const { jobs, isStopped, unclaimed, noAnswer, trouble } = seen;
  const words = [
    `Slurm, ${jobs.length === 1 ? 'job' : 'jobs'} ${jobs.join(', ')}${isStopped ? ', cancelled' : ''}: ${tasksText(seen)}`,
    ...(unclaimed > 0 ? [`${countOf(unclaimed, 'run')} that no task has yet`] : []),
  ];
  const wrong = [noAnswer, trouble].flatMap((text) => text ?? []);
  return [
    ...indented(words.join('; '), width, { dim: true }),
    ...wrong.flatMap((text) => indented(text, width, { color: 4 })),
  ];
}

const MOST_LINES = 3;

const indented = (text: string, width: number, style: Style): Line[] =>
  wrappedWithin(lineText(text), width - 2, MOST_LINES).map((line) => textLine(`  ${line}`, style));

/** `Slurm: task 12_3 on n1, running`: which task has the run, or had it last. Empty if none has. */
export function taskOfRunText(seen: JobsSeen | undefined, runId: number): string {
  const task = seen?.tasks.find(({ runIds }) => runIds.includes(runId));
  if (seen === undefined || task === undefined) return '';
  const node = nodeOf(task);
  const exit = exitText(task.slurm);
  const words = [
    `Slurm task ${task.task}${node === '' ? '' : ` on ${node}`}`,
    `${stateText(task, seen.noAnswer)}${exit === undefined || exit === '0' ? '' : ` (exit ${exit})`}`,
  ];
  return words.join(', ');
}
