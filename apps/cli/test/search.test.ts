/** Searches from the command line on: what is said of them, what is recorded, and that they go on as if nothing had happened. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { rowsIn } from './support/answers.ts';
import { ranksweep, temporaryFolder } from './support/ranksweep.ts';

const MORTAL = fileURLToPath(new URL('extensions/kind/mortal.ts', import.meta.url));

const definition = (search: string): string => `
name: s
seeds: [0, 1]
parts:
  c:
    base: { model: { kind: counting, to: 4 }, stop: { maxIterations: 60 } }
    search: ${search}
`;

const SEARCH =
  '{ maximize: count, trials: 30, startup: 5, space: { model.to: { from: 1, to: 100, integer: true } } }';

const LONG =
  '{ maximize: count, trials: 500, startup: 5, parallel: 16, space: { model.to: { from: 1, to: 100000, integer: true } } }';

function searchFolder(search = SEARCH): {
  folder: string;
  command(...words: string[]): ReturnType<typeof ranksweep>;
  diesAt(runs: number): void;
} {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 's.yaml'), definition(search));
  const limit = join(folder, 'dies-at');
  onTestFinished(() => void vi.unstubAllEnvs());
  vi.stubEnv('RANKSWEEP_EXTENSIONS', MORTAL);
  vi.stubEnv('DIES_AT', limit);
  return {
    folder,
    command: (...words) => ranksweep(folder, words),
    diesAt: (runs) => writeFileSync(limit, String(runs)),
  };
}

const trialsIn = (folder: string): Record<string, unknown>[] =>
  rowsIn(
    folder,
    `select number, state, objective, value, count(run_id) as runs from trials join cells using (sweep_id, part, cell)
       join sweep_runs using (sweep_id, part, cell) group by sweep_id, number order by sweep_id, number`,
  );

describe('a search', () => {
  it('makes its trials, finds the best, and has nothing to do when it is asked for again', async () => {
    const { folder, command } = searchFolder();
    expect((await command('run', 's.yaml', '--lanes=2', '--dry-run')).stdout).toMatch(
      /^Part c: 30 trials of 2 seeds, by tpe\.\n\ns, preset default: the runs that a search asks for, on 2 lanes/,
    );
    const first = await command('run', 's.yaml', '--lanes=2');
    expect(first.status, first.stderr).toBe(0);
    const trials = trialsIn(folder);
    expect(trials.map(({ number }) => number)).toEqual(Array.from({ length: 30 }, (_, i) => i));
    for (const { state, runs, objective, value } of trials) {
      expect([state, runs]).toEqual(['done', 2]);
      expect(objective).toBe(Math.min(60, Number(value))); // It counts no farther than it has iterations.
    }
    expect(first.stdout).toMatch(/\nBest of 30 trials of c: trial \d+, count 60 \(model\.to=\d+\)\n/);
    expect(first.stdout).toContain('\nPlot:     npx ranksweep plot sweep:1 --as best\n');
    const again = await command('run', 's.yaml', '--lanes=1');
    expect(again.stdout).toContain('Nothing to run');
    expect(trialsIn(folder)).toEqual(trials);
  });

  it('ends when a grid has no more points, and says so', async () => {
    const { folder, command } = searchFolder(
      `{ maximize: count, sampler: grid, trials: 30, space: { model.to: { from: 1, to: 10000, integer: true } }, constraints: [model.to < 3] }`,
    );
    const { status, stdout, stderr } = await command('run', 's.yaml', '--lanes=2');
    expect(status, stderr).toBe(0);
    expect(
      trialsIn(folder)
        .map(({ objective }) => objective)
        .toSorted(),
    ).toEqual([1, 2]);
    const told = 'The search of c has ended with 2 of 30 trials: a grid has every point once.\n';
    expect(stdout).toMatch(/\nBest of 2 trials of c: trial \d, count 2 \(model\.to=2\)\n/);
    expect(stdout).toContain(told);
    expect((await command('show', 's')).stdout).toContain(told);
    const { searches } = JSON.parse((await command('show', 's', '--json')).stdout) as { searches: object[] };
    expect(searches).toMatchObject([{ trials: 30, asked: 2, left: 0, next: null }]);
    const again = await command('run', 's.yaml');
    expect(again.stdout).toContain('Nothing to run');
    expect(again.stdout).toContain(told);
  });

  it.each([
    ['', SEARCH, 30, [9, 21, 40]],
    [' in a thread of its own', LONG, 500, [150, 700]],
  ])(
    'killed in the middle%s goes on with the trials that it would have made',
    async (_, search, count, deaths) => {
      const undisturbed = searchFolder(search);
      const whole = await undisturbed.command('run', 's.yaml', '--lanes=2');
      expect(whole.status, whole.stderr).toBe(0);
      const { folder, command, diesAt } = searchFolder(search);
      for (const runs of deaths) {
        diesAt(runs);
        const { signal, status } = (await command('run', 's.yaml', '--lanes=2')) as {
          signal?: string;
          status: number | null;
        };
        expect(signal ?? status).not.toBe(0);
        expect(trialsIn(folder).filter(({ state }) => state === 'done').length).toBeLessThan(count);
      }
      const rest = await command('run', 's.yaml', '--lanes=1');
      expect(rest.status, rest.stderr).toBe(0);
      expect(trialsIn(folder)).toEqual(trialsIn(undisturbed.folder));
      expect(rowsIn(folder, 'select count(*) as runs from runs')).toEqual(
        rowsIn(undisturbed.folder, 'select count(*) as runs from runs'),
      );
    },
  );

  it('may have more trials, or another sampler, from the command line', async () => {
    const { folder, command } = searchFolder();
    await command('run', 's.yaml', '--trials', '6');
    const more = await command('run', 's.yaml', '--trials', '8', '--sampler', 'tpe');
    expect(more.stdout).toContain('4 done, 12 were there already');
    const trials = trialsIn(folder);
    expect(trials.slice(6, 12)).toEqual(trials.slice(0, 6));
    const dry = await command('run', 's.yaml', '--sampler', 'sobol', 'model.to=3,5,7', '--dry-run');
    expect(dry.stdout).toContain('Part c: 30 trials of 2 seeds, by sobol');
  });

  it('takes an axis out of its space where a word sets it', async () => {
    const { command } = searchFolder();
    const { stderr, status } = await command('run', 's.yaml', 'model.to=5');
    expect(status).toBe(2);
    expect(stderr).toContain(
      'c: expected at least one axis under search.space, found that words set them all',
    );
  });

  it('is refused where there is none, and where a sampler is not known', async () => {
    const { command } = searchFolder();
    const none = await command('run', 'tensor-rank', '--trials', '5', '--dry-run');
    expect(none.status).toBe(2);
    expect(none.stderr).toContain(
      '--trials: expected a definition with a search or a boundary, found that no part of tensor-rank has one',
    );
    const unknown = await command('run', 's.yaml', '--sampler', 'sobel');
    expect(unknown.stderr).toContain(
      "--sampler: expected tpe, cma-es, sobol, random or grid, found 'sobel'; did you mean sobol?",
    );
  });

  it('is shown with its best trials', async () => {
    const { command } = searchFolder();
    await command('run', 's.yaml', '--trials', '12');
    const { stdout } = await command('show', 's');
    expect(stdout).toMatch(/c: +maximize count, tpe, 12 of 12 trials/);
    expect(stdout).toMatch(/trial +count +model\.to/);
  });
});
