/** The words of `--array`. */

export interface TaskArray {
  /** How many tasks there are. */
  readonly tasks: number;
  /** How many run at a time, if Slurm has room. */
  readonly atOnce: number;
}

/** @param text `0-63%16`, `1,3,5-7` or `0-15:4`, checked before */
export function parseTaskArray(text: string): TaskArray {
  const [ranges, limit] = text.split('%') as [string, string?];
  const indices = new Set<number>();
  for (const range of ranges.split(',')) {
    const [, first, last = first, step = '1'] = /^(\d+)(?:-(\d+)(?::(\d+))?)?$/.exec(range)!;
    for (let i = Number(first); i <= Number(last); i += Math.max(1, Number(step))) indices.add(i);
  }
  const tasks = indices.size;
  return { tasks, atOnce: Math.min(tasks, limit === undefined ? Infinity : Math.max(1, Number(limit))) };
}

const MOST_USUAL_TASKS = 16;

/** One task for each run, at most 16. */
export const usualArray = (runs: number): string => `0-${Math.max(1, Math.min(runs, MOST_USUAL_TASKS)) - 1}`;
