/**
 * A task in a process of its own: `node taskProcess.ts FOLDER INDEX TASKS`. The file `words.json` in the folder has what Slurm says.
 * With a fourth argument, the process is killed once it asks for units and there are so many of them.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readSlurmSweep, slurmFolder, slurmTask } from '@ranksweep/sweep';
import { lanesOn } from '../../../sweep/src/launch/devices/chooseLanes.ts';
import '../../src/index.ts';

const [path, index, tasks, units] = process.argv.slice(2) as [string, string, string, string?];
const folder = slurmFolder(path);

function asks(): boolean {
  const claims = readdirSync(folder.claims).filter((name) => name.startsWith('guard.'));
  return claims.some((name) => readFileSync(join(folder.claims, name), 'utf8').startsWith(`1_${index}.`));
}

if (units !== undefined) {
  setInterval(() => {
    if (readdirSync(folder.units).length >= Number(units) && asks()) process.kill(process.pid, 'SIGKILL');
  }, 1);
}

const end = await slurmTask({
  folder,
  slurmSweep: readSlurmSweep(folder.sweepFile),
  environment: {
    task: { job: 1, index: Number(index), restart: 0 },
    place: Number(index),
    tasks: Number(tasks),
    node: `n${index}`,
    temporary: tmpdir(),
  },
  ask: async () => JSON.parse(readFileSync(join(path, 'words.json'), 'utf8')),
  settingsOf: async () => ({
    lanes: await lanesOn('wasm', 1),
    keepState: true,
    checkpointEveryMs: 20,
    observer: {},
  }),
  signal: new AbortController().signal,
  note: console.log,
});
console.log(end.how);
process.exit(0);
