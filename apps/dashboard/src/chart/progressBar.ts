/** How far a sweep is, in one line: runs by how they ended, those that run, and those still to come. */
import { textGrid } from './textGrid.ts';
import type { ColorIndex, Line } from './spans.ts';

/** Numbers of runs; what is left of the total is still to come. */
export interface Progress {
  readonly total: number;
  readonly done?: number;
  readonly diverged?: number;
  readonly failed?: number;
  readonly cancelled?: number;
  readonly skipped?: number;
  readonly pruned?: number;
  readonly running?: number;
}

/** What the segments of a bar look like, from left to right. */
export const progressMarks = {
  failed: { character: '×', color: 4 },
  diverged: { character: '∞', color: 5 },
  done: { character: '█', color: 2 },
  cancelled: { character: '-', color: 7 },
  skipped: { character: '»', color: 7 },
  pruned: { character: '┤', color: 7 },
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

/** Ends that are not what was hoped for stand first, so that they are seen. */
const otherEnds = ['failed', 'diverged', 'cancelled', 'skipped', 'pruned'] as const;

const countOf = (count = 0): number => (Number.isFinite(count) ? Math.max(0, count) : 0);

function segmentsOf(progress: Progress, cells: number): { text: string; color: ColorIndex }[] {
  const [dones, runs] = [countOf(progress.done), countOf(progress.running)];
  const others = otherEnds.map((kind) => ({ ...progressMarks[kind], count: countOf(progress[kind]) }));
  const ended = others.reduce((sum, { count }) => sum + count, dones);
  const all = Math.max(countOf(progress.total), ended + runs, 1);
  /** Where so many runs end, at least a cell after `from` if there are any. */
  const endOf = (count: number, before: number, from: number): number =>
    count === 0 ? from : Math.min(cells, Math.max(from + 1, Math.floor(((before + count) * cells) / all)));
  const segments: { text: string; color: ColorIndex }[] = [];
  let [at, before] = [0, 0];
  const add = (character: string, color: ColorIndex, count: number): void => {
    const end = endOf(count, before, at);
    segments.push({ text: character.repeat(end - at), color });
    at = end;
    before += count;
  };
  for (const { character, color, count } of others) add(character, color, count);
  // In eighths of a cell; rounded down, so that what is not finished does not look so.
  const end = Math.floor((8 * cells * ended) / all);
  const room = 8 * Math.max(0, cells - at - Math.min(1, runs));
  const doneEighths = dones === 0 ? 0 : Math.min(room, Math.max(1, end - 8 * at));
  const bar = progressMarks.done.character.repeat(doneEighths >> 3) + eighths[doneEighths & 7];
  segments.push({ text: bar, color: progressMarks.done.color });
  at += bar.length;
  before += dones;
  add(progressMarks.running.character, progressMarks.running.color, runs);
  return segments;
}
