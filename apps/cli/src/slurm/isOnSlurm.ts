/** Whether `--launcher` names Slurm, which is no launcher of lanes, rather than one that is. */
import { requireLauncher } from '@ranksweep/sweep';
import { SLURM } from './options.ts';

/** @throws InputError if it is neither */
export function isOnSlurm(launcher: string): boolean {
  if (launcher === SLURM) return true;
  requireLauncher(launcher, [SLURM]);
  return false;
}
