/** "Did you mean ...?": the valid name closest to a mistyped one. */
import { distance } from 'fastest-levenshtein';

/**
 * The candidate with the smallest edit distance (letter case ignored), or one that continues the name; undefined when
 * none is close: more than a third of its letters differ.
 */
export function nearestName(name: string, candidates: Iterable<string>): string | undefined {
  const typed = name.toLowerCase();
  let nearest: string | undefined;
  let least = Infinity;
  for (const candidate of candidates) {
    const valid = candidate.toLowerCase();
    const edits = distance(typed, valid);
    const allowed = Math.max(1, Math.floor(Math.max(typed.length, valid.length) / 3));
    const continues = typed.length >= 3 && valid.startsWith(typed);
    if ((edits <= allowed || continues) && edits < least) {
      nearest = candidate;
      least = edits;
    }
  }
  return nearest;
}

/** ` did you mean NAME?` after a semicolon, or else the list of what is valid. */
export function hint(name: string, candidates: readonly string[], plural = 'valid'): string {
  const nearest = nearestName(name, candidates);
  if (nearest !== undefined) return `; did you mean ${nearest}?`;
  return candidates.length === 0 ? '' : `; ${plural}: ${candidates.join(', ')}`;
}
