/** A process that claims whatever it can get: `node claimer.ts FOLDER INDEX UNITS TASKS`. It prints the units that it has got. */
import { Claims } from '../../src/slurm/claims/claims.ts';
import { Mark } from '../../src/slurm/claims/mark.ts';
import { sharedFiles } from '../../src/slurm/claims/sharedFiles.ts';

const [folder, index, units, tasks] = process.argv.slice(2) as [string, string, string, string];
const claims = new Claims({
  files: sharedFiles,
  folder,
  mark: new Mark(sharedFiles, folder, { job: 1, index: Number(index), restart: 0, start: 1 }),
  units: Number(units),
  place: 0, // All want the same.
  tasks: Number(tasks),
  liveness: { of: async () => new Map() },
  random: Math.random,
});
for (let claim = await claims.takeFree(); claim !== undefined; claim = await claims.takeFree()) {
  process.stdout.write(`${claim.unit}\n`); // The console may colour numbers.
}
