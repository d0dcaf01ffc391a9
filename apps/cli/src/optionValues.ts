/** Values of command-line options, from text. All throw InputError when the text is none. */
import { availableParallelism } from 'node:os';
import { hint, InputError } from '@ranksweep/core';

const MOST_LANES = 1024;

export function oneOf<Name extends string>(option: string, found: string, names: readonly Name[]): Name {
  if ((names as readonly string[]).includes(found)) return found as Name;
  throw new InputError(`${option}: found '${found}'${hint(found, names, 'what there is')}`);
}

export function positiveNumber(option: string, text: string): number {
  const value = Number(text);
  if (value > 0 && value < Infinity) return value;
  throw new InputError(`${option}: expected a number > 0, found '${text}'`);
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
  throw new InputError(`${option}: expected a whole number ${range}, found '${text}'`);
}

/** Default: one a core. */
export const laneCount = (text: string | undefined): number =>
  text === undefined ? availableParallelism() : wholeNumber('--lanes', text, 1, MOST_LANES);
