/** `npm run chaos`: kills the sweep runner everywhere, and proves by comparison with an undisturbed twin that nothing is lost. */
import { parseArgs } from 'node:util';
import type { Fault } from './faults/fault.ts';
import { kills, killsInEpochs, killsOfGpuLanes, killsOfPrograms } from './faults/faults.ts';
import { drawnSeed, runSession } from './session.ts';
import { writeTable } from './table.ts';
import { sweeps, type KilledSweep } from './sweeps.ts';
import { hitCount } from './tally.ts';

const HELP = `npm run chaos -- [--kills N] [--sweep NAME] [--seed N] [--keep]
npm run chaos -- --sweep slurm [--rounds N] [--seed N]
npm run chaos -- --table [--times K] [--only TEXT] [--seed N] [--keep]

Runs one sweep undisturbed, then again and again under kills, and compares what is left after each kill, and every row at the
end of each round. Exit status 1 when a row was lost, doubled or changed, when a run is stuck or a file damaged.

  --kills N    how many kills have to hit (default: 200)
  --sweep NAME what is killed: chaos, runs of every kind; batches, runs in batches, on the digits for one;
               mnist, the same on MNIST. Those in batches get another number of lanes every time, and are
               verified in the end; programs, 200 programs of a user's; gpu, runs on the engine webgpu, whose lane's process is killed or stopped
               (default: chaos)
               slurm is 40 runs on a Slurm cluster of this machine, of which nodes, tasks and the controller are hit
  --rounds N   how often that sweep is computed (default: 20)
  --table      try every fault that there is, and write docs/RELIABILITY.md
  --times K    how often each (default: 5)
  --only TEXT  faults whose name has this, and write nothing
  --seed N     of the faults; timing makes no two sessions alike (default: drawn)
  --keep       keep all databases`;

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '200' },
    sweep: { type: 'string', default: 'chaos' },
    rounds: { type: 'string', default: '20' },
    table: { type: 'boolean', default: false },
    times: { type: 'string', default: '5' },
    only: { type: 'string' },
    seed: { type: 'string', default: drawnSeed() },
    keep: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  },
});
const { keep } = values;
const seed = Number(values.seed);
const wanted = Number(values.kills);

const sweep: KilledSweep | undefined = Object.hasOwn(sweeps, values.sweep)
  ? sweeps[values.sweep as keyof typeof sweeps]
  : undefined;

async function faultsOf(one: KilledSweep): Promise<readonly Fault[]> {
  if (one === sweeps.chaos) return kills;
  if (one === sweeps.programs) return killsOfPrograms;
  if (one !== sweeps.gpu) return killsInEpochs;
  const { noVulkan } = await import('../../packages/engine/test/vulkan.ts');
  if (noVulkan !== undefined) throw new Error(noVulkan);
  return killsOfGpuLanes;
}

if (values.help) {
  console.log(HELP);
} else if (values.sweep === 'slurm') {
  const { slurmRounds } = await import('./slurm/rounds.ts');
  process.exitCode = await slurmRounds({ rounds: Number(values.rounds), seed });
} else if (sweep === undefined) {
  console.error(
    `chaos: expected --sweep ${[...Object.keys(sweeps), 'slurm'].join(', ')}, found '${values.sweep}'`,
  );
  process.exitCode = 2;
} else if (values.table) {
  process.exitCode = await writeTable({ seed, keep, times: Number(values.times), only: values.only });
} else {
  process.exitCode = await runSession({
    faults: await faultsOf(sweep),
    sweep,
    seed,
    keep,
    ownDisk: false,
    isEnough: (tally) => hitCount(tally) >= wanted,
    share: (tally) => Math.min(1, hitCount(tally) / wanted),
  });
}
