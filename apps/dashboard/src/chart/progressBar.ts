/** How far a sweep is, in one line: runs by how they ended, those that run, and those still to come. */
import { textGrid } from './textGrid.ts';
import type { ColorIndex, Line } from './spans.ts';

/** Numbers of runs; what is left of the total is still to come. */
export interface Progress {
  readonly total: number;
  readonly done?: number;
  readonly diverged?: number;
  readonly failed?: number;
  readonly running?: number;
}

/** What the segments of a bar look like, from left to right. */
export const progressMarks = {
  failed: { character: '×', color: 4 },
  diverged: { character: '≈', color: 5 },
  done: { character: '█', color: 2 },
  running: { character: '░', color: 1 },
} as const satisfies Record<string, { character: string; color: ColorIndex }>;

const eighths = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];

/**
 * A bar in brackets. It is full only when nothing is left to do; every kind of run that there is has a segment, so that a single
 * failed one among thousands is seen.
 */
export function progressBar({ width, ...progress }: Progress & { readonly width: number }): Line {
  const grid = textGrid({ width, height: 1 });
  const hasBrackets = grid.width >= 3;
  const cells = hasBrackets ? grid.width - 2 : grid.width;
  const left = hasBrackets ? 1 : 0;
  if (hasBrackets) {
    grid.write(0, 0, '[');
    grid.write(grid.width - 1, 0, ']');
  }
  let at = left;
  for (const { text, color } of segmentsOf(progress, cells)) {
    grid.write(at, 0, text, { color });
    at += text.length;
  }
  return grid.lines()[0]!;
}

const countOf = (count = 0): number => (Number.isFinite(count) ? Math.max(0, count) : 0);

function segmentsOf(progress: Progress, cells: number): { text: string; color: ColorIndex }[] {
  const { failed, diverged, done, running } = progressMarks;
  const [failures, divergences, dones, runs] = [
    countOf(progress.failed),
    countOf(progress.diverged),
    countOf(progress.done),
    countOf(progress.running),
  ];
  const ended = failures + divergences + dones;
  const all = Math.max(countOf(progress.total), ended + runs, 1);
  /** Where so many runs end, at least a cell after `from` if there are any. */
  const endOf = (count: number, before: number, from: number): number =>
    count === 0 ? from : Math.min(cells, Math.max(from + 1, Math.floor(((before + count) * cells) / all)));
  const failedCells = endOf(failures, 0, 0);
  const begin = endOf(divergences, failures, failedCells);
  // In eighths of a cell; rounded down, so that what is not finished does not look so.
  const end = Math.floor((8 * cells * ended) / all);
  const room = 8 * Math.max(0, cells - begin - Math.min(1, runs));
  const doneEighths = dones === 0 ? 0 : Math.min(room, Math.max(1, end - 8 * begin));
  const bar = '█'.repeat(doneEighths >> 3) + eighths[doneEighths & 7];
  const runningEnd = endOf(runs, ended, begin + bar.length);
  return [
    { text: failed.character.repeat(failedCells), color: failed.color },
    { text: diverged.character.repeat(begin - failedCells), color: diverged.color },
    { text: bar, color: done.color },
    { text: running.character.repeat(runningEnd - begin - bar.length), color: running.color },
  ];
}
