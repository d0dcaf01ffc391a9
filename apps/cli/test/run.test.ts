import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { folderWithSweep, ranksweep, smallDefinition, temporaryFolder } from './support/ranksweep.ts';
import { disturbed, ENDLESS, whenTold } from './support/until.ts';

describe('ranksweep run', () => {
  it('runs a definition file into a database and figures, and ends by naming them and a query that works', async () => {
    const folder = temporaryFolder();
    const { status, stdout, stderr } = await ranksweep(folder, ['run', smallDefinition(folder)]);
    expect(stderr).toContain('tf seed 1');
    expect(stdout).toContain('2 done, in ');
    expect(status).toBe(0);
    expect(stdout).toContain('Database: results/ranksweep.db (sweep:1)');
    expect(readdirSync(join(folder, 'results', 'figures')).sort()).toEqual([
      'small-1.pdf',
      'small-1.png',
      'small-1.svg',
      'small.pdf',
      'small.png',
      'small.svg',
    ]);
    const query = /npx ranksweep sql "(.*)"/.exec(stdout)![1]!;
    const answer = await ranksweep(folder, ['sql', query]);
    expect(answer.stdout).toContain('component_norm_1');
  });

  it('runs nothing the second time, and says so', async () => {
    const folder = temporaryFolder();
    const definition = smallDefinition(folder);
    await ranksweep(folder, ['run', definition]);
    const { status, stdout } = await ranksweep(folder, ['run', definition]);
    expect(stdout).toContain('Nothing to run: all 2 runs are in the database already.');
    expect(status).toBe(0);
  });

  it('takes a file for a definition though its path has an =', async () => {
    const folder = temporaryFolder();
    renameSync(join(folder, smallDefinition(folder)), join(folder, 'lr=0.1.yaml'));
    const planned = await ranksweep(folder, ['run', 'lr=0.1.yaml', 'init.std=0.1', '--dry-run']);
    expect(planned.stderr).toBe('');
    expect(planned.stdout).toContain('2 runs');
  });

  it('tells what a dry run would do, and does nothing', async () => {
    const folder = temporaryFolder();
    const words = ['run', smallDefinition(folder), 'init.std=0.1,0.2', '--seeds', '3..5', '--dry-run'];
    const { status, stdout } = await ranksweep(folder, words);
    expect(stdout).toContain('6 runs');
    expect(stdout).toContain('init.std=0.2');
    expect(status).toBe(0);
    expect(existsSync(join(folder, 'results'))).toBe(false);
  });

  it('stops cleanly at Ctrl-C with status 130, and goes on when asked again', async () => {
    const folder = temporaryFolder();
    const endless = ['run', smallDefinition(folder), 'stop.lossBelow=0', ENDLESS, 'record.every=20000'];
    const stopped = await disturbed(folder, endless, (child) => child.kill('SIGINT'));
    expect(stopped.status).toBe(130);
    expect(stopped.stdout).toContain('The same command goes on from here.');
    const reached = async (): Promise<number> => {
      const words = ['sql', "select sum(iterations) from runs where status = 'pending'", '--format', 'csv'];
      return Number((await ranksweep(folder, words)).stdout.split('\n')[1]);
    };
    const before = await reached();
    expect(before).toBeGreaterThan(0);
    const again = 'SELECT EXISTS (SELECT 1 FROM leases WHERE attempt = 2)';
    const resumed = await disturbed(folder, endless, (child) => child.kill('SIGINT'), again);
    expect(resumed.status).toBe(130);
    expect(await reached()).toBeGreaterThanOrEqual(before);
  });

  it('shows live progress on a terminal', async () => {
    const folder = temporaryFolder();
    const definition = smallDefinition(folder);
    // script(1) gives the program a terminal.
    const bin = new URL('../bin/ranksweep.js', import.meta.url).pathname;
    const command = `stty cols 120 rows 30; ${process.execPath} ${bin} run ${definition} stop.lossBelow=0 stop.maxIterations=800000 record.every=1000`;
    const screen = stripVTControlCharacters(
      execFileSync('script', ['-qec', command, '/dev/null'], { cwd: folder, encoding: 'utf8' }),
    );
    expect(screen).toMatch(/\[[░█▉▊▋▌▍▎▏ ]+\] finished [01] of 2 runs/);
    expect(screen).toMatch(/ iterations, [\d.]+[KM]?\/s, about .* and .* left; /);
    expect(screen).toMatch(/iteration [1-9]\d* of at most 800000, loss/);
    expect(screen).toContain('2 done, in ');
  });

  it('tells a pipe of iterations and of the time left before the first run ends', async () => {
    const folder = temporaryFolder();
    const endless = ['run', smallDefinition(folder), 'stop.lossBelow=0', ENDLESS, 'record.every=20000'];
    const { stderr, status } = await ranksweep(folder, endless, (child) =>
      whenTold(child, ' left; ', () => child.kill('SIGINT')),
    );
    expect(status).toBe(130);
    expect(stderr).toMatch(
      /^finished 0 of 2 runs; \d running; [\d.]+[KMB]? iterations, [\d.]+[KMB]?\/s, about [\d.]+B and .* left; .* so far$/m,
    );
  });
});

