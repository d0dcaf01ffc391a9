/** The examples of programs as runs do what their pages say, each by its one command. */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, globSync, readFileSync, readdirSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { median } from '@ranksweep/core';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { ranksweep, temporaryFolder, type Ended } from '../../apps/cli/test/support/ranksweep.ts';

const examples = fileURLToPath(new URL('../../examples', import.meta.url));

/** The folder of an interpreter that runs a script. Debian's packages are the system interpreter's. */
function pythonWith(script: string): string | undefined {
  const found = ['python3', '/usr/bin/python3'].find((name) => spawnSync(name, ['-c', script]).status === 0);
  if (found === undefined) return undefined;
  const { stdout } = spawnSync(found, ['-c', 'import sys; print(sys.executable)'], { encoding: 'utf8' });
  return dirname(stdout.trim());
}

const pythons = {
  alone: pythonWith(''),
  numpy: pythonWith('import numpy'),
  torch: pythonWith('import torch'),
};

/** A copy of an example in a folder of its own, with the command that is to see a certain Python first. */
function copied(name: string, python = ''): { folder: string; run: (...words: string[]) => Promise<Ended> } {
  const folder = temporaryFolder();
  cpSync(join(examples, name), folder, { recursive: true });
  onTestFinished(() => void vi.unstubAllEnvs());
  vi.stubEnv('PATH', [python, process.env['PATH']].filter(Boolean).join(delimiter));
  return { folder, run: (...words) => ranksweep(folder, words) };
}

interface Point {
  readonly run: number;
  readonly parameters: Readonly<Record<string, unknown>> | null;
  readonly status: string;
  readonly metric: string;
  readonly iteration: number;
  readonly value: number | null;
}

/** Everything that was recorded. */
async function pointsOf(run: (...words: string[]) => Promise<Ended>): Promise<Point[]> {
  const sql = `select run_id as run, config -> 'parameters' as parameters, status, metric, iteration, value
    from trajectory join runs on runs.id = run_id order by run, metric, iteration`;
  const { stdout, stderr } = await run('sql', sql, '--format', 'json');
  expect(stderr).toBe('');
  const points = JSON.parse(stdout) as (Omit<Point, 'parameters'> & { parameters: string | null })[];
  return points.map((point) => ({
    ...point,
    parameters: JSON.parse(point.parameters ?? 'null') as Point['parameters'],
  }));
}

const valuesOf = (points: readonly Point[], metric: string): (number | null)[] =>
  points.filter((point) => point.metric === metric).map(({ value }) => value);

/** What the programs of all runs have said. */
const logsOf = (folder: string): string[] =>
  globSync('results/ranksweep.runs/*/output.log', { cwd: folder }).map((path) =>
    readFileSync(join(folder, path), 'utf8'),
  );

