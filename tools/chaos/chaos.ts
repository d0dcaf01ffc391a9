/** `npm run chaos`: kills the sweep runner everywhere, and proves by comparison with an undisturbed twin that nothing is lost. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { formatDuration } from '@ranksweep/cli/duration';
import { RandomStream } from '@ranksweep/core';
import { describe } from './database/finding.ts';
import { runRounds } from './rounds.ts';
import { killCount, summary, verdict } from './tally.ts';
import { makeTwin } from './twin.ts';

const HELP = `npm run chaos -- [--kills N] [--seed N] [--keep]

Runs one sweep undisturbed, then again and again under kills, and compares what is left after each kill, and every row at the
end of each round. Exit status 1 when a row was lost, doubled or changed, when a run is stuck or a file damaged.

  --kills N    how many kills have to hit (default: 200)
  --seed N     of the kills; timing makes no two sessions alike (default: drawn)
  --keep       keep all databases`;
const TELL_EVERY = 10;

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '200' },
    seed: { type: 'string', default: String(Math.floor(Math.random() * 1e9)) },
    keep: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  },
});
if (values.help) console.log(HELP);
else process.exitCode = await killAll(Number(values.kills), Number(values.seed), values.keep);

async function killAll(kills: number, seed: number, keep: boolean): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'ranksweep-chaos-'));
  console.log(`seed ${seed}, in ${folder}`);
  const twin = await makeTwin(join(folder, 'twin'));
  console.log(
    `The undisturbed sweep took ${formatDuration(twin.wallMs)} and ${twin.diskCalls} calls on its files.`,
  );
  const begin = performance.now();
  let told = 0;
  const tally = await runRounds({
    twin,
    random: new RandomStream(seed, 'chaos'),
    kills,
    folder,
    keep,
    onKill(now) {
      const done = killCount(now);
      if (done < told + TELL_EVERY) return;
      told = done;
      const leftMs = ((performance.now() - begin) / done) * Math.max(0, kills - done);
      console.log(
        `${done} of ${kills} kills, about ${formatDuration(leftMs)} left: ${verdict(now.findings)}`,
      );
    },
    onRound(where, findings, now) {
      if (findings.length === 0) return;
      console.log(
        `Round ${now.rounds} of seed ${seed} failed; its files are in ${where}\n${describe(findings)}`,
      );
    },
  });
  console.log(`\n${summary(tally)}`);
  const isFine = tally.findings.length === 0;
  if (isFine && !keep) rmSync(folder, { recursive: true });
  return isFine ? 0 : 1;
}
