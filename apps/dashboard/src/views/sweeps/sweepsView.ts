/** All sweeps: how far they are, how fast they go, what is wrong. */
import { basename } from 'node:path';
import { nameAddresses, type SweepSummary } from '@ranksweep/store';
import type { Line } from '../../chart/index.ts';
import type { Context } from '../../context.ts';
import { rowFilter } from '../../filter.ts';
import { filterPrompt } from '../../filterPrompt.ts';
import type { Focus } from '../../focus.ts';
import { markKey, markKeys } from '../../markKeys.ts';
import { placeLine } from '../../placeLine.ts';
import { Cursor } from '../../scrolling.ts';
import type { JobsSeen } from '../../slurm/slurmWatch.ts';
import { aliveTasks, jobsLines } from '../../slurm/taskTable.ts';
import { fitLines, textLine, type Cell } from '../../table.ts';
import { done, type KeyHelp, type Outcome, type Size, type View } from '../../view.ts';
import { Paces, type Look } from './progress.ts';
import { actionKeys, actOn, openKey } from './sweepKeys.ts';
import { heads, rowOf, tableOf } from './sweepTable.ts';

const keys: readonly KeyHelp[] = [openKey, { keys: '/', does: 'filter' }, ...markKeys, ...actionKeys];

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

const emptyLines = (size: Size): Line[] =>
  fitLines(
    [
      textLine(''),
      textLine('  No sweeps yet. In another terminal:'),
      textLine('    npx ranksweep run', { bold: true }),
    ],
    size,
  );
