/** Whether Slurm is installed here. Import it in tests that start a cluster. */
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Where Debian puts daemons: not on every user's PATH. */
export const PATH = [process.env.PATH, '/usr/sbin', '/sbin'].filter(Boolean).join(delimiter);

export const missingPrograms = (programs: readonly string[]): string[] =>
  programs.filter((program) => !isOnPath(program));

const missing = missingPrograms(['munged', 'slurmctld', 'slurmd', 'sbatch']);

/** Why tests of Slurm are skipped here, if they are. `.ci/run` looks for the first words. */
export const noSlurm: string | undefined =
  missing.length === 0
    ? undefined
    : `SKIPPED, no Slurm: ${missing.join(', ')} not found on ${PATH} (tools/installSystemPackages.sh)`;
if (noSlurm !== undefined) console.warn(noSlurm);

function isOnPath(program: string): boolean {
  return PATH.split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
