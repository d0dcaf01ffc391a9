/** A real terminal, one of tmux. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { onTestFinished } from 'vitest';

export const hasTmux = (() => {
  try {
    execFileSync('tmux', ['-V']);
    return true;
  } catch {
    return false;
  }
})();

export interface Terminal {
  readonly press: (...keys: string[]) => void;
  readonly screen: () => string;
  /** Waits until the screen has what is looked for. */
  readonly shows: (what: RegExp) => Promise<string>;
  readonly resize: (columns: number, rows: number) => void;
  /** `1` while the screen is one that goes away with its program. */
  readonly isAlternate: () => boolean;
}

/** @param command of a shell; the terminal ends with it */
export function terminal(folder: string, name: string, command: string): Terminal {
  const tmux = (...given: string[]): string =>
    execFileSync('tmux', ['-S', join(folder, 'tmux'), '-f', '/dev/null', ...given], {
      encoding: 'utf8',
      cwd: folder,
    });
  tmux('new-session', '-d', '-s', name, '-x', '100', '-y', '30', command);
  onTestFinished(() => {
    try {
      tmux('kill-session', '-t', name);
    } catch {
      // it has ended
    }
  });
  const screen = (): string => tmux('capture-pane', '-t', name, '-p');
  return {
    screen,
    press: (...keys) => void tmux('send-keys', '-t', name, ...keys),
    async shows(what) {
      for (;;) {
        const text = screen();
        if (what.test(text)) return text;
        await sleep(50);
      }
    },
    resize: (columns, rows) =>
      void tmux('resize-window', '-t', name, '-x', String(columns), '-y', String(rows)),
    isAlternate: () => tmux('display-message', '-p', '-t', name, '#{alternate_on}').trim() === '1',
  };
}