describe('the other commands', () => {
  it('list, show and sql tell what a run left', async () => {
    const folder = folderWithSweep();
    expect((await ranksweep(folder, ['list'])).stdout).toMatch(/small +default +done +2 done/);
    const sweep = await ranksweep(folder, ['show', 'small']);
    expect(sweep.stdout).toMatch(/tf +0 +done +iteration-limit +100/);
    const run = await ranksweep(folder, ['show', 'run:1']);
    expect(run.stdout).toContain('"components": 6');
    expect(run.stdout).toContain('reconstruction_error');
    const both = (await ranksweep(folder, ['show', 'run:2,1'])).stdout;
    expect(both).toMatch(/^sweep:1 \(small\) in results\/ranksweep\.db: preset default, done\n\nrun +part/);
    expect(both).toMatch(/^ +1 +tf +0 +done[^]*^ +2 +tf +1 +done/m);
    const json = await ranksweep(folder, ['sql', 'select count(*) as n from runs', '--format', 'json']);
    expect(JSON.parse(json.stdout)).toEqual([{ n: 2 }]);
  });

  it('run and show tell runs apart by the axes that vary, and by no others', async () => {
    const folder = temporaryFolder();
    const axes = '\n    axes: { task.observed: [20], init.std: [0.1, 0.25] }\nfigure:';
    const definition = smallDefinition(folder, (text) => text.replace('\nfigure:', axes));
    const { stdout } = await ranksweep(folder, ['run', definition, '--seeds', '3']);
    const shown = (await ranksweep(folder, ['show', 'small'])).stdout;
    for (const text of [stdout, shown]) {
      expect(text).toMatch(/run +part +init\.std +seed +status/);
      expect(text).toMatch(/ 1 +tf +0\.1 +3 +done/);
      expect(text).toMatch(/ 2 +tf +0\.25 +3 +done/);
    }
  });

  it('list breaks its lines where the terminal ends', () => {
    const folder = temporaryFolder();
    const bin = new URL('../bin/ranksweep.js', import.meta.url).pathname;
    const command = `stty cols 60 rows 30; ${process.execPath} ${bin} list`;
    const screen = execFileSync('script', ['-qec', command, '/dev/null'], { cwd: folder, encoding: 'utf8' });
    const lines = stripVTControlCharacters(screen).split(/\r?\n/);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(60);
    const words = lines.join(' ').replaceAll(/ +/g, ' ');
    expect(words).toContain('Shares its runs with dynamics.'); // the end of a description, whole
  });

  it('list and show know the built-in definitions without a database', async () => {
    const folder = temporaryFolder();
    expect((await ranksweep(folder, ['list'])).stdout).toContain('dynamics');
    expect((await ranksweep(folder, ['show', 'tensor-rank'])).stdout).toMatch(
      /\ninit\.std +each of 0\.05, 0\.01, 0\.005 /,
    );
    expect(readdirSync(folder)).toEqual([]);
  });

  it.each([[[]], [['run']], [['sql']]])('help of %j has examples', async (command: string[]) => {
    const { status, stdout } = await ranksweep(temporaryFolder(), [...command, '--help']);
    expect(stdout).toContain('Example');
    expect(status).toBe(0);
  });

  it('help of sql names every table and view that is documented', async () => {
    const { stdout } = await ranksweep(temporaryFolder(), ['sql', '--help']);
    const page = readFileSync(new URL('../../../docs/SQL.md', import.meta.url), 'utf8');
    const names = [...page.matchAll(/^### `(\w+)`/gm)].map(([, name]) => name!);
    expect(names).toContain('trials');
    expect(names.filter((name) => !new RegExp(`\\b${name}\\b`).test(stdout))).toEqual([]);
  });
});
