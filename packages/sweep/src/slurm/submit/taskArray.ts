/** The words of `--array`. */

export interface TaskArray {
  /** How many tasks there are. */
  readonly tasks: number;
  /** How many run at a time, if Slurm has room. */
  readonly atOnce: number;
}

/** No Slurm has arrays with larger indices. */
const MOST_INDEX = 4_000_000;

/** What is wrong with the ranges of a text that has the form of an array. */
export function rangeProblem(text: string): string | undefined {
  for (const { range, first, last } of rangesOf(text)) {
    if (last < first) return `expected ranges that go up, found ${range}`;
    if (last > MOST_INDEX) return `expected at most ${MOST_INDEX}, found ${range}`;
  }
  return undefined;
}

/** @param text `0-63%16`, `1,3,5-7` or `0-15:4`, checked before */
export function parseTaskArray(text: string): TaskArray {
  const indices = new Set<number>();
  for (const { first, last, step } of rangesOf(text)) {
    for (let i = first; i <= last; i += step) indices.add(i);
  }
  const tasks = indices.size;
  const [, limit] = text.split('%');
  return { tasks, atOnce: Math.min(tasks, limit === undefined ? Infinity : Math.max(1, Number(limit))) };
}

function rangesOf(text: string): { range: string; first: number; last: number; step: number }[] {
  const [ranges] = text.split('%') as [string];
  return ranges.split(',').map((range) => {
    const [, first, last = first, step = '1'] = /^(\d+)(?:-(\d+)(?::(\d+))?)?$/.exec(range)!;
    return { range, first: Number(first), last: Number(last), step: Math.max(1, Number(step)) };
  });
}

const MOST_USUAL_TASKS = 16;

/** One task for each run, at most 16. */
export const usualArray = (runs: number): string => `0-${Math.max(1, Math.min(runs, MOST_USUAL_TASKS)) - 1}`;
