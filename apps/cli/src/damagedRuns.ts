/** Runs whose stored configuration is damaged: each is told of, and the others go on. */
import { damageText, isDamaged, type RunRow } from '@ranksweep/store';
import { visibleText } from '@ranksweep/text';
import { exitStatus, type ExitStatus } from './exitStatus.ts';

const MOST_TOLD = 10;

/**
 * Tells of them on standard error.
 * @param rows runs of a sweep, damaged or not; one may come several times
 * @param consequence what becomes of the damaged ones: `it is left out`
 * @returns 1 where there is one
 */
export function tellDamaged(rows: readonly RunRow[], consequence: string): ExitStatus {
  const damaged = [...new Map(rows.filter(isDamaged).map((row) => [row.runId, row])).values()];
  for (const row of damaged.slice(0, MOST_TOLD)) {
    console.error(visibleText(`${damageText(row)}; ${consequence}`));
  }
  if (damaged.length > MOST_TOLD) console.error(`and ${damaged.length - MOST_TOLD} more damaged runs`);
  if (damaged.length === 0) return exitStatus.ok;
  console.error('ranksweep fill computes damaged runs of its sweep anew; a backup has them as they were.');
  return exitStatus.someFailed;
}
