/** SIGKILL after a random time: while the program starts, plans, computes, writes or ends. */
import type { Program } from '../program.ts';
import { phaseOf, timesOf } from './phase.ts';
import type { KillKind } from './kill.ts';

export const delayedKill: KillKind = ({ database, folder, random, wallMs }) => {
  const before = timesOf(database);
  // Early moments more often, so that startup and planning get their share.
  const delayMs = 1.1 * wallMs * random.uniform() ** 1.5;
  let target: Program | undefined;
  let hasHit = false;
  return {
    env: {},
    begin(program) {
      target = program;
      const timer = setTimeout(() => {
        hasHit = !program.hasEnded();
        program.kill('SIGKILL');
      }, delayMs);
      void program.ended.then(() => clearTimeout(timer));
    },
    hits: () => (hasHit ? [`SIGKILL while ${phaseOf(database, folder, target!.pid, before)}`] : []),
  };
};
