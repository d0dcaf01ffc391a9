/** Runs that a sweep skips, from the command line on: counts, reasons, what brings them back, and what Python reads of it. */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { rowsIn } from './support/answers.ts';
import { ranksweep, temporaryFolder } from './support/ranksweep.ts';

const LIMITED = fileURLToPath(new URL('extensions/kind/limited.ts', import.meta.url));
const PYTHON = fileURLToPath(new URL('../python', import.meta.url));
const PYTHON_TESTS = fileURLToPath(new URL('python', import.meta.url));

const definition = (rule: string): string => `
name: l
parts:
  c:
    base: { model: { kind: limited, to: 4 }, stop: { maxIterations: 20 } }
    axes: { model.to: [4, 8, 16, 32] }
    skip: { model.to: ${rule} }
`;

function limitedFolder(rule: string): {
  folder: string;
  remember(most: number): void;
  command(...words: string[]): ReturnType<typeof ranksweep>;
} {
  const folder = temporaryFolder();
  const memory = join(folder, 'memory');
  writeFileSync(join(folder, 'l.yaml'), definition(rule));
  const remember = (most: number): void => writeFileSync(memory, String(most));
  remember(8);
  onTestFinished(() => void vi.unstubAllEnvs());
  vi.stubEnv('MEMORY_FILE', memory);
  vi.stubEnv('RANKSWEEP_EXTENSIONS', LIMITED);
  return {
    folder,
    remember,
    command: (...words) => ranksweep(folder, words),
  };
}

const statuses = (folder: string): unknown[] =>
  rowsIn(
    folder,
    'select run_name as name, status, skipped.reason from sweep_runs join runs on runs.id = run_id left join skipped using (sweep_id, run_id) order by cell',
  );

describe('larger-after-failure', () => {
  it('skips what is larger, is told apart everywhere, and comes back where the failure is tried again', async () => {
    const { folder, remember, command } = limitedFolder('larger-after-failure');
    const first = await command('run', 'l.yaml', '--lanes=1');
    expect(first.status, first.stderr).toBe(1);
    expect(first.stdout).toContain('2 done, 1 failed, 1 skipped');
    expect(first.stderr).toMatch(
      /skipped +c model\.to=32 seed 0 +run 3, of a smaller model\.to \(16\), has failed/,
    );
    expect(statuses(folder)).toEqual([
      { name: 'to=4,seed=0', status: 'done', reason: null },
      { name: 'to=8,seed=0', status: 'done', reason: null },
      { name: 'to=16,seed=0', status: 'failed', reason: null },
      { name: 'to=32,seed=0', status: 'pending', reason: 'run 3, of a smaller model.to (16), has failed' },
    ]);
    const shown = JSON.parse((await command('show', 'l', '--json')).stdout);
    expect(shown.sweep).toMatchObject({
      status: 'failed',
      runs: { done: 2, failed: 1, skipped: 1, pending: 0 },
    });
    expect(shown.runs[3]).toMatchObject({
      name: 'to=32,seed=0',
      status: 'skipped',
      skip: { becauseRunId: 3, rule: 'larger-after-failure' },
    });
    expect((await command('show', 'run:4')).stdout).toContain(
      'Skipped by sweep:1: run 3, of a smaller model.to (16), has failed.',
    );
    expect((await command('holes', 'l')).stdout).toContain(
      '1 of 4 runs are missing (1 failed); it skips 1 more.',
    );
    expect((await command('cancel', 'l')).stdout).toContain('None of 3 runs was still to be computed.');

    const python = spawnSync('python3', ['-m', 'unittest'], {
      cwd: PYTHON_TESTS,
      encoding: 'utf8',
      env: {
        ...process.env,
        DATABASE: join(folder, 'results', 'ranksweep.db'),
        PYTHONDONTWRITEBYTECODE: '1',
        PYTHONPATH: PYTHON,
      },
    });
    if (python.error === undefined) expect(python.status, python.stderr).toBe(0);

    // The failed run fails again, and what it decides is as before.
    expect((await command('run', 'l.yaml', '--lanes=1')).stdout).toContain(
      '1 failed, 1 skipped, 2 were there already',
    );
    remember(16);
    const retried = await command('retry', 'l', '--lanes=1');
    expect(retried.stdout).toContain('1 done, 1 failed');
    expect(statuses(folder)).toMatchObject([
      { status: 'done' },
      { status: 'done' },
      { status: 'done', reason: null },
      { status: 'failed', reason: null },
    ]);
  });

  it('is a matter of the sweep: another one, with the same runs and no rule, tries them', async () => {
    const { folder, command } = limitedFolder('larger-after-failure');
    await command('run', 'l.yaml', '--lanes=1');
    writeFileSync(join(folder, 'other.yaml'), definition('rest-after-success').replace(/^ +skip.*$/m, ''));
    const other = await command('run', 'other.yaml', '--lanes=1');
    expect(other.stdout).toContain('2 failed, 2 were there already');
    expect(rowsIn(folder, 'select * from skipped')).toEqual([]);
  });
});

describe('rest-after-success', () => {
  it('is done once one is, skips nothing that is asked for by its number, and a repeated command computes nothing', async () => {
    const { folder, command } = limitedFolder('rest-after-success');
    const first = await command('run', 'l.yaml', '--lanes=1');
    expect(first.status, first.stderr).toBe(0);
    expect(first.stdout).toContain('1 done, 3 skipped');
    expect((await command('holes', 'l')).stdout).toContain('all 4 runs are there, but for 3 that it skips.');
    const again = await command('run', 'l.yaml', '--lanes=1');
    expect(again.stdout).toContain('3 skipped, 1 was there already');
    expect(statuses(folder)).toMatchObject([
      { status: 'done' },
      { status: 'pending' },
      { status: 'pending' },
      { status: 'pending' },
    ]);
    await command('fill', 'run:2', '--lanes=1');
    expect(statuses(folder)).toMatchObject([
      { status: 'done' },
      { status: 'done', reason: null },
      { status: 'pending' },
      { status: 'pending' },
    ]);
  });
});
