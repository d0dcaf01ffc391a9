/** Values of command-line options, from text. All throw UsageError when the text is none. */
import type { LanesAsked } from '@ranksweep/sweep';
import { usualLanes } from './limits/lanes.ts';
import { oneOf, UsageError } from './usageError.ts';

const MOST_LANES = 1024;

export function positiveNumber(option: string, text: string): number {
  const value = Number(text);
  if (value > 0 && value < Infinity) return value;
  throw new UsageError(`${option}: expected a number > 0, found '${text}'`);
}

export function wholeNumber(
  option: string,
  text: string,
  least: number,
  most = Number.MAX_SAFE_INTEGER,
): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= least && value <= most) return value;
  const range = most === Number.MAX_SAFE_INTEGER ? `>= ${least}` : `from ${least} to ${most}`;
  throw new UsageError(`${option}: expected a whole number ${range}, found '${text}'`);
}

/** Such as `1,4,16`: each larger than the one before. */
export function ascendingNumbers(option: string, text: string, least: number): number[] {
  const found = text.split(',').map((number) => wholeNumber(option, number, least));
  if (found.every((number, i) => i === 0 || number > found[i - 1]!)) return found;
  throw new UsageError(`${option}: expected ascending numbers such as 1000,10000, found '${text}'`);
}

/** Such as `svg,pdf`; one that is named twice comes once. */
export function listOf<Name extends string>(option: string, text: string, names: readonly Name[]): Name[] {
  return [...new Set(text.split(',').map((item) => oneOf(option, item.trim(), names)))];
}

/** Default: one a core, or as many as there is memory for. */
export const laneCount = (text: string | undefined): number =>
  text === undefined ? usualLanes() : wholeNumber('--lanes', text, 1, MOST_LANES);

/** Such as `4`, or by device `cpu=2,gpu:0=1`. */
export function lanesAsked(text: string | undefined): LanesAsked['lanes'] {
  if (text === undefined || !text.includes('=')) return text === undefined ? undefined : laneCount(text);
  const counts = text.split(',').map((item): [string, number] => {
    const [, device, count] = /^(.+)=(.*)$/.exec(item) ?? [];
    if (device === undefined) {
      throw new UsageError(
        `--lanes: expected a number, or lanes by device such as cpu=2,gpu:0=1, found '${text}'`,
      );
    }
    return [device, wholeNumber(`--lanes ${device}`, count!, 1, MOST_LANES)];
  });
  return Object.fromEntries(counts);
}
