/** Which definitions `npm run paper` runs, and how one follows another. */
import { hint, InputError } from '@ranksweep/core';
import { type SweepDefinition } from '@ranksweep/kinds';
import { PAPER_PRESET } from './paperSweeps.ts';

/**
 * Thousands of runs, hundreds of hours, or networks that want a GPU and images which few machines have: these are made when they are
 * asked for by name.
 */
export const ON_REQUEST: readonly string[] = [
  'phase-diagram',
  'recovery',
  'natural-rank',
  'is-same-class',
  'pathfinder',
];

/** Statuses of `ranksweep run` that concern all that would follow. */
const BAD_USAGE = 2;
const INTERRUPTED = 130;

export interface Ended {
  readonly name: string;
  /** Exit status of `ranksweep run`. */
  readonly status: number;
  readonly wallMs: number;
}

/**
 * @param asked names; none asks for all but those on request
 * @returns in the order of the definitions, those on request last
 * @throws InputError for a name that no definition with such a preset has
 */
export function chosenNames(definitions: readonly SweepDefinition[], asked: readonly string[]): string[] {
  const names = definitions.filter(({ presets }) => PAPER_PRESET in presets).map(({ name }) => name);
  for (const name of asked) {
    if (!names.includes(name)) {
      throw new InputError(`paper: expected the name of a definition, found '${name}'${hint(name, names)}`);
    }
  }
  const isOnRequest = (name: string): boolean => ON_REQUEST.includes(name);
  const chosen = names.filter((name) => (asked.length === 0 ? !isOnRequest(name) : asked.includes(name)));
  return chosen.sort((a, b) => Number(isOnRequest(a)) - Number(isOnRequest(b)));
}

/** One after another, until one is interrupted or was asked for in a way that none understands. */
export async function runAll(
  names: readonly string[],
  run: (name: string) => Promise<number>,
): Promise<Ended[]> {
  const all: Ended[] = [];
  for (const name of names) {
    const startedAt = performance.now();
    const status = await run(name);
    all.push({ name, status, wallMs: performance.now() - startedAt });
    if (status === INTERRUPTED || status === BAD_USAGE) break;
  }
  return all;
}

/** 130 or 2 if one ended with it, or else 1 if one failed. */
export function statusOfAll(all: readonly Ended[]): number {
  const statuses = all.map(({ status }) => status);
  return [INTERRUPTED, BAD_USAGE].find((status) => statuses.includes(status)) ?? Math.max(0, ...statuses);
}

export function outcome({ status }: Ended): string {
  if (status === 0) return 'done';
  return status === INTERRUPTED ? 'interrupted' : 'failed';
}
