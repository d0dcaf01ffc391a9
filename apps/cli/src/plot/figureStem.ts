/** Names of files of figures. */
import type { SweepSummary } from '@ranksweep/store';
import { joinedStem } from '../fileStem.ts';
import { sweepFileStem } from '../sweepFiles.ts';

/** `small-1`, `small-1+2` of two sweeps of one name, `small-1+large-2`. */
export const sweepWords = (sweeps: readonly SweepSummary[]): string[] =>
  sweeps.map((sweep, i) =>
    i > 0 && sweep.name === sweeps[i - 1]!.name ? String(sweep.id) : sweepFileStem(sweep),
  );

/**
 * The words with a `+` between them, which no name of a single sweep's own figure has: no figure takes the place of another. What is
 * too long, or has characters that some file systems or shells take amiss, is told by a digest.
 * @param subjects the sweeps or runs
 * @param options what is drawn of them in place of their own figure
 */
export function figureStem(subjects: readonly string[], options: readonly string[]): string {
  // A subject's own figure bears the name that `run` has given it.
  return subjects.length === 1 && options.length === 0 ? subjects[0]! : joinedStem([...subjects, ...options]);
}
