/** SIGKILL of a process with a run in batches that was saved between the ends of two epochs, and goes on from there. */
import Database from 'better-sqlite3';
import type { Fault } from './fault.ts';
import { hasBegun, stillRuns } from './moments.ts';
import { isInsideEpoch } from './phase.ts';

const POLL_MS = 20;

export const epochKill: Fault = {
  name: 'process killed inside an epoch',
  how: 'SIGKILL once a run in batches was saved inside an epoch, or some time later',
  arm({ database, random, wallMs }) {
    const delayMs = 0.3 * wallMs * random.uniform() ** 2;
    let isKilled = false;
    return {
      async inflict(program) {
        if (!(await hasBegun(program))) return;
        const reader = new Database(database, { readonly: true });
        while (!isInsideEpoch(reader, program.pid) && (await stillRuns(program, POLL_MS)));
        reader.close();
        if (!(await stillRuns(program, delayMs))) return;
        isKilled = true;
        program.kill('SIGKILL');
      },
      hits: () => (isKilled ? ['SIGKILL inside an epoch'] : []),
    };
  },
};
