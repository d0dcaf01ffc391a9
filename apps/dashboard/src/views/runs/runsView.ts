/** A sweep's runs as a table: sorted by any column, filtered by text or an SQL condition. */
import { sweepText, type RunSummary } from '@ranksweep/store';
import { hint } from '@ranksweep/core';
import { countOf } from '@ranksweep/text';
import { cancelRuns } from '../../actions.ts';
import type { Line } from '../../chart/index.ts';
import type { Context } from '../../context.ts';
import { Cursor } from '../../scrolling.ts';
import { fitLines, tableLines, textLine, type Cell } from '../../table.ts';
import type { Focus } from '../../focus.ts';
import { tabNumber } from '../../tabNames.ts';
import { done, type Key, type KeyHelp, type Outcome, type View } from '../../view.ts';
import { lineText, statusCell, valueText } from '../../words.ts';
import { runView } from '../run/runView.ts';
import { RunList } from './runList.ts';

export interface RunsViewOptions {
  readonly sweepId: number;
  /** These runs alone, under a title that says why. */
  readonly only?: { readonly runIds: readonly number[]; readonly title: string };
}

const keys: readonly KeyHelp[] = [
  { keys: '↑↓', does: 'select' },
  { keys: 'enter', does: 'run' },
  { keys: '←→ s', does: 'sort' },
  { keys: '/', does: 'filter' },
  { keys: 'w', does: 'SQL filter' },
  { keys: 'F', does: 'next failed' },
  { keys: 'm', does: 'metrics' },
  { keys: 'c', does: 'cancel' },
];

export function runsView(context: Context, focus: Focus, { sweepId, only }: RunsViewOptions): View {
  const list = new RunList(context.store, sweepId, only?.runIds);
  const cursor = new Cursor();
  let page = 10;
  const selected = (): number | undefined => list.runIds[cursor.at];
  /** Keeps the cursor on its run when the order changes. */
  const keepingPlace = (work: () => void): void => {
    const before = selected() ?? focus.runId;
    work();
    cursor.moveTo(Math.max(0, list.runIds.indexOf(before!)), list.runIds.length);
    focus.runId = selected();
  };
  focus.sweepId = sweepId;
  return {
    title: () =>
      [only?.title ?? sweepText({ id: sweepId, name: list.sweepName }), ...list.conditions].join(', '),
    keys,
    refresh: () => keepingPlace(() => list.refresh()),
    draw(size) {
      page = Math.max(1, size.height - 2);
      const { from, to } = cursor.window(list.runIds.length, page);
      const rows = list.rows(from, to);
      return fitLines(
        [
          ...linesOf(list, rows, cursor.at - from, size.width),
          textLine(placeText(list, cursor.at), { dim: true }),
        ],
        size,
      );
    },
    press(key) {
      if (cursor.press(key, list.runIds.length, page)) {
        focus.runId = selected();
        return done;
      }
      return listKey(list, key, keepingPlace) ?? runKey(key);
    },
  };

  function runKey(key: Key): Outcome | undefined {
    const runId = selected();
    if (key === 'F') {
      const next = list.nextFailed(cursor.at);
      if (next === undefined) return { kind: 'tell', message: 'No run has failed.' };
      cursor.moveTo(next, list.runIds.length);
      focus.runId = selected();
      return done;
    }
    if (runId === undefined) return undefined;
    if (key === 'enter') {
      focus.runId = runId;
      return { kind: 'open', view: runView(context, runId), tab: tabNumber.run };
    }
    if (key !== 'c') return undefined;
    const status = context.store.run(runId)?.status;
    if (status !== 'pending' && status !== 'running') {
      return { kind: 'tell', message: `Run ${runId} is ${status ?? 'gone'}: there is nothing to cancel.` };
    }
    return {
      kind: 'ask',
      question: `cancel run ${runId}?`,
      act: () => cancelRuns(context, [runId], sweepId),
    };
  }
}

function listKey(list: RunList, key: Key, keepingPlace: (work: () => void) => void): Outcome | undefined {
  switch (key) {
    case 'left':
    case 'right':
      keepingPlace(() => list.sortByNext(key === 'left' ? -1 : 1));
      return done;
    case 's':
      keepingPlace(() => list.reverse());
      return done;
    case '/':
      return {
        kind: 'prompt',
        label: 'runs that contain',
        initial: list.containing ?? '',
        accept: (text) => {
          keepingPlace(() => list.filter({ containing: text || undefined }));
          return done;
        },
      };
    case 'w':
      return {
        kind: 'prompt',
        label: 'runs where (SQL)',
        initial: list.typed ?? list.where ?? '',
        accept: async (text) => {
          list.typed = text;
          if (text !== '') await list.tryCondition(text);
          keepingPlace(() => list.filter({ where: text || undefined }));
          list.typed = undefined;
          return done;
        },
      };
    case 'm':
      return {
        kind: 'prompt',
        label: 'final metrics',
        initial: list.metrics.join(' '),
        accept: (text) => {
          const names = text.split(/[\s,]+/).filter((word) => word !== '');
          const unknown = names.find((name) => !list.metricsThere.includes(name));
          if (unknown !== undefined) {
            return {
              kind: 'tell',
              message: `'${unknown}' is no final metric here${hint(unknown, list.metricsThere, 'they')}`,
            };
          }
          list.showMetrics(names);
          return done;
        },
      };
    default:
      return undefined;
  }
}

function linesOf(list: RunList, rows: readonly RunSummary[], selected: number, width: number): Line[] {
  const columns = list.columns.map(({ head, column }) => {
    const sorted = list.isSortedBy(column);
    return {
      head: sorted ? `${head}${list.descending ? '▼' : '▲'}` : head,
      right: rows.every(({ values }) =>
        isNumberOrNull(values[list.columns.findIndex((c) => c.column === column)]),
      ),
    };
  });
  const statusAt = list.columns.findIndex(({ head }) => head === 'status');
  const cells = rows.map(({ status, values }) =>
    values.map((value, c): Cell =>
      c === statusAt
        ? statusCell(status)
        : { text: typeof value === 'string' ? lineText(value) : valueText(value) },
    ),
  );
  return tableLines({ width, columns, rows: cells, selected });
}

const isNumberOrNull = (value: unknown): boolean => value === null || typeof value === 'number';

function placeText(list: RunList, at: number): string {
  const { length } = list.runIds;
  if (length === 0) return list.conditions.length > 0 ? '  No run is like this.' : '  No runs.';
  return `  ${at + 1} of ${countOf(length, 'run')}${list.conditions.length > 0 ? ' that are like this' : ''}`;
}
