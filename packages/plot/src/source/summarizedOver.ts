/** What runs differ in that are summarized together. */
import type { AxisNames } from '@ranksweep/kinds';
import { axisTitle } from './axisNames.ts';
import { keyAt, type Configured } from './differences.ts';

/**
 * In words: those of the axes, and `seed`, in which runs of a group differ.
 * @param groups runs that are summarized together
 */
export function summarizedOver(
  groups: Iterable<readonly Configured[]>,
  axes: readonly string[],
  names?: AxisNames,
): string[] {
  const all = [...groups];
  return [...new Set([...axes, 'seed'])]
    .filter((path) => all.some((runs) => new Set(runs.map((run) => keyAt(run, path))).size > 1))
    .map((path) => axisTitle(path, names));
}

/** `10 runs, which differ in task label and seed`, `1 to 10 runs, ...` */
export function runsInWords(counts: readonly number[], over: readonly string[]): string {
  const [least, most] = [Math.min(...counts), Math.max(...counts)];
  const count = least === most ? `${most}` : `${least} to ${most}`;
  const last = over.at(-1);
  const differences = over.length > 1 ? `${over.slice(0, -1).join(', ')} and ${last}` : last;
  return `${count} ${most === 1 ? 'run' : 'runs'}${last === undefined ? '' : `, which differ in ${differences}`}`;
}
