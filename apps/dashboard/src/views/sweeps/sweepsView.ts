/** All sweeps: how far they are, how fast they go, what is wrong. */
import { basename } from 'node:path';
import { getPath } from '@ranksweep/core';
import {
  allRuns,
  nameAddresses,
  shortCount,
  sweepText,
  timeLeftText,
  type SweepProgress,
  type SweepSummary,
} from '@ranksweep/store';
import { countOf, formatLocalTime } from '@ranksweep/text';
import { cancelSweep, start, type SweepCommand } from '../../actions.ts';
import { progressBar, type Line } from '../../chart/index.ts';
import type { Context } from '../../context.ts';
import { Cursor } from '../../scrolling.ts';
import { filterPrompt } from '../../filterPrompt.ts';
import { placeLine } from '../../placeLine.ts';
import { rowFilter } from '../../filter.ts';
import {
  fitLines,
  tableLines,
  textLine,
  type Cell,
  type TableColumn,
  type TableOptions,
} from '../../table.ts';
import type { Focus } from '../../focus.ts';
import { tabNumber } from '../../tabNames.ts';
import { done, type Key, type KeyHelp, type Outcome, type Size, type View } from '../../view.ts';
import { lineText } from '../../words.ts';
import { markKey, markKeys } from '../../markKeys.ts';
import { runsView } from '../runs/runsView.ts';
import { aliveTasks, jobsLines } from '../../slurm/taskTable.ts';
import type { JobsSeen } from '../../slurm/slurmWatch.ts';
import { Paces, type Look } from './progress.ts';
import { searchView } from '../search/searchView.ts';

const keys: readonly KeyHelp[] = [
  { keys: 'enter', does: 'runs' },
  { keys: '/', does: 'filter' },
  ...markKeys,
  { keys: 'c', does: 'cancel' },
  { keys: 'f', does: 'fill' },
  { keys: 'r', does: 'retry failed' },
  { keys: 'x', does: 'extend' },
  { keys: 's', does: 'search' },
];

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

const heads = columns.map(({ head }) => head);

/** On a screen that is narrow these go first. */
const dispensable = ['since', 'it/s', 'canc', SKIPPED, 'div', 'progress'];

export function sweepsView(context: Context, focus: Focus): View {
  const cursor = new Cursor();
  const paces = new Paces(context.store);
  /** All of them, and those that the filter leaves. */
  let all: readonly SweepSummary[] = [];
  let sweeps: readonly SweepSummary[] = [];
  /** What can be typed for each: `dynamics@2` is the one before the newest. */
  let names: ReadonlyMap<number, string> = new Map();
  let filter = '';
  let page = 10;
  /** Of a sweep that has come to its end, only where it is selected. */
  const jobsOf = (sweep: SweepSummary): JobsSeen | undefined =>
    sweep.runs.pending + sweep.runs.running > 0 || sweep === selected()
      ? context.slurm?.of(sweep)
      : undefined;
  const lookAt = (sweep: SweepSummary, nowMs: number): Look => {
    const jobs = jobsOf(sweep);
    return { nowMs, goesOnElsewhere: jobs !== undefined && aliveTasks(jobs).atWork.length > 0 };
  };
  const rowFor = (sweep: SweepSummary, now: number): Cell[] =>
    rowOf(sweep, {
      name: names.get(sweep.id)!,
      pace: paces.look(sweep, lookAt(sweep, now)),
      jobs: jobsOf(sweep),
    });
  const selected = (): SweepSummary | undefined => sweeps[cursor.at];
  const goTo = (place: number): void => {
    cursor.moveTo(place, sweeps.length);
    // A filter that nothing matches leaves the other tabs what they have.
    focus.sweepId = selected()?.id ?? focus.sweepId;
  };
  /** To the first one where it is not there. */
  const goToSweep = (wanted: number | undefined): void =>
    goTo(
      Math.max(
        0,
        sweeps.findIndex(({ id }) => id === wanted),
      ),
    );
  /** The cursor stays on its sweep. */
  const choose = (): void => {
    const before = selected()?.id ?? focus.sweepId;
    const now = context.now();
    const matches = rowFilter(filter, heads);
    const isShown = (sweep: SweepSummary): boolean => matches(rowFor(sweep, now).map(({ text }) => text));
    sweeps = filter === '' ? all : all.filter(isShown);
    goToSweep(before);
  };
  const filterBy = (text: string): void => {
    filter = text.trim();
    choose();
  };
  return {
    title: () => basename(context.store.path),
    keys,
    escape: () => (filter === '' ? undefined : { does: 'clear filter', act: () => filterBy('') }),
    refresh() {
      all = context.store.sweeps().toReversed(); // the latest first
      names = nameAddresses(all);
      choose();
    },
    draw(size) {
      if (all.length === 0) return emptyLines(size);
      const now = context.now();
      const sweep = selected();
      const progress = sweep === undefined ? [] : paces.linesOf(sweep, lookAt(sweep, now), size.width - 2);
      const jobs = sweep && jobsOf(sweep);
      const told = [
        ...progress.map((line) => textLine(`  ${line}`, { dim: true })),
        ...(jobs === undefined ? [] : jobsLines(jobs, size.width)),
      ];
      // Where all sweeps are seen, their place says nothing.
      const isWhole = filter === '' && sweeps.length <= size.height - 1 - told.length;
      const place = placeLine(cursor.at, sweeps.length, filter && `filter: ${filter}`);
      const below = [...told, ...(isWhole ? [] : [place])];
      page = Math.max(1, size.height - 1 - below.length);
      const { from, to } = cursor.window(sweeps.length, page);
      const shown = sweeps.slice(from, to);
      const isMarked = (row: number): boolean => focus.marks.sweeps.has(shown[row]!.id);
      const rows = shown.map((each) => rowFor(each, now));
      const table = tableOf(rows, { width: size.width, selected: cursor.at - from, isMarked });
      return fitLines([...table, ...below], size);
    },
    press(key) {
      if (cursor.press(key, sweeps.length, page)) {
        focus.sweepId = selected()?.id;
        return done;
      }
      if (key === '/') return askFilter();
      const sweep = selected();
      const marking = { key, kind: 'sweeps', id: sweep?.id, next: () => goTo(cursor.at + 1) } as const;
      return markKey(focus.marks, marking) ?? (sweep && actOn(context, focus, sweep, key));
    },
  };

  /** The list follows what is typed. */
  function askFilter(): Outcome {
    const now = context.now();
    const textsOf = (column: number): string[] => all.map((sweep) => rowFor(sweep, now)[column]!.text);
    const before = selected()?.id;
    const reselect = (): void => goToSweep(before);
    return filterPrompt({ filter, heads, textsOf, filterBy, reselect });
  }
}

