/** Two processes share one sweep in one database, and one of them is killed: the other takes over what it held. */
import { startSweep, type Program } from '../program.ts';
import type { Fault } from './fault.ts';
import { stillRuns } from './moments.ts';

export const twoProcesses: Fault = {
  name: 'one of two processes killed',
  how: 'two on one database at once, SIGKILL of one at any moment',
  tells: /^.*(another process|elsewhere).*$/m,
  arm({ database, random, wallMs }) {
    let other: Program | undefined;
    let isKilled = false;
    const killed = random.integer(2);
    return {
      async inflict(program) {
        if (!(await stillRuns(program, 0.3 * wallMs * random.uniform()))) return;
        other = startSweep(database);
        const victim = [program, other][killed]!;
        isKilled = await stillRuns(victim, wallMs * random.uniform());
        if (isKilled) victim.kill('SIGKILL');
        await other.ended;
      },
      also: () => (other === undefined ? [] : [other]),
      hits: () => (isKilled ? ['one of two processes killed'] : []),
    };
  },
};
