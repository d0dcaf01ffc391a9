/**
 * Addresses: how people name sweeps and runs, in every command and in the dashboard.
 *
 *     sweep:4, sweep:3,5..9   sweeps by their numbers
 *     4                       the same: a number alone is a sweep's
 *     run:13, run:3,5..9      runs by their numbers
 *     dynamics                the newest sweep of this name, or the sweeps with this tag
 *     dynamics@3              the third newest sweep of this name; dynamics@1 is dynamics
 *     tag:final               the sweeps with this tag
 *
 * The newest sweep is the one with the highest number.
 */
import { isNumberList, parseNumberList } from './numberList.ts';

/** What a word names, before a database is asked. Places of a name count from 1, the newest first. */
export type Address =
  | { readonly kind: 'sweep'; readonly numbers: readonly number[] }
  | { readonly kind: 'run'; readonly numbers: readonly number[] }
  | { readonly kind: 'name'; readonly name: string; readonly places: readonly number[] }
  | { readonly kind: 'tag'; readonly tag: string }
  /** A name or a tag. Only the database knows which of the two it is. */
  | { readonly kind: 'word'; readonly word: string };

/**
 * Parses an address.
 * @param where names the source of the address, for the error message
 * @throws InputError for invalid numbers
 */
export function parseAddress(text: string, where: string): Address {
  const [, kind, rest = ''] = /^(sweep|run|tag):(.*)$/s.exec(text) ?? [];
  if (kind === 'tag') return { kind, tag: rest };
  if (kind === 'sweep' || kind === 'run') return { kind, numbers: parseNumberList(rest, where, text) };
  if (isNumberList(text)) return { kind: 'sweep', numbers: parseNumberList(text, where, text) };
  const at = text.lastIndexOf('@');
  const places = text.slice(at + 1);
  if (at > 0 && isNumberList(places)) {
    return { kind: 'name', name: text.slice(0, at), places: parseNumberList(places, where, text) };
  }
  return { kind: 'word', word: text };
}

/** What every command takes for a sweep: `sweep:4`. */
export const sweepAddress = (sweepId: number): string => `sweep:${sweepId}`;

/** A sweep as messages name it: `sweep:4 (dynamics)`. */
export const sweepText = ({ id, name }: { readonly id: number; readonly name: string }): string =>
  `${sweepAddress(id)} (${name})`;

/** What every command takes for a run: `run:7`. */
export const runAddress = (runId: number): string => `run:${runId}`;
