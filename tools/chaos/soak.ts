/** `npm run soak`: kills, full and slow disks, foreign locks and more, mixed, round after round for as long as is asked for. */
import { parseArgs } from 'node:util';
import { mixed } from './faults/faults.ts';
import { drawnSeed, runSession } from './session.ts';

const HELP = `npm run soak -- [--minutes M] [--seed N] [--keep]

Runs one sweep undisturbed, then again and again under faults of all kinds, and compares the end of each round with it. Exit
status 1 when a row was lost, doubled or changed, when a run is stuck or a file damaged.

  --minutes M  for how long; the last round is completed (default: 30)
  --seed N     of the faults; timing makes no two sessions alike (default: drawn)
  --keep       keep all databases`;

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '30' },
    seed: { type: 'string', default: drawnSeed() },
    keep: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  },
});

if (values.help) {
  console.log(HELP);
} else {
  const begin = performance.now();
  const share = (): number => (performance.now() - begin) / (Number(values.minutes) * 60_000);
  process.exitCode = await runSession({
    faults: mixed,
    seed: Number(values.seed),
    keep: values.keep,
    ownDisk: true,
    isEnough: () => share() >= 1,
    share: () => Math.min(1, share()),
  });
}
