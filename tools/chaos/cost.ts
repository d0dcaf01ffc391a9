/**
 * What checkpoints cost: `dynamics` at the papers' sizes with far more checkpoints than usual and with none, in turn, so that
 * the cost of one is told from the noise. Prints the share of the time that one every 30 s takes.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { median } from '@ranksweep/core';
import { builtInDefinitions } from '@ranksweep/experiments';
import { openStore } from '@ranksweep/store';
import { CHECKPOINT_EVERY_MS, expandSweep, parseOverride, runSweep } from '@ranksweep/sweep';

const OFTEN_MS = 50;

interface Measured {
  readonly wallMs: number;
  readonly cpuMs: number;
  readonly checkpoints: number;
}

/** One run of a part, on one lane. */
async function measure(part: string, iterations: number, checkpointEveryMs: number): Promise<Measured> {
  const definition = builtInDefinitions.find(({ name }) => name === 'dynamics')!;
  const overrides = [parseOverride(`stop.maxIterations=${iterations}`), parseOverride('stop.lossBelow=0')];
  const sweep = expandSweep(definition, { preset: 'paper', seeds: [0], overrides });
  const folder = mkdtempSync(join(tmpdir(), 'ranksweep-cost-'));
  const store = openStore(join(folder, 'cost.db'));
  let checkpoints = 0;
  const { saveCheckpoint } = store;
  Object.assign(store, {
    saveCheckpoint(...given: Parameters<typeof saveCheckpoint>) {
      checkpoints++;
      saveCheckpoint(...given);
    },
  });
  try {
    const before = process.cpuUsage();
    const startedAt = performance.now();
    await runSweep(
      store,
      { ...sweep, runs: sweep.runs.filter((run) => run.part === part) },
      { lanes: { engine: 'wasm', count: 1 }, keepState: true, checkpointEveryMs },
    );
    const { user, system } = process.cpuUsage(before);
    return { wallMs: performance.now() - startedAt, cpuMs: (user + system) / 1000, checkpoints };
  } finally {
    store.close();
    rmSync(folder, { recursive: true });
  }
}

async function costOf(part: string, iterations: number, rounds: number): Promise<string> {
  const differences: number[] = [];
  const walls: number[] = [];
  let checkpoints = 0;
  for (let round = 0; round < rounds; round++) {
    const often = await measure(part, iterations, OFTEN_MS);
    const never = await measure(part, iterations, Infinity);
    differences.push((often.cpuMs - never.cpuMs) / often.checkpoints);
    walls.push((often.wallMs - never.wallMs) / often.checkpoints);
    checkpoints += often.checkpoints;
  }
  const [cpuMs, wallMs] = [median(differences), median(walls)];
  const share = (100 * Math.max(cpuMs, wallMs)) / CHECKPOINT_EVERY_MS;
  return (
    `${part.padEnd(6)} ${String(checkpoints).padStart(5)} checkpoints: ${cpuMs.toFixed(1)} ms of CPU and ` +
    `${wallMs.toFixed(1)} ms by the clock each; every ${CHECKPOINT_EVERY_MS / 1000} s: ${share.toFixed(3)} % of the time`
  );
}

const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '3' }, scale: { type: 'string', default: '1' } },
});
const scale = Number(values.scale);
for (const [part, iterations] of [
  ['b-mf', 20_000],
  ['b-tf', 8_000],
  ['b-htf', 3_000],
] as const) {
  console.log(await costOf(part, Math.round(scale * iterations), Number(values.rounds)));
}
