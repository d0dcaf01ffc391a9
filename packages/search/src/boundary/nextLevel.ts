/** Which level a search of a boundary tries next. */
import type { BoundaryConfidence } from './confidence.ts';

/** What the place of the boundary is worth beside bets: found by simulation, over slopes from sharp to flat. */
const SHARE_OF_INFORMATION = 0.2;

/**
 * The level that is expected to tell the most: of where the boundary is, so that bets are placed well, and by these bets. Levels that
 * cannot narrow the range are left out.
 * @param pending levels that are being tried; each counts for less
 */
export function nextLevel(confidence: BoundaryConfidence, pending: readonly number[] = []): number {
  const { model } = confidence;
  const { least, most } = confidence.range();
  const first = Math.max(0, least - 1);
  const last = Math.min(model.levels - 1, most);
  let [best, highest] = [first, -Infinity];
  for (let level = first; level <= last; level++) {
    const tried = pending.filter((other) => other === level).length;
    const worth = (SHARE_OF_INFORMATION * model.information(level) + confidence.growth(level)) / (1 + tried);
    if (worth > highest) [best, highest] = [level, worth];
  }
  return best;
}
