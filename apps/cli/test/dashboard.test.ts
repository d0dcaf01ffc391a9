/** The real dashboard in a real terminal, one of tmux, beside a sweep that goes on. */
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import {
  folderWithSweep,
  ranksweep,
  ranksweepBin,
  smallDefinition,
  temporaryFolder,
} from './support/ranksweep.ts';
import { hasTmux, terminal, type Terminal } from './support/terminal.ts';

/** The program in a terminal, which stays when that has ended. */
const started = (folder: string, name: string, words: readonly string[], environment = ''): Terminal =>
  terminal(
    folder,
    name,
    `${environment} ${process.execPath} ${ranksweepBin} ${words.join(' ')}; echo status $?; exec cat`,
  );

describe.skipIf(!hasTmux)('ranksweep dashboard (skipped without tmux)', () => {
  it('walks every view beside a sweep that goes on, cancels a run, and leaves the terminal as it was', async () => {
    const folder = temporaryFolder();
    const endless = ['stop.lossBelow=0', 'stop.maxIterations=1000000000', 'record.every=20000'];
    const sweep = started(folder, 'sweep', ['run', smallDefinition(folder), '--lanes', '2', ...endless]);
    await sweep.shows(/tf seed 1/);
    const dashboard = started(folder, 'dashboard', ['dashboard']);
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
    // A key that follows at once would be read together with it, as Alt and that key.
    await dashboard.shows(/^(?![^]*SQL: s)[^]*Examples/);
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
    const folder = folderWithSweep();
    const client = new Database(join(folder, 'results', 'ranksweep.db'));
    client.exec(`UPDATE runs SET status = 'failed', error = 'no room' WHERE id = 2`);
    client.close();
    const dashboard = started(folder, 'plain', ['dashboard'], 'NO_COLOR=1 TERM=vt100');
    await dashboard.shows(/small default +✓ done/);
    dashboard.press('Enter');
    await dashboard.shows(/✓ done[^]*✗ failed/);
    dashboard.press('q');
    await dashboard.shows(/^status 0/m);
  });

  it('opens at an address, goes to another, and refuses one that is not there before it draws', async () => {
    const folder = folderWithSweep();
    const dashboard = started(folder, 'at', ['dashboard', 'run:2']);
    await dashboard.shows(/\[3 Run\]/);
    dashboard.press(':', 'small@1', 'Enter');
    await dashboard.shows(/\[2 Runs\] .*sweep:1 \(small\)/);
    dashboard.press('q');
    await dashboard.shows(/^status 0/m);
    const refused = started(folder, 'refused', ['dashboard', 'sweep:9']);
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
    const dashboard = started(folder, 'both', words, 'NO_COLOR=1 FORCE_COLOR=1');
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
    const folder = folderWithSweep();
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
    const dashboard = started(folder, 'early', ['dashboard'], `NODE_OPTIONS="--import ${preload}"`);
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
    await started(folder, 'none', ['dashboard']).shows(/found no file at[^]*status 2/);
    const dumb = await started(folder, 'dumb', ['dashboard'], 'TERM=dumb').shows(/status \d/);
    expect(dumb.replaceAll('\n', '')).toMatch(/that can move its cursor, found TERM=dumb.*status 2/);
  });
});
