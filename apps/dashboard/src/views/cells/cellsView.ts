/** Final values over two axes of a sweep's part: the phase diagram. */
import { done, type Key, type KeyHelp, type Outcome, type View } from '../../view.ts';
import type { Context } from '../../context.ts';
import { Cursor } from '../../scrolling.ts';
import { tabNumber } from '../../tabNames.ts';
import { CellsData } from './cellsData.ts';
import { drawCells } from './drawing.ts';
import { metricPrompt } from '../../metricPrompt.ts';
import { placeInWords } from './place.ts';

const keys: readonly KeyHelp[] = [
  { keys: '←↓↑→', does: 'cell' },
  { keys: 'enter', does: 'its runs' },
  { keys: 'm M', does: 'metric' },
  { keys: '/', does: 'metric by name' },
  { keys: 'x y', does: 'axes' },
  { keys: 's', does: 'scale' },
  { keys: '- +', does: 'further axis: value or all' },
  { keys: 'a', does: 'another further axis' },
  { keys: 'p P', does: 'part' },
];

/** Rows that pageUp and pageDown move by. */
const PAGE = 10;

export function cellsView(
  { store }: Context,
  sweepId: number,
  openRuns: (runIds: readonly number[], title: string) => View,
): View {
  const data = new CellsData(store, sweepId);
  const [rowCursor, columnCursor] = [new Cursor(), new Cursor()];
  const selection = () => ({ row: rowCursor.at, column: columnCursor.at });
  const keepInside = (): void => {
    const { rows, columns } = data.grid();
    rowCursor.moveTo(rowCursor.at, rows.values.length);
    columnCursor.moveTo(columnCursor.at, columns.values.length);
  };

  return {
    title: () => `cells of ${data.name}`,
    keys,
    refresh: () => {
      data.refresh();
      keepInside();
    },
    draw: (size) => drawCells(data, selection(), size),
    press: (key) => {
      if (data.choice === undefined) return undefined;
      try {
        const outcome = move(key) ?? choose(key);
        keepInside();
        return outcome;
      } catch (error) {
        return { kind: 'tell', message: (error as Error).message };
      }
    },
  };

  function move(key: Key): Outcome | undefined {
    const { rows, columns } = data.grid();
    const sideways: Record<Key, Key> = {
      left: 'up',
      h: 'up',
      right: 'down',
      l: 'down',
      home: 'home',
      end: 'end',
    };
    const moved = Object.hasOwn(sideways, key)
      ? columnCursor.press(sideways[key]!, columns.values.length, PAGE)
      : rowCursor.press(key, rows.values.length, PAGE);
    return moved ? done : undefined;
  }

  function choose(key: Key): Outcome | undefined {
    const choice = data.choice!;
    const arranging: Record<Key, () => void> = {
      x: () => choice.nextX(),
      y: () => choice.nextY(),
      a: () => choice.nextFurther(),
      '+': () => choice.step(1),
      '=': () => choice.step(1),
      '-': () => choice.step(-1),
      s: () => (data.scale = data.scale === 'log' ? 'linear' : 'log'),
    };
    if (Object.hasOwn(arranging, key)) {
      arranging[key]!();
      data.arrange();
      return done;
    }
    switch (key) {
      case 'enter':
        return open();
      case 'm':
      case 'M':
        return nextMetric(key === 'm' ? 1 : -1);
      case '/':
        return metricPrompt(data.metrics(), data.metric, (name) => show(name));
      case 'p':
      case 'P':
        data.goToPart(choice.partAt + (key === 'p' ? 1 : -1));
        return done;
      default:
        return undefined;
    }
  }

  function open(): Outcome {
    const { row, column } = selection();
    const runIds = [...(data.grid().cells[row]?.[column]?.runIds ?? [])];
    if (runIds.length === 0) return { kind: 'tell', message: 'No runs here.' };
    return { kind: 'open', view: openRuns(runIds, placeInWords(data, row, column)), tab: tabNumber.runs };
  }

  function nextMetric(by: 1 | -1): Outcome {
    const metrics = data.metrics();
    if (metrics.length === 0) return { kind: 'tell', message: 'No run has a final value.' };
    const at = metrics.indexOf(data.metric);
    return show(metrics[(Math.max(at, by === 1 ? -1 : 0) + by + metrics.length) % metrics.length]!);
  }

  function show(metric: string): Outcome {
    data.metric = metric;
    data.read();
    return done;
  }
}
