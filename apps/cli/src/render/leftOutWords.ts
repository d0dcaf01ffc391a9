/** What a sweep asks for that it will not have, said before anything is computed. */
import { figureGaps, unheededOf } from '@ranksweep/kinds';
import type { ExpandedSweep } from '@ranksweep/sweep';

/** Sentences; none where nothing is left out. */
export function leftOutWords({ spec: { figure }, runs }: ExpandedSweep): string[] {
  return [...(figure === undefined ? [] : figureGaps(figure, runs)), ...unheededOf(runs)];
}
