/** SIGKILL while programs of the user's own run: none of their processes is left, and they go on from what they have saved. */
import { execFileSync } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault } from './fault.ts';
import { whileComputing } from './moments.ts';
import { phaseOf, timesOf } from './phase.ts';

const LONGEST_MS = 60_000;
const POLL_MS = 20;

/** Processes whose environment names the runs' folder of a database, as `pid command`. */
export const programsOf = (database: string): string[] =>
  execFileSync('ps', ['eww', '-eo', 'stat=,pid=,args='], { encoding: 'utf8', maxBuffer: 1e9 })
    .split('\n')
    .filter((line) => line.includes(`RANKSWEEP_RUN_DIR=${database.replace(/\.db$/, '.runs')}/`))
    .filter((line) => !line.startsWith('Z'));

/** @throws Error if processes are left that belonged to a process which is dead */
export async function requireNoPrograms(database: string): Promise<void> {
  const begin = performance.now();
  for (let left = programsOf(database); left.length > 0; left = programsOf(database)) {
    if (performance.now() - begin > LONGEST_MS)
      throw new Error(`expected no program to outlive the sweep, found\n${left.join('\n')}`);
    await sleep(POLL_MS);
  }
}

export const programKill: Fault = {
  name: 'process killed, with programs at work',
  how: 'SIGKILL while programs of the user run: no process of theirs is left',
  arm({ database, folder, random, wallMs }) {
    const before = timesOf(database);
    let killed: number | undefined;
    return {
      async inflict(program) {
        if (!(await whileComputing(program, { random, wallMs }))) return;
        killed = program.pid;
        program.kill('SIGKILL');
        await program.ended;
        await requireNoPrograms(database);
      },
      hits: () =>
        killed === undefined ? [] : [`SIGKILL while ${phaseOf(database, folder, killed, before)}`],
    };
  },
};
