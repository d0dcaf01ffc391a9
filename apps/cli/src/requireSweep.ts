/** Sweeps as people name them on the command line. */
import { hint, InputError } from '@ranksweep/core';
import type { ReadOnlyStore, SweepSummary } from '@ranksweep/store';

/**
 * @param word a sweep's number; a name, of which the latest sweep counts; or a tag that one sweep alone has. The first
 *   of these that is there counts
 * @param where what names it, for the message
 * @throws InputError when there is no such sweep, or several have the tag
 */
export function requireSweep(store: ReadOnlyStore, word: string, where: string): SweepSummary {
  const numbered = /^\d+$/.test(word) ? store.sweep(Number(word)) : undefined;
  const found = numbered ?? store.sweepByName(word) ?? onlyTagged(store, word, where);
  if (found !== undefined) return found;
  const names = [...new Set(store.sweeps().flatMap(({ name, tags }) => [name, ...tags]))];
  throw new InputError(
    `${where}: expected the name, number or tag of a sweep in ${store.path}, found '${word}'${hint(word, names, 'its sweeps')}`,
  );
}

function onlyTagged(store: ReadOnlyStore, tag: string, where: string): SweepSummary | undefined {
  const tagged = store.sweeps().filter(({ tags }) => tags.includes(tag));
  if (tagged.length < 2) return tagged[0];
  const numbers = tagged.map(({ id }) => id).join(', ');
  throw new InputError(
    `${where}: expected one sweep, found ${tagged.length} with the tag '${tag}': name one by its number (${numbers})`,
  );
}
