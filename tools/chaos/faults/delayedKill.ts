/** SIGKILL after a random time: while the program starts, plans, computes, writes or ends. */
import type { Fault } from './fault.ts';
import { stillRuns } from './moments.ts';
import { phaseOf, timesOf } from './phase.ts';

export const delayedKill: Fault = {
  name: 'process killed',
  how: 'SIGKILL at any moment between its start and its end',
  arm({ database, folder, random, wallMs }) {
    const before = timesOf(database);
    // Early moments more often, so that startup and planning get their share.
    const delayMs = 1.1 * wallMs * random.uniform() ** 1.5;
    let killed: number | undefined;
    return {
      async inflict(program) {
        if (!(await stillRuns(program, delayMs))) return;
        killed = program.pid;
        program.kill('SIGKILL');
      },
      hits: () =>
        killed === undefined ? [] : [`SIGKILL while ${phaseOf(database, folder, killed, before)}`],
    };
  },
};
