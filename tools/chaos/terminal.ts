/** Runs the program in a real terminal, one of tmux, which can be closed. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { sweepCommand, type Ended, type Program } from './program.ts';

const POLL_MS = 20;

export interface Terminal {
  start(): Program;
  /** @returns false when it has closed by itself, since the program had ended */
  close(): boolean;
}

/** @param folder for what the terminal shows, and the socket of its own tmux */
export function inTerminal(database: string, folder: string): Terminal {
  const tmux = (...words: string[]): string =>
    execFileSync('tmux', ['-S', join(folder, 'socket'), '-f', '/dev/null', ...words], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  const screen = join(folder, 'screen');
  return {
    start() {
      const begin = performance.now();
      // The shell waits until the screen is being copied; then the program takes its place.
      const go = join(folder, 'go');
      const words = ['sh', '-c', `while [ ! -e "$0" ]; do sleep 0.05; done; exec "$@"`, go];
      tmux('new-session', '-d', '-s', 'chaos', ...words, process.execPath, ...sweepCommand(database));
      const pid = Number(tmux('list-panes', '-t', 'chaos', '-F', '#{pane_pid}'));
      tmux('pipe-pane', '-t', 'chaos', `touch '${go}'; cat > '${screen}'`);
      const output = (): string => (existsSync(screen) ? readFileSync(screen, 'utf8') : '');
      return {
        pid,
        ended: endOf(pid).then((): Ended => ({
          status: null, // which is the terminal's to know
          signal: null,
          output: output(),
          wallMs: performance.now() - begin,
        })),
        output,
        hasEnded: () => !isAlive(pid),
        kill: (signal) => void process.kill(pid, signal),
        closeOutput: () => {},
      };
    },
    close() {
      try {
        tmux('kill-session', '-t', 'chaos');
        return true;
      } catch {
        return false;
      }
    },
  };
}

async function endOf(pid: number): Promise<void> {
  while (isAlive(pid)) await sleep(POLL_MS);
}

/** Of a process that is not a child of this one. A zombie has ended. */
export function isAlive(pid: number): boolean {
  try {
    return !/^State:\s+[ZX]/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}
