/** `npm run slurm-many-runs`: a sweep of many short runs in many tasks, for real, on a Slurm cluster on this machine. */
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { execa } from 'execa';
import { openStore } from '@ranksweep/store';
import { slurmFolder, slurmFolderPath } from '@ranksweep/sweep';
import { exitOnSignals } from '../chaos/exitOnSignals.ts';
import { startCluster } from './cluster.ts';

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '10000' },
    tasks: { type: 'string', default: '100' },
    'at-once': { type: 'string', default: '2' },
    nodes: { type: 'string', default: '2' },
  },
});

const NAME = 'many';
const DEFINITION = `
name: ${NAME}
description: many short runs
presets:
  quick:
    seeds: [0]
    parts:
      mf:
        base:
          model: { kind: matrix, depth: 2 }
          task: { kind: completion, dims: [4, 4], observed: 8, target: { kind: matrix, rank: 1 } }
          init: { std: 0.1 }
          optimizer: { kind: sgd, learningRate: 0.1 }
          stop: { maxIterations: 100 }
        axes: {}
`;

const ranksweep = fileURLToPath(new URL('../../apps/cli/bin/ranksweep.js', import.meta.url));
exitOnSignals();
const folder = mkdtempSync(join(tmpdir(), 'ranksweep-many-runs-'));
const db = join(folder, 'results', 'ranksweep.db');
const cluster = await startCluster({ nodes: Number(values.nodes), cpusPerNode: Number(values['at-once']) });
try {
  writeFileSync(join(folder, 'many.yaml'), DEFINITION);
  const startedAt = performance.now();
  const array = `0-${Number(values.tasks) - 1}%${values['at-once']}`;
  const seeds = `0..${Number(values.runs) - 1}`;
  const words = ['run', 'many.yaml', '--seeds', seeds, '--launcher', 'slurm', '--array', array, '--wait'];
  await execa(process.execPath, [ranksweep, ...words], {
    cwd: folder,
    env: cluster.environment,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const requests = requestsIn(await cluster.slurm('sdiag'));
  await report((performance.now() - startedAt) / 1000, requests);
} finally {
  await cluster.stop();
  rmSync(folder, { recursive: true, force: true });
}

/** What the controller was asked, of each kind. */
function requestsIn(sdiag: string): string {
  const found = sdiag.matchAll(/^\s*REQUEST_(\S+)\s+\(\s*\d+\) count:(\d+)/gm);
  return [...found].map(([, kind, count]) => `${count} ${kind}`).join(', ');
}

async function report(seconds: number, requests: string): Promise<void> {
  const store = openStore(db, { readOnly: true });
  const [sweep] = store.sweeps();
  const { id, runs } = sweep!;
  const places = store.runsOfSweep(id).length;
  const collected = store.runIds().length;
  store.close();
  const { path, segments, claims, tasks } = slurmFolder(slurmFolderPath(db, { id, name: NAME }));
  const { stdout: size } = await execa('du', ['-s', '--block-size=1K', path]);
  const files = [segments, claims, tasks].map((one) => readdirSync(one).length);
  console.log(
    `${runs.done + runs.diverged} of ${values.runs} runs have ended, ${places} places in the sweep, ${collected} runs in the database; ` +
      `${seconds.toFixed(0)} s; ${files[0]} segments, ${files[1]} files of claims, ${files[2]} of tasks, ${size.split('\t')[0]} KiB in the shared folder\n` +
      `slurmctld was asked: ${requests}`,
  );
  if (runs.done + runs.diverged !== Number(values.runs) || places !== Number(values.runs))
    process.exitCode = 1;
}
