/** Whether what runs give is what was published. */
import type { Spread } from '../words.ts';
import type { PublishedNumber } from './publishedNumbers.ts';

export const VERDICTS = ['met', 'within range', 'differs'] as const;
export type Verdict = (typeof VERDICTS)[number];

/** @param here undefined where no run has such a number */
export function verdictOf(
  { value, tolerance }: Pick<PublishedNumber, 'value' | 'tolerance'>,
  here: Spread | undefined,
): Verdict {
  if (here === undefined) return 'differs';
  if (Math.abs(here.median - value) <= tolerance) return 'met';
  return here.low - tolerance <= value && value <= here.high + tolerance ? 'within range' : 'differs';
}
