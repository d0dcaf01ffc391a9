/**
 * A process that stands still for longer than its leases hold, as on a machine that sleeps, while another takes its runs; then
 * it goes on, and must not write what is no longer its own.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { startSweep, type Ended, type Program } from '../program.ts';
import type { Fault } from './fault.ts';
import { whileComputing } from './moments.ts';

export const stopped: Fault = {
  name: 'process stopped, then continued',
  how: 'SIGSTOP until a second process has taken its runs and completed the sweep, then SIGCONT',
  tells: /^.*(another process|elsewhere).*$/m,
  arm(scene) {
    const others: Program[] = [];
    return {
      async inflict(program) {
        if (!(await whileComputing(program, scene))) return;
        await stopBetweenCommits(program, scene.database);
        // A process that waits for the leases of others is one; where none waits, one after another finds them held.
        for (let ended: Ended | undefined; ended?.status !== 0; await sleep(1000)) {
          const other = startSweep(scene.database);
          others.push(other);
          ended = await other.ended;
        }
        program.kill('SIGCONT');
      },
      also: () => others.slice(-1),
      hits: () => (others.length > 0 ? ['process stopped and continued'] : []),
    };
  },
};

/** In the midst of a commit it would hold SQLite's own lock, which nobody can take from it: others wait, and say so. */
async function stopBetweenCommits(program: Program, database: string): Promise<void> {
  for (;;) {
    program.kill('SIGSTOP');
    if (canBeWritten(database)) return;
    program.kill('SIGCONT');
    await sleep(5);
  }
}

function canBeWritten(database: string): boolean {
  const client = new Database(database, { timeout: 200 });
  try {
    client.exec('BEGIN IMMEDIATE; ROLLBACK');
    return true;
  } catch {
    return false;
  } finally {
    client.close();
  }
}
