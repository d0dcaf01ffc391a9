/** Whether a sweep on Slurm is through, whatever came of its runs. */
import { unitStates } from '../claims/claimNames.ts';
import { sharedFiles } from '../claims/sharedFiles.ts';
import { AskedUnits } from '../asking/askedUnits.ts';
import type { SlurmFolder } from '../folder.ts';

/**
 * Whether all that was to be computed is published.
 * @param count how many units there are; undefined if they are asked for as the sweep goes on
 */
export async function isEveryUnitDone(
  { claims, units }: SlurmFolder,
  count: number | undefined,
): Promise<boolean> {
  const of = count ?? (await AskedUnits.countIfComplete(sharedFiles, units));
  if (of === undefined) return false;
  const states = unitStates(await sharedFiles.list(claims));
  for (let unit = 0; unit < of; unit++) if (states.get(unit)?.isDone !== true) return false;
  return true;
}
