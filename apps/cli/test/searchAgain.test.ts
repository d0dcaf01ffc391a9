/** What is missing of a search, and what brings it: `show`, `holes`, `fill`, `extend`, of real processes. */
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { rowsIn } from './support/answers.ts';
import { addFlaky } from './support/flaky.ts';
import { ranksweep, temporaryFolder } from './support/ranksweep.ts';

const MORTAL = fileURLToPath(new URL('extensions/kind/mortal.ts', import.meta.url));

const DEFINITION = `
name: s
seeds: [0, 1]
parts:
  c:
    base: { model: { kind: counting, to: 4 }, stop: { maxIterations: 60 } }
    search: { maximize: count, trials: 12, startup: 5, space: { model.to: { from: 1, to: 100, integer: true } } }
`;

function searchFolder(): { folder: string; command: (...words: string[]) => ReturnType<typeof ranksweep> } {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 's.yaml'), DEFINITION);
  onTestFinished(() => void vi.unstubAllEnvs());
  vi.stubEnv('RANKSWEEP_EXTENSIONS', MORTAL);
  vi.stubEnv('DIES_AT', join(folder, 'dies-at'));
  return { folder, command: (...words) => ranksweep(folder, words) };
}

const trialsIn = (folder: string, sweepId: number): unknown[] =>
  rowsIn(
    folder,
    `select number, state, objective, value from trials join cells using (sweep_id, part, cell)
       where sweep_id = ${sweepId} order by number`,
  );

const json = async (answer: ReturnType<typeof ranksweep>): Promise<Record<string, unknown>> =>
  JSON.parse((await answer).stdout) as Record<string, unknown>;

describe('a search that was stopped', () => {
  it('says what it has not asked for yet, and fill goes on with it', async () => {
    const { folder, command } = searchFolder();
    writeFileSync(join(folder, 'dies-at'), '9');
    await command('run', 's.yaml', '--lanes=1');
    writeFileSync(join(folder, 'dies-at'), '1000');
    const [{ asked }] = rowsIn(folder, 'select count(*) as asked from trials') as [{ asked: number }];
    expect(asked).toBeLessThan(12);
    const left = 12 - asked;
    const shown = (await command('show', 's')).stdout;
    expect(shown).toContain(
      `${left} trials are not asked for yet; npx ranksweep fill sweep:1 goes on with them.`,
    );
    const holes = (await command('holes', 's')).stdout;
    expect(holes).toMatch(
      new RegExp(`\\d+ of at most 24 runs are missing \\(.*${2 * left} not asked for yet\\)`),
    );
    expect(holes).toContain('computes them, and goes on with the search.');
    expect(await json(command('holes', 's', '--json'))).toMatchObject({ asked: 24, unasked: 2 * left });
    expect(await json(command('show', 's', '--json'))).toMatchObject({
      searches: [
        { part: 'c', goal: 'maximize', objective: 'count', trials: 12, asked, left, next: { trial: asked } },
      ],
    });
    const some = await command('fill', 'run:1');
    expect(some.status).toBe(2);
    expect(some.stderr).toContain('which is a search: `fill sweep:1` computes what is missing');

    const filled = await command('fill', 's');
    expect(filled.status, filled.stderr).toBe(0);
    expect(rowsIn(folder, 'select status from sweeps')).toEqual([{ status: 'done' }]);
    expect((await command('holes', 's')).stdout).toMatch(/all \d+ runs are there\./);
    expect(trialsIn(folder, 1)).toHaveLength(12);
  });
});

describe('ranksweep extend --trials', () => {
  it('goes on with the same study, as the definition with more trials does', async () => {
    const { folder, command } = searchFolder();
    await command('run', 's.yaml', '--trials', '6');
    const extended = await command('extend', 's', '--trials', '8');
    expect(extended.status, extended.stderr).toBe(0);
    expect(extended.stdout).toContain('4 done, 12 were there already');
    expect(trialsIn(folder, 2).slice(0, 6)).toEqual(trialsIn(folder, 1));
    expect(trialsIn(folder, 2)).toHaveLength(8);
    expect((await command('run', 's.yaml', '--trials', '8')).stdout).toContain('Nothing to run');
    expect(rowsIn(folder, 'select count(*) as sweeps from sweeps')).toEqual([{ sweeps: 2 }]);

    for (const [words, message] of [
      [['--trials', '8'], '--trials: expected more than the 8 that sweep:2 (s) has, found 8'],
      [
        ['--trials', '9', '--max-iterations', '70'],
        'expected --trials alone, found --max-iterations beside it',
      ],
      [
        ['--max-iterations', '70'],
        'extend it with --trials, have trials that it has pruned go on with promote',
      ],
    ] as const) {
      const refused = await command('extend', 'sweep:2', ...words);
      expect(refused.stderr).toContain(message);
      expect(refused.status).toBe(2);
    }
  });
});

describe('ranksweep retry', () => {
  it('of a search leaves no run behind that followed from what had failed', async () => {
    const folder = temporaryFolder();
    addFlaky(folder);
    writeFileSync(join(folder, 'broken'), '');
    await ranksweep(folder, ['run', 'flaky.yaml']);
    const untried = `select run_id, status from sweep_runs join runs on runs.id = run_id
      where part = 'c' and cell not in (select cell from trials) order by 1`;
    expect(rowsIn(folder, 'select status from sweeps')).toEqual([{ status: 'failed' }]);
    expect(rowsIn(folder, untried)).toEqual([]);
    rmSync(join(folder, 'broken'));
    const retried = await ranksweep(folder, ['retry', 'flaky']);
    expect(retried.status, retried.stderr).toBe(0);
    expect(rowsIn(folder, 'select status from sweeps')).toEqual([{ status: 'done' }]);
    const statuses = (rowsIn(folder, untried) as { status: string }[]).map(({ status }) => status);
    expect(statuses).not.toContain('failed');
    expect(rowsIn(folder, `select count(*) > 0 as found from runs where status = 'failed'`)).toEqual([
      { found: 1 },
    ]);
    expect((await ranksweep(folder, ['holes', 'flaky'])).stdout).toMatch(/all \d+ runs are there\./);
  });
});
