/** The terminal goes away under the program: a window is closed, a connection lost. */
import { execFileSync } from 'node:child_process';
import { inTerminal } from '../terminal.ts';
import type { Fault } from './fault.ts';
import { stillRuns } from './moments.ts';

export const terminalClosed: Fault = {
  name: 'terminal closed',
  how: 'tmux kill-session while lanes compute',
  missing() {
    try {
      execFileSync('tmux', ['-V']);
      return undefined;
    } catch {
      return 'tmux is not installed';
    }
  },
  arm({ database, folder, random, wallMs }) {
    const terminal = inTerminal(database, folder);
    let isClosed = false;
    return {
      start: terminal.start,
      async inflict(program) {
        if (!(await stillRuns(program, (0.3 + 0.5 * random.uniform()) * wallMs))) return;
        isClosed = terminal.close();
      },
      hits: () => (isClosed ? ['terminal closed'] : []),
    };
  },
};
