/** The real dashboard in a real terminal, one of tmux, beside a sweep that goes on. */
import { execFileSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { describe, expect, it, onTestFinished } from 'vitest';
import { ranksweep, ranksweepBin, smallDefinition, temporaryFolder } from './support/ranksweep.ts';

const hasTmux = (() => {
  try {
    execFileSync('tmux', ['-V']);
    return true;
  } catch {
    return false;
  }
})();

interface Terminal {
  readonly press: (...keys: string[]) => void;
  readonly screen: () => string;
  /** Waits until the screen has what is looked for. */
  readonly shows: (what: RegExp) => Promise<string>;
  readonly resize: (columns: number, rows: number) => void;
  /** `1` while the screen is one that goes away with its program. */
  readonly isAlternate: () => boolean;
}

/** A shell in a terminal, where a command is started. */
function terminal(folder: string, name: string, words: readonly string[], environment = ''): Terminal {
  const tmux = (...given: string[]): string =>
    execFileSync('tmux', ['-S', join(folder, 'tmux'), '-f', '/dev/null', ...given], {
      encoding: 'utf8',
      cwd: folder,
    });
  const command = `${environment} ${process.execPath} ${ranksweepBin} ${words.join(' ')}; echo status $?; exec cat`;
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

describe.skipIf(!hasTmux)('ranksweep dashboard (skipped without tmux)', () => {
  it('walks every view beside a sweep that goes on, cancels a run, and leaves the terminal as it was', async () => {
    const folder = temporaryFolder();
    const endless = ['stop.lossBelow=0', 'stop.maxIterations=1000000000', 'record.every=20000'];
    const sweep = terminal(folder, 'sweep', ['run', smallDefinition(folder), '--lanes', '2', ...endless]);
    await sweep.shows(/tf seed 1/);
    const dashboard = terminal(folder, 'dashboard', ['dashboard']);
    await dashboard.shows(/small default +▶ running/);
    expect(dashboard.isAlternate()).toBe(true);
    dashboard.press('Enter');
    await dashboard.shows(/\[2 Runs\][^]*> +1 +tf +0 +▶ running/);
    dashboard.press('Enter');
    await dashboard.shows(/\[3 Run\][^]*[⠁-⣿]/);
    dashboard.press('Tab');
    await dashboard.shows(/\[Events/);
    dashboard.press('4');
    await dashboard.shows(/\[4 Cells\]/);
    dashboard.press('5');
    await dashboard.shows(/\[5 Lanes\][^]*lane-1/);
    dashboard.press('6');
    await dashboard.shows(/\[6 SQL\]/);
    dashboard.press('n', 's', 'Tab');
    await dashboard.shows(/SQL: s/);
    dashboard.press('Escape');
    dashboard.resize(80, 24);
    dashboard.press('2');
    const small = await dashboard.shows(/\[2 Runs\][^]*esc back/);
    expect(small.split('\n').every((line) => line.length <= 80)).toBe(true);
    dashboard.resize(200, 60);
    await dashboard.shows(/details +esc back/);
    dashboard.press('Space', 'Space', 'o');
    await dashboard.shows(/\[7 Compare\][^]*2 ━━ run:2[^]*2 runs marked/);
    dashboard.press('Escape');
    await dashboard.shows(/\[2 Runs\]/);
    dashboard.press('g');
    dashboard.press('c');
    await dashboard.shows(/Cancel run 1\? \[y\/N\]/);
    dashboard.press('y');
    await dashboard.shows(/1 run cancelled/);
    await dashboard.shows(/ 1 +tf +0 +- cancelled/);
    await sweep.shows(/cancelled +tf seed 0|1 of 2 runs/);
    dashboard.press('1');
    dashboard.press('c');
    await dashboard.shows(/Cancel 0 pending and 1 running run of/);
    dashboard.press('y');
    await dashboard.shows(/- cancelled/);
    await sweep.shows(/2 cancelled[^]*status 0/);
    dashboard.press('q');
    await dashboard.shows(/^status 0/m);
    expect(dashboard.isAlternate()).toBe(false);
  });

  it('is usable without colours, and tells states by signs', async () => {
    const folder = temporaryFolder();
    await ranksweep(folder, ['run', smallDefinition(folder)]);
    const client = new Database(join(folder, 'results', 'ranksweep.db'));
    client.exec(`UPDATE runs SET status = 'failed', error = 'no room' WHERE id = 2`);
    client.close();
    const dashboard = terminal(folder, 'plain', ['dashboard'], 'NO_COLOR=1 TERM=vt100');
    await dashboard.shows(/small default +✓ done/);
    dashboard.press('Enter');
    await dashboard.shows(/✓ done[^]*✗ failed/);
    dashboard.press('q');
    await dashboard.shows(/^status 0/m);
  });

  it('opens at an address, goes to another, and refuses one that is not there before it draws', async () => {
    const folder = temporaryFolder();
    await ranksweep(folder, ['run', smallDefinition(folder)]);
    const dashboard = terminal(folder, 'at', ['dashboard', 'run:2']);
    await dashboard.shows(/\[3 Run\]/);
    dashboard.press(':', 'small@1', 'Enter');
    await dashboard.shows(/\[2 Runs\] .*sweep:1 \(small\)/);
    dashboard.press('q');
    await dashboard.shows(/^status 0/m);
    const refused = terminal(folder, 'refused', ['dashboard', 'sweep:9']);
    const told = await refused.shows(/^status 2/m);
    expect(told.replaceAll('\n', '')).toContain('found sweep:9; its sweeps: sweep:1 (small)');
  });

  it('watches a sweep that it starts, which goes on without it', async () => {
    const folder = temporaryFolder();
    const words = [
      'run',
      smallDefinition(folder),
      '--dashboard',
      'stop.lossBelow=0',
      'stop.maxIterations=300000',
    ];
    // With both, Node warns before there is a database.
    const dashboard = terminal(folder, 'both', words, 'NO_COLOR=1 FORCE_COLOR=1');
    await dashboard.shows(/small default +[▶✓]/);
    dashboard.press('q');
    await dashboard.shows(/The sweep goes on in process|2 done/);
    for (;;) {
      const { stdout } = await ranksweep(folder, [
        'sql',
        "select count(*) from runs where status = 'done'",
        '--format',
        'csv',
      ]);
      if (stdout.includes('\n2')) break;
      await sleep(200);
    }
  });

  it('is not disturbed by what is typed before it is there', async () => {
    const folder = temporaryFolder();
    await ranksweep(folder, ['run', smallDefinition(folder)]);
    // It waits where it loads what it draws with, until keys have been pressed.
    const preload = join(folder, 'preload.mjs');
    writeFileSync(
      preload,
      `import { registerHooks } from 'node:module';
       import { existsSync, writeFileSync } from 'node:fs';
       registerHooks({
         load(url, context, next) {
           if (url.includes('/ink/build/index.js')) {
             writeFileSync('waits', '');
             while (!existsSync('pressed')) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10);
           }
           return next(url, context);
         },
       });`,
    );
    const dashboard = terminal(folder, 'early', ['dashboard'], `NODE_OPTIONS="--import ${preload}"`);
    while (!existsSync(join(folder, 'waits'))) await sleep(20);
    dashboard.press('j', 'j', 'j', 'Enter');
    writeFileSync(join(folder, 'pressed'), '');
    const screen = await dashboard.shows(/\[2 Runs\]/);
    expect(screen.split('\n')[0]).toMatch(/^ 1 Sweeps \[2 Runs\]/);
    dashboard.press('q');
    expect(await dashboard.shows(/^status 0/m)).not.toContain('jjj');
  });

  it('refuses what is no terminal, and a database that is not there', async () => {
    const folder = temporaryFolder();
    const { status, stderr } = await ranksweep(folder, ['dashboard']);
    expect(status).toBe(2);
    expect(stderr).toContain('expected a terminal, found a pipe or a file');
    if (!hasTmux) return;
    await terminal(folder, 'none', ['dashboard']).shows(/found no file at[^]*status 2/);
    const dumb = await terminal(folder, 'dumb', ['dashboard'], 'TERM=dumb').shows(/status \d/);
    expect(dumb.replaceAll('\n', '')).toMatch(/that can move its cursor, found TERM=dumb.*status 2/);
  });
});
