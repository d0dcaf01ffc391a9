/** Computes a sweep on a Slurm cluster of this machine again and again, while nodes, tasks and the controller are hit. */
import { setTimeout as sleep } from 'node:timers/promises';
import { RandomStream } from '@ranksweep/core';
import { fortyRuns } from '../../slurmSweep/fortyRuns.ts';
import { sweepOnCluster, type SweepOnCluster } from '../../slurmSweep/sweepOnCluster.ts';
import { exitOnSignals } from '../exitOnSignals.ts';
import { blows } from './blows.ts';

/** One more than can be ended for good, so that somebody is left. */
const TASKS = 8;
const BLOWS_PER_ROUND = 4;
/** The longest wait before a blow. */
const LONGEST_MS = 4000;

/** @returns the exit status */
export async function slurmRounds({ rounds, seed }: { rounds: number; seed: number }): Promise<number> {
  exitOnSignals();
  const random = new RandomStream(seed, 'chaos');
  const sweep = await fortyRuns();
  const sum = { compared: 0, lost: 0, doubled: 0, changed: 0, damaged: 0, stuck: 0 };
  console.log(`seed ${seed}`);
  for (let round = 1; round <= rounds; round++) {
    await using on = await sweepOnCluster({ sweep, array: `0-${TASKS - 1}` });
    on.openGate();
    const hit = await strikeAll(on, random);
    await on.ended();
    const stuck = on.units - on.done();
    const { compared, findings } = await on.compare();
    sum.stuck += stuck;
    sum.compared += compared;
    for (const { kind } of findings) sum[kind]++;
    console.log(`round ${round}: ${hit.join(', ')}: ${findings.length} rows differ, ${stuck} units stuck`);
    for (const finding of findings.slice(0, 5)) console.log(JSON.stringify(finding));
    for (const failure of on.failures()) console.log(`a run has failed: ${failure}`);
  }
  const { compared, lost, doubled, changed, damaged, stuck } = sum;
  console.log(
    `${compared} rows compared: ${lost} lost, ${doubled} doubled, ${changed} changed, ${damaged} damaged; ${stuck} units stuck`,
  );
  return lost + doubled + changed + damaged + stuck === 0 ? 0 : 1;
}

/** @returns what happened */
async function strikeAll(on: SweepOnCluster, random: RandomStream): Promise<string[]> {
  const hit: string[] = [];
  while (hit.length < BLOWS_PER_ROUND && on.done() < on.units) {
    await sleep(LONGEST_MS * random.uniform());
    const tasks = await on.running();
    if (tasks.length === 0) continue;
    const blow = blows[random.integer(blows.length)]!;
    try {
      await blow.strike(on, tasks[random.integer(tasks.length)]!);
      hit.push(blow.name);
    } catch (error) {
      hit.push(`${blow.name} (too late: ${(error as Error).message.split('\n').at(-1)!.trim()})`);
    }
  }
  return hit;
}
