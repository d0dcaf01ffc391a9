/** `ranksweep tag`: words that sweeps are found by. */
import { hint, InputError } from '@ranksweep/core';
import { parseAddress, resolveSweep, sweepText, type Store, type SweepSummary } from '@ranksweep/store';
import { changeStore } from '../waiting.ts';
import { withReadOnlyStore } from '../withStore.ts';
import { print } from '../render/print.ts';

export interface TagOptions {
  readonly remove?: readonly string[];
  readonly db: string;
}

const LONGEST_TAG = 40;

/** @throws InputError for a sweep that is not there, a tag that is no word, or one to remove that the sweep does not have */
export async function tag(
  word: string,
  add: readonly string[],
  { remove = [], db }: TagOptions,
): Promise<void> {
  for (const name of add) requireWord(name);
  const both = add.find((name) => remove.includes(name));
  if (both !== undefined) throw new InputError(`tag: expected '${both}' to be added or removed, found both`);
  const sweep =
    add.length + remove.length > 0
      ? await changeStore(db, (store) => change(store, word, add, remove))
      : withReadOnlyStore(db, (store) => resolveSweep(store, word, 'tag'));
  print(`${sweepText(sweep)}: ${sweep.tags.join(', ') || 'no tags'}`);
}

function change(store: Store, word: string, add: readonly string[], remove: readonly string[]): SweepSummary {
  const sweep = resolveSweep(store, word, 'tag');
  requireTags(sweep, remove);
  return { ...sweep, tags: store.changeTags(sweep.id, { add, remove }) };
}

/** Words can be typed without quotes, and cannot be mistaken for options, lists or other addresses. */
function requireWord(name: string): void {
  const isWord = /^[\p{L}\p{N}][\p{L}\p{M}\p{N}._:/+-]*$/u.test(name) && name.length <= LONGEST_TAG;
  if (!isWord) {
    throw new InputError(
      `tag: expected a word of at most ${LONGEST_TAG} letters, digits and . _ : / + -, found ${JSON.stringify(name)}`,
    );
  }
  if (parseAddress(name, 'tag').kind === 'word') return;
  throw new InputError(`tag: expected a word that is no address, found ${name}`);
}

function requireTags(sweep: SweepSummary, remove: readonly string[]): void {
  const missing = remove.find((one) => !sweep.tags.includes(one));
  if (missing === undefined) return;
  throw new InputError(
    `--remove: expected a tag of ${sweepText(sweep)}, found '${missing}'${hint(missing, sweep.tags, 'its tags')}`,
  );
}
