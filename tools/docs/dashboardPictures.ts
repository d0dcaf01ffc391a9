/**
 * Pictures of the dashboard for README, taken from a real session: the main job's database, the real program in a real
 * terminal (tmux), its screen as SVG. Run by `npm run dashboard-pictures` after `npx nx run sweep` and
 * `npx ranksweep run phase-diagram`.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { terminalSvg } from './terminalSvg.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const [columns, rows] = [112, 30];

interface Picture {
  readonly file: string;
  /** Pressed one after the other, with time to draw. */
  readonly keys: readonly string[];
}

/** After `npx nx run sweep` and `npx ranksweep run phase-diagram`: two sweeps, the later one first. */
const pictures: readonly Picture[] = [
  { file: 'dashboard-cells.svg', keys: ['4', 'Right', 'Right', 'Down'] },
  { file: 'dashboard-run.svg', keys: ['1', 'Down', 'Enter', 'Down', 'Down', 'Down', 'Enter'] },
  { file: 'dashboard-compare.svg', keys: ['Escape', 'Space', 'Space', 'Space', 'o', 'Right', 'Right'] },
];

const folder = mkdtempSync(join(tmpdir(), 'ranksweep-pictures-'));
const tmux = (...words: string[]): string =>
  execFileSync('tmux', ['-S', join(folder, 'socket'), '-f', '/dev/null', ...words], {
    encoding: 'utf8',
    cwd: root,
  });
try {
  const command = [process.execPath, join(root, 'apps/cli/bin/ranksweep.js'), 'dashboard'];
  tmux('new-session', '-d', '-s', 'd', '-x', String(columns), '-y', String(rows), ...command);
  while (!tmux('capture-pane', '-t', 'd', '-p').includes('[1 Sweeps]')) await sleep(100);
  for (const { file, keys } of pictures) {
    for (const key of keys) {
      tmux('send-keys', '-t', 'd', key);
      await sleep(700);
    }
    await sleep(1000);
    const screen = tmux('capture-pane', '-t', 'd', '-e', '-p');
    writeFileSync(join(root, 'docs/figures', file), terminalSvg(screen, { columns, rows }));
    console.log(`docs/figures/${file}`);
  }
} finally {
  tmux('kill-server');
  rmSync(folder, { recursive: true, force: true });
}
