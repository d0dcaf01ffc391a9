/** A search: the best so far and how it came, what is at work and asked next, rungs, and intervals of boundaries. */
import type { StoredTrial } from '@ranksweep/store';
import { done, type Key, type KeyHelp, type Outcome, type View } from '../../view.ts';
import type { Context } from '../../context.ts';
import type { ScaleKind } from '../../chart/index.ts';
import { placeLine } from '../../placeLine.ts';
import { Cursor } from '../../scrolling.ts';
import { tabNumber } from '../../tabNames.ts';
import { fitLines, textLine } from '../../table.ts';
import { boundaryHead, boundaryRows } from './boundaryLines.ts';
import { overviewLines } from './drawing.ts';
import { SearchData } from './searchData.ts';
import { orderedTrials, trialLines, trialOrders, type TrialOrder } from './trialTable.ts';

const keys: readonly KeyHelp[] = [
  { keys: '↑↓', does: 'trial' },
  { keys: 'enter', does: 'its runs' },
  { keys: 'o', does: 'best or latest first' },
  { keys: 's', does: 'scale' },
  { keys: 'p P', does: 'part' },
];

/** A boundary has lines in place of trials, and no chart. */
const keysOfBoundary: readonly KeyHelp[] = [
  { keys: '↑↓', does: 'line' },
  { keys: 'p P', does: 'part' },
];

/** Of the screen, for words, chart and rungs; the trials have the rest. */
const OVERVIEW_SHARE = 0.6;
/** A chart that is higher shows no more. */
const MOST_OVERVIEW = 26;
const PAGE = 10;

export function searchView(
  { store }: Context,
  sweepId: number,
  openRuns: (runIds: readonly number[], title: string) => View,
): View {
  const data = new SearchData(store, sweepId);
  const cursor = new Cursor();
  let order: TrialOrder = 'best';
  let scale: ScaleKind = 'linear';
  /** Of a search, in their order; a boundary has lines in their place. */
  let trials: readonly StoredTrial[] = [];
  const rowCount = (): number => (data.part?.kind === 'boundary' ? data.part.lines.length : trials.length);
  const read = (): void => {
    data.refresh();
    choose();
  };
  const choose = (): void => {
    const { part } = data;
    trials = part?.kind === 'search' ? orderedTrials(part.standing, order) : [];
    cursor.moveTo(cursor.at, rowCount());
  };

  return {
    title: () => `search of ${data.name}`,
    get keys() {
      return data.part?.kind === 'boundary' ? keysOfBoundary : keys;
    },
    refresh: read,
    draw: ({ width, height }) => {
      const { part } = data;
      if (part === undefined) return fitLines([], { width, height });
      const head =
        part.kind === 'boundary'
          ? [...boundaryHead(data, part), textLine('')]
          : overviewLines(data, part.standing, {
              width,
              height: Math.max(1, Math.min(MOST_OVERVIEW, Math.floor(OVERVIEW_SHARE * height))),
              scale,
            });
      const room = Math.max(1, height - head.length - 1);
      const isWhole = rowCount() <= room;
      const { from, to } = cursor.window(rowCount(), isWhole ? room : room - 1);
      const selected = cursor.at - from;
      const table =
        part.kind === 'boundary'
          ? boundaryRows(part.lines.slice(from, to), {
              width,
              selected,
              others: [...new Set(part.lines.flatMap(({ others }) => Object.keys(others)))],
              along: part.boundary.along,
            })
          : trialLines(data, part.standing, { width, selected, shown: trials.slice(from, to) });
      const place = isWhole ? [] : [placeLine(cursor.at, rowCount(), placeNote())];
      return fitLines([...head, ...table, ...place], { width, height });
    },
    press: (key) => {
      if (data.part === undefined) return undefined;
      return cursor.press(key, rowCount(), PAGE) ? done : act(key);
    },
  };

  function act(key: Key): Outcome | undefined {
    switch (key) {
      case 'enter':
        return open();
      case 'o':
        order = trialOrders[(trialOrders.indexOf(order) + 1) % trialOrders.length]!;
        choose();
        return done;
      case 's':
        scale = scale === 'log' ? 'linear' : 'log';
        return done;
      case 'p':
      case 'P':
        data.goToPart(data.partAt + (key === 'p' ? 1 : -1));
        choose();
        return done;
      default:
        return undefined;
    }
  }

  function placeNote(): string {
    return data.part?.kind === 'search'
      ? `those at work, then ${order === 'best' ? 'the best' : 'the latest'} first`
      : '';
  }

  function open(): Outcome {
    const trial = trials[cursor.at];
    if (trial === undefined) return { kind: 'tell', message: 'The tab Cells has the runs of each value.' };
    const title = `trial ${trial.number} of ${data.partName} in ${data.name}`;
    return { kind: 'open', view: openRuns(data.runsOf(trial.cell), title), tab: tabNumber.runs };
  }
}
