/** A sweep's runs as a table: sorted by any column, filtered by what is shown or by SQL, with the selected one beside it. */
import { sweepText } from '@ranksweep/store';
import { cancelRuns } from '../../actions.ts';
import type { Line } from '../../chart/index.ts';
import type { Context } from '../../context.ts';
import type { Focus } from '../../focus.ts';
import { Cursor } from '../../scrolling.ts';
import { fitLines, SEPARATOR, sideBySide } from '../../table.ts';
import { tabNumber } from '../../tabNames.ts';
import { done, type Key, type KeyHelp, type Outcome, type Size, type View } from '../../view.ts';
import { markKey, markKeys } from '../../markKeys.ts';
import { errorLines } from '../run/header.ts';
import { runView } from '../run/runView.ts';
import { listKey } from './listKeys.ts';
import { RunDetail } from './runDetail.ts';
import { RunList } from './runList.ts';
import { runLines } from './runRows.ts';

export interface RunsViewOptions {
  readonly sweepId: number;
  /** These runs alone, under a title that says why. */
  readonly only?: { readonly runIds: readonly number[]; readonly title: string };
}

const keys: readonly KeyHelp[] = [
  { keys: 'enter', does: 'open' },
  { keys: '/', does: 'filter' },
  ...markKeys,
  { keys: '←→', does: 'sort by' },
  { keys: 's', does: 'reverse' },
  { keys: 'F', does: 'next failed' },
  { keys: 'c', does: 'cancel' },
  { keys: 'm', does: 'metrics' },
  { keys: 'w', does: 'SQL filter' },
  { keys: 'd', does: 'details' },
];

/** Of a screen that has room for details beside the list. */
const LEAST_WIDTH = 120;
/** Of the screen's width. */
const DETAIL_SHARE = 0.42;

export function runsView(context: Context, focus: Focus, { sweepId, only }: RunsViewOptions): View {
  const list = new RunList(context.store, sweepId, only?.runIds);
  const detail = new RunDetail(context);
  const cursor = new Cursor();
  let page = 10;
  let hasDetail = true;
  const selected = (): number | undefined => list.runIds[cursor.at];
  /** Keeps the cursor on its run when the order changes. */
  const keepingPlace = (work: () => void): void => {
    const before = selected() ?? focus.runId;
    work();
    cursor.moveTo(Math.max(0, list.runIds.indexOf(before!)), list.runIds.length);
    focus.runId = selected() ?? focus.runId;
  };
  const goTo = (place: number): void => {
    cursor.moveTo(place, list.runIds.length);
    focus.runId = selected();
  };
  const remember = (): (() => void) => {
    const runId = selected();
    return () => goTo(Math.max(0, list.runIds.indexOf(runId!)));
  };
  focus.sweepId = sweepId;
  return {
    title: () => only?.title ?? sweepText({ id: sweepId, name: list.sweepName }),
    keys,
    escape: () =>
      list.conditions.length === 0
        ? undefined
        : { does: 'clear filter', act: () => keepingPlace(() => list.clear()) },
    refresh() {
      keepingPlace(() => list.refresh());
      detail.refresh();
    },
    draw(size) {
      if (!hasDetail || size.width < LEAST_WIDTH) return withError(size);
      const leftWidth = size.width - Math.floor(DETAIL_SHARE * size.width);
      const right = { width: size.width - leftWidth - SEPARATOR.length, height: size.height };
      const left = listLines(leftWidth, size.height);
      return sideBySide(left, detail.draw(selected(), right), { ...size, leftWidth });
    },
    press(key) {
      if (cursor.press(key, list.runIds.length, page)) {
        focus.runId = selected();
        return done;
      }
      return listKey(list, key, { keepingPlace, remember }) ?? runKey(key);
    },
  };

  function listLines(width: number, height: number): Line[] {
    page = Math.max(1, height - 2);
    const { from, to } = cursor.window(list.runIds.length, page);
    return runLines(list, list.rows(from, to), focus.marks.runs, { at: cursor.at, from, width });
  }

  /** Where there is no room beside the list, the selected run's error stands below it. */
  function withError({ width, height }: Size): Line[] {
    const runId = selected();
    const error = runId === undefined ? null : (context.store.run(runId)?.error ?? null);
    const below = errorLines(error, width, Math.floor(height / 2));
    const above = listLines(width, height - below.length);
    return fitLines([...above, ...below], { width, height });
  }

  function runKey(key: Key): Outcome | undefined {
    const runId = selected();
    switch (key) {
      case 'F': {
        const next = list.nextFailed(cursor.at);
        if (next === undefined) return { kind: 'tell', message: 'None of these runs has failed.' };
        goTo(next);
        return done;
      }
      case 'd':
        hasDetail = !hasDetail;
        return done;
      case 'enter':
        if (runId === undefined) return undefined;
        focus.runId = runId;
        return { kind: 'open', view: runView(context, focus.marks, runId), tab: tabNumber.run };
      case 'c':
        return runId === undefined ? undefined : cancel(runId);
      default:
        return markKey(focus.marks, { key, kind: 'runs', id: runId, next: () => goTo(cursor.at + 1) });
    }
  }

  function cancel(runId: number): Outcome {
    const status = context.store.run(runId)?.status;
    if (status !== 'pending' && status !== 'running') {
      return { kind: 'tell', message: `Run ${runId} is ${status ?? 'gone'}: there is nothing to cancel.` };
    }
    return {
      kind: 'ask',
      question: `Cancel run ${runId}?`,
      act: () => cancelRuns(context, [runId], sweepId),
    };
  }
}