function tableOf(
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

function rowOf(sweep: SweepSummary, { name, pace, jobs }: RowOptions): Cell[] {
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

function actOn(context: Context, focus: Focus, sweep: SweepSummary, key: Key): Outcome | undefined {
  const name = sweepText(sweep);
  const starting = (
    verb: SweepCommand['verb'],
    options: readonly string[] = [],
    question: string = verb,
  ): Outcome => ({
    kind: 'ask',
    question: `${question}: ${name}?`,
    act: () => start(context, { verb, sweepId: sweep.id, options }),
  });
  switch (key) {
    case 'enter':
      return { kind: 'open', view: runsView(context, focus, { sweepId: sweep.id }), tab: tabNumber.runs };
    case 'c':
      if (sweep.runs.pending + sweep.runs.running === 0) {
        return {
          kind: 'tell',
          message: `${name} has no run that is pending or running: there is nothing to cancel.`,
        };
      }
      return {
        kind: 'ask',
        question: `Cancel ${sweep.runs.pending} pending and ${countOf(sweep.runs.running, 'running run')} of ${name}${context.slurm?.of(sweep) === undefined ? '' : ', and its jobs on Slurm'}?`,
        act: () => cancelSweep(context, sweep, runIdsOf(context, sweep.id)),
      };
    case 's':
      if (!hasSearch(sweep)) return { kind: 'tell', message: `${name} has no search: its parts are grids.` };
      return {
        kind: 'open',
        view: searchView(context, sweep.id, (runIds, title) =>
          runsView(context, focus, { sweepId: sweep.id, only: { runIds, title } }),
        ),
        tab: tabNumber.sweeps,
      };
    case 'f':
      return starting('fill');
    case 'r':
      return starting('retry');
    case 'x':
      return {
        kind: 'prompt',
        label: `extend ${name} to how many iterations, or '100 epochs'`,
        initial: '',
        accept(text) {
          const [, number, epochs] = /^\s*([1-9]\d*)\s*(epochs?)?\s*$/.exec(text) ?? [];
          if (number === undefined) {
            return { kind: 'tell', message: `expected a number of iterations or epochs, found '${text}'` };
          }
          const option = epochs === undefined ? '--max-iterations' : '--max-epochs';
          return starting('extend', [option, number], `extend to ${text.trim()}`);
        },
      };
    default:
      return undefined;
  }
}

const hasSearch = ({ spec }: SweepSummary): boolean =>
  Object.values(getPath(spec ?? {}, 'parts') ?? {}).some(
    (part) => getPath(part, 'search') !== undefined || getPath(part, 'boundary') !== undefined,
  );

/** A sweep's runs, but for those that it skips or has pruned: nobody was to compute these. */
function runIdsOf({ store }: Context, sweepId: number): number[] {
  const left = new Set([...store.skippedRuns(sweepId).keys(), ...store.prunedRuns(sweepId)]);
  const all = store.runOrder(sweepId, { by: { kind: 'run', name: 'id' }, descending: false });
  return all.filter((runId) => !left.has(runId));
}

const emptyLines = (size: Size): Line[] =>
  fitLines(
    [
      textLine(''),
      textLine('  No sweeps yet. In another terminal:'),
      textLine('    npx ranksweep run', { bold: true }),
    ],
    size,
  );