it('are all tested and described', () => {
  const folders = readdirSync(examples, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const page = readFileSync(join(examples, 'README.md'), 'utf8');
  expect(folders.map(({ name }) => name).toSorted()).toEqual([
    'node',
    'numpy',
    'python',
    'pytorch',
    'search',
    'shell',
  ]);
  for (const { name } of folders) {
    const definitions = readdirSync(join(examples, name)).filter((file) => file.endsWith('.yaml'));
    expect(definitions).not.toEqual([]);
    for (const definition of definitions) {
      expect(page).toContain(`npx ranksweep run examples/${name}/${definition}`);
      const text = readFileSync(join(examples, name, definition), 'utf8');
      expect(text).toContain(`npx ranksweep run examples/${name}/${definition}`);
    }
  }
});

describe('search', () => {
  it('makes trials of three seeds each, and shows the best', async () => {
    const { run } = copied('search');
    const words = ['run', 'tune.yaml', '--trials', '4', 'stop.maxIterations=50'];
    const { status, stdout, stderr } = await run(...words);
    expect(status, stderr).toBe(0);
    expect(stdout).toContain('Best of 4 trials of tune');
    const { stdout: runs } = await run('sql', 'select count(*) n from runs', '--format', 'json');
    expect(JSON.parse(runs)).toEqual([{ n: 12 }]);
    const { stdout: shown } = await run('show', 'tune');
    expect(shown).toMatch(/trial/);
  });

  it('stops most of a grid early', async () => {
    const { run } = copied('search');
    const words = ['run', 'incremental.yaml', '--preset', 'asha', '--trials', '6', 'stop.maxIterations=3000'];
    const { status, stderr } = await run(...words);
    expect(status, stderr).toBe(0);
    const { stdout } = await run('sql', 'select state, count(*) from trials group by 1', '--format', 'json');
    const states = new Map((JSON.parse(stdout) as { state: string }[]).map((row) => [row.state, row]));
    expect(states.has('pruned')).toBe(true);
  });
});

describe.skipIf(pythons.alone === undefined)('python (skipped where there is no python3)', () => {
  it('fits the product, and goes on from its checkpoint when it is asked for more', async () => {
    const { folder, run } = copied('python', pythons.alone);
    const begun = await run('run', 'product.yaml', '--seeds', '1', 'stop.maxIterations=120');
    expect(begun.status, begun.stderr).toBe(0);
    const extended = await run('run', 'product.yaml', '--seeds', '1');
    expect(extended.stdout, extended.stderr).toContain('3 done');
    const points = await pointsOf(run);

    const twin = copied('python', pythons.alone);
    expect((await twin.run('run', 'product.yaml', '--seeds', '1')).status).toBe(0);
    expect(points).toEqual(await pointsOf(twin.run));
    expect(logsOf(folder)).toHaveLength(3);
    for (const log of logsOf(folder)) expect(log).toContain('goes on from iteration 100');

    // With one weight the distance to 1 shrinks by one factor in every step.
    const one = valuesOf(
      points.filter(({ parameters }) => parameters?.['depth'] === 1),
      'product',
    );
    expect(one).toHaveLength(201);
    for (const [iteration, value] of one.entries()) {
      expect(1 - value!).toBeCloseTo((1 - one[0]!) * 0.9 ** iteration, 12);
    }
  });
});

describe.skipIf(pythons.numpy === undefined)('numpy (skipped where python3 has no NumPy)', () => {
  it("follows the engine's trajectory on the problem that the engine's run has exported", async () => {
    const { folder, run } = copied('numpy', pythons.numpy);
    const { status, stderr } = await run('run', 'factorization.yaml');
    expect(status, stderr).toBe(0);
    const points = await pointsOf(run);
    for (const metric of ['train_loss', 'reconstruction_error', 'singular_value_1', 'singular_value_3']) {
      const [ours, theirs] = [1, 2].map((id) =>
        valuesOf(
          points.filter((point) => point.run === id),
          metric,
        ),
      ) as [number[], number[]];
      expect(ours).toHaveLength(101);
      expect(theirs).toHaveLength(101);
      // The engine computes in float32.
      const differences = ours.map((value, i) => Math.abs(value - theirs[i]!) / theirs[i]!);
      expect(Math.max(...differences)).toBeLessThan(2e-3);
      expect(median(differences)).toBeLessThan(1e-4);
    }
    const exported = await run('export', 'run:1', '--format', 'npz', '--out', 'again.npz');
    expect(exported.status, exported.stderr).toBe(0);
    const same = `import numpy
a, b = numpy.load('again.npz'), numpy.load('problem.npz')
names = [name for name in b if name in ('target', 'observed', 'y', 'network') or name.startswith('initial/')]
print(len(names), all((a[name] == b[name]).all() for name in names))`;
    const python = join(pythons.numpy!, 'python3');
    expect(spawnSync(python, ['-c', same], { cwd: folder, encoding: 'utf8' }).stdout).toBe('7 True\n');
  });
});

describe('shell', () => {
  it('iterates the map, whatever its parameter holds', async () => {
    const { folder, run } = copied('shell');
    const values = '2.8,3.5,"3.2; touch made"';
    const { status, stderr } = await run('run', 'logistic-map.yaml', `parameters.r=${values}`);
    expect(status, stderr).toBe(0);
    expect(existsSync(join(folder, 'made'))).toBe(false);
    const points = await pointsOf(run);
    for (const r of [2.8, 3.5]) {
      let x = 0.3;
      const found = valuesOf(
        points.filter(({ parameters }) => parameters?.['r'] === r),
        'x',
      );
      expect(found).toHaveLength(61);
      for (const value of found) {
        expect(value).toBeCloseTo(x, 9);
        x = r * x * (1 - x);
      }
    }
  });
});

describe('node', () => {
  it('converges where the step is small enough, and diverges where it is not', async () => {
    const { folder, run } = copied('node');
    const { status, stdout, stderr } = await run('run', 'sharpness.yaml');
    expect(status, stderr).toBe(0);
    expect(stdout).toContain('3 done, 1 diverged');
    expect(existsSync(join(folder, 'results/figures/sharpness.png'))).toBe(true);
    const points = await pointsOf(run);
    const ended = points.filter(({ iteration }) => iteration === 60);
    for (const loss of valuesOf(ended, 'loss')) expect(loss).toBeLessThan(1e-9);
    for (const stability of valuesOf(ended, 'stability')) expect(stability).toBeLessThan(2);
    const diverged = points.filter((point) => point.status === 'diverged');
    expect(new Set(diverged.map(({ parameters }) => parameters?.['rate']))).toEqual(new Set([0.6]));
  });
});

describe.skipIf(pythons.torch === undefined)('pytorch (skipped where python3 has no PyTorch)', () => {
  it('trains, and has the same numbers when it has gone on from its checkpoint', async () => {
    const { folder, run } = copied('pytorch', pythons.torch);
    const words = ['run', 'deep-linear.yaml', '--seeds', '0', 'parameters.depth=3'];
    expect((await run(...words, 'stop.maxIterations=520')).status).toBe(0);
    expect((await run(...words, 'stop.maxIterations=600')).status).toBe(0);
    const points = await pointsOf(run);
    const losses = valuesOf(points, 'train_loss') as number[];
    expect(losses).toHaveLength(61);
    expect(losses.at(-1)!).toBeLessThan(losses[0]! / 100);
    expect(logsOf(folder).join()).toContain('goes on from iteration 500 on');
    const twin = copied('pytorch', pythons.torch);
    expect((await twin.run(...words, 'stop.maxIterations=600')).status).toBe(0);
    expect(points).toEqual(await pointsOf(twin.run));
  });
});
