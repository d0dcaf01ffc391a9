/** "Did you mean ...?": the valid name closest to a mistyped one. */
import { distance } from 'fastest-levenshtein';
import { either, listed, shownWord } from './expectation.ts';

/**
 * The candidate with the smallest edit distance, ignoring case, or one that continues the name or has its letters in another
 * order. Undefined if none is close. In dotted paths, only the part after the common groups must be close.
 */
export function nearestName(name: string, candidates: Iterable<string>): string | undefined {
  let nearest: string | undefined;
  let least = Infinity;
  for (const candidate of candidates) {
    const [typed, valid] = withoutCommonGroups(name.toLowerCase(), candidate.toLowerCase());
    const longest = Math.max(typed.length, valid.length);
    // Names of very different lengths are skipped, because comparing long names is slow.
    if (Math.abs(typed.length - valid.length) > allowedEdits(longest) && !valid.startsWith(typed)) continue;
    const edits = distance(typed, valid);
    const isClose =
      edits <= allowedEdits(longest) ||
      (typed.length >= 3 && (valid.startsWith(typed) || sortedLetters(typed) === sortedLetters(valid)));
    // Two swapped letters count as two edits, like an extra letter plus a wrong one. Equal length decides between them.
    const score = edits + Math.abs(typed.length - valid.length) / (longest + 1);
    if (isClose && score < least) {
      nearest = candidate;
      least = score;
    }
  }
  return nearest;
}

/** The most edits: one for up to three letters, two for up to eight, and a third of the letters for longer names. */
function allowedEdits(length: number): number {
  return length <= 3 ? 1 : Math.max(2, Math.floor(length / 3));
}

const sortedLetters = (name: string): string => name.split('').toSorted().join('');

function withoutCommonGroups(a: string, b: string): [string, string] {
  const first = a.split('.');
  const second = b.split('.');
  while (first.length > 1 && second.length > 1 && first[0] === second[0]) {
    first.shift();
    second.shift();
  }
  return [first.join('.'), second.join('.')];
}

/** `expected csv, parquet or npz, found 'parqet'; did you mean parquet?`, of a word that is none of a few names. */
export function expectedOneOf(found: string, names: readonly string[]): string {
  const nearest = nearestName(found, names);
  const suggestion = nearest === undefined ? '' : `; did you mean ${nearest}?`;
  return `expected ${either(names)}, found '${shownWord(found)}'${suggestion}`;
}

/** `; did you mean NAME?`, or a list of the valid names: `; LABEL: a, b, c`. */
export function hint(name: string, candidates: readonly string[], label = 'valid'): string {
  const nearest = nearestName(name, candidates);
  if (nearest !== undefined) return `; did you mean ${nearest}?`;
  return candidates.length === 0 ? '' : `; ${label}: ${listed(candidates)}`;
}
