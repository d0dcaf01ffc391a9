/** Sweeps as rows: what each column says, and which are left out on a narrow screen. */
import { allRuns, shortCount, timeLeftText, type SweepProgress, type SweepSummary } from '@ranksweep/store';
import { formatLocalTime } from '@ranksweep/text';
import { progressBar, type Line } from '../../chart/index.ts';
import type { JobsSeen } from '../../slurm/slurmWatch.ts';
import { aliveTasks } from '../../slurm/taskTable.ts';
import { tableLines, type Cell, type TableColumn, type TableOptions } from '../../table.ts';
import { lineText } from '../../words.ts';

const BAR_WIDTH = 16;
/** Room that a name has at least. */
const NAME_WIDTH = 18;

/** Few sweeps skip runs: the column is there where one does. */
const SKIPPED = 'skip';

const columns: readonly TableColumn[] = [
  { head: 'sweep', right: true },
  { head: 'name', least: NAME_WIDTH },
  { head: 'status' },
  { head: 'progress' },
  { head: 'done', right: true },
  { head: 'run', right: true },
  { head: 'fail', right: true },
  { head: 'div', right: true },
  { head: 'canc', right: true },
  { head: SKIPPED, right: true },
  { head: 'it/s', right: true },
  // A time that is cut would be another time.
  { head: 'left', right: true },
  { head: 'since' },
];

/** In the order of a row's cells. */
export const heads = columns.map(({ head }) => head);

/** On a screen that is narrow these go first. */
const dispensable = ['since', 'it/s', 'canc', SKIPPED, 'div', 'progress'];

/** @param rows as `rowOf` makes them */
export function tableOf(
  rows: readonly (readonly Cell[])[],
  options: Pick<TableOptions, 'width' | 'selected' | 'isMarked'>,
): Line[] {
  const hidden = new Set<string>();
  const skipped = heads.indexOf(SKIPPED);
  if (rows.every((row) => row[skipped]!.text === '0')) hidden.add(SKIPPED);
  const widthOf = (head: string, c: number): number => {
    const widest = Math.max(head.length, ...rows.map((row) => row[c]!.text.length));
    return head === 'name' ? Math.min(widest, NAME_WIDTH) : widest;
  };
  /** Two cells lie before each column: the gutter, and gaps. */
  const naturalWidth = (): number =>
    columns.reduce((sum, { head }, c) => (hidden.has(head) ? sum : sum + 2 + widthOf(head, c)), 0);
  for (const head of dispensable) if (naturalWidth() > options.width) hidden.add(head);
  const shown = columns.map(({ head }) => !hidden.has(head));
  return tableLines({
    ...options,
    columns: columns.filter((_, c) => shown[c]),
    rows: rows.map((row) => row.filter((_, c) => shown[c])),
  });
}

interface RowOptions {
  /** What can be typed for it. */
  readonly name: string;
  readonly pace: SweepProgress | undefined;
  readonly jobs: JobsSeen | undefined;
}

/** The cells of a sweep, one for each of `heads`. */
export function rowOf(sweep: SweepSummary, { name, pace, jobs }: RowOptions): Cell[] {
  const { id, preset, tags, status, runs, createdAt } = sweep;
  const counted = (count: number): Cell => ({ text: String(count), dim: count === 0 });
  const label = [`${name} ${preset}`, ...tags.map((tag) => `#${tag}`)].join(' ');
  return [
    { text: String(id) },
    { text: lineText(label) },
    { text: onSlurmText(jobs) ?? `${signs[status]} ${status}` },
    { text: barText(sweep) },
    { text: `${runs.done}/${allRuns(runs)}` },
    counted(runs.running),
    { ...counted(runs.failed), ...(runs.failed > 0 ? { color: 4, bold: true } : {}) },
    counted(runs.diverged),
    counted(runs.cancelled),
    counted(runs.skipped),
    { text: pace?.iterationsPerSecond === undefined ? '' : shortCount(pace.iterationsPerSecond) },
    { text: pace === undefined ? '' : timeLeftText(pace) },
    { text: lineText(formatLocalTime(createdAt)) },
  ];
}

/** In the database alone it looks as if nobody were at it. */
function onSlurmText(jobs: JobsSeen | undefined): string | undefined {
  if (jobs === undefined) return undefined;
  const { atWork, waiting } = aliveTasks(jobs);
  return atWork.length > 0 ? `${signs.running} on Slurm` : waiting > 0 ? '· in queue' : undefined;
}

const signs = { running: '▶', done: '✓', failed: '✗', interrupted: '‖', cancelled: '-' } as const;

function barText(sweep: SweepSummary): string {
  return progressBar({ width: BAR_WIDTH, total: allRuns(sweep.runs), ...sweep.runs })
    .map(({ text }) => text)
    .join('');
}
