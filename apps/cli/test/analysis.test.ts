/** What axes do, as figures and as studies of Optuna. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ranksweep } from './support/ranksweep.ts';

const definition = `
name: axes
seeds: [0, 1]
parts:
  cp:
    base:
      model: { kind: cp, components: 4 }
      task: { kind: completion, dims: [4, 4, 4], observed: 20, target: { kind: cp, rank: 1 } }
      init: { std: 0.1 }
      stop: { maxIterations: 60 }
      record: { every: 20, metrics: [train_loss, reconstruction_error] }
    axes:
      optimizer.kind: [adam, group-rmsprop]
      init.std: [0.05, 0.1, 0.2]
      task.observed: [20, 40, 60]
`;

const folder = mkdtempSync(join(tmpdir(), 'ranksweep-cli-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
beforeAll(async () => {
  writeFileSync(join(folder, 'axes.yaml'), definition);
  const { status } = await ranksweep(folder, ['run', 'axes.yaml', '--db', 'x.db']);
  expect(status).toBe(0);
});

const plot = (...words: string[]) => ranksweep(folder, ['plot', 'axes', '--db', 'x.db', ...words]);
const error = ['--minimize', 'reconstruction_error'];

describe('ranksweep plot --as', () => {
  it.each(['importance', 'parallel', 'slice', 'contour', 'best'])('draws %s', async (view) => {
    const { status, stdout } = await plot('--as', view, ...error, '--format', 'svg', '--out', 'figures');
    expect([status, stdout]).toEqual([
      0,
      `sweep:1 (axes): figures/axes-1+${view}+reconstruction_error.svg\n`,
    ]);
    const svg = readFileSync(join(folder, `figures/axes-1+${view}+reconstruction_error.svg`), 'utf8');
    expect(svg).toContain('reconstruction error');
  });

  it('draws a Pareto front of two metrics, one of which may be the iterations', async () => {
    const words = [
      '--as',
      'pareto',
      ...error,
      '--minimize',
      'iterations',
      '--format',
      'svg',
      '--out',
      'figures',
    ];
    const { status, stdout } = await plot(...words);
    expect([status, stdout]).toEqual([
      0,
      'sweep:1 (axes): figures/axes-1+pareto+reconstruction_error+iterations.svg\n',
    ]);
  });

  it.each(['importance', 'parallel', 'slice'])('draws the axes that are asked for: %s', async (view) => {
    const { stdout } = await plot('--as', view, ...error, '--axes', 'init.std', '--spec');
    expect(stdout).toContain('init std');
    expect(stdout).not.toContain('task observed');
  });

  it.each([
    [
      ['--as', 'importance'],
      /--as importance: expected one metric such as --minimize reconstruction_error, found 0/,
    ],
    [['--as', 'pareto', ...error], /--as pareto: expected two metrics .*, found 1/],
    [['--as', 'importance', '--minimize', 'los'], /--minimize: expected a metric .*, found 'los'/],
    [
      ['--as', 'slice', ...error, '--axes', 'init.sd'],
      /--axes: expected axes .*, found 'init.sd'.*init\.std/,
    ],
    [['--as', 'best', ...error, '--axes', 'init.std'], /--as best: expected no --axes beside it/],
    [['--as', 'slice', ...error, '--metric', 'train_loss'], /--as slice: expected .* found --metric/],
    [error, /--minimize: expected --as/],
    [['--as', 'boundary'], /--as boundary: expected a sweep with a part that looks for a boundary/],
  ])('refuses %j', async (words, expected) => {
    const { status, stderr } = await plot(...words);
    expect(status).toBe(2);
    expect(stderr).toMatch(expected);
  });
});

describe('ranksweep export --format optuna', () => {
  const exported = (...words: string[]) =>
    ranksweep(folder, ['export', 'axes', '--format', 'optuna', '--db', 'x.db', ...words]);

  it('writes a study with a trial for every cell', async () => {
    const { status, stdout } = await exported(...error);
    expect(status).toBe(0);
    expect(stdout).toMatch(/^exports\/x\/axes-1-optuna\.db: a study of 18 trials, \d+ bytes\n$/);
    const own = new Database(join(folder, 'x.db'), { readonly: true });
    const study = new Database(join(folder, 'exports/x/axes-1-optuna.db'), { readonly: true });
    const medians = own.prepare(
      "SELECT median FROM cell_finals WHERE metric = 'reconstruction_error' ORDER BY cell",
    );
    const values = study.prepare('SELECT value FROM trial_values ORDER BY trial_id');
    expect(values.pluck().all()).toEqual(medians.pluck().all());
    expect(study.prepare('SELECT study_name FROM studies').pluck().all()).toEqual(['axes-1/cp']);
    expect(study.prepare('SELECT DISTINCT state FROM trials').pluck().all()).toEqual(['COMPLETE']);
    const kinds = study.prepare(
      "SELECT DISTINCT param_name, json_extract(distribution_json, '$.name') FROM trial_params ORDER BY 1",
    );
    expect(kinds.raw().all()).toEqual([
      ['init.std', 'FloatDistribution'],
      ['optimizer.kind', 'CategoricalDistribution'],
      ['task.observed', 'IntDistribution'],
    ]);
    own.close();
    study.close();
  });

  // Optuna itself, where OPTUNA_PYTHON names a Python that has it.
  const python = process.env.OPTUNA_PYTHON ?? 'python3';
  const hasOptuna = spawnSync(python, ['-c', 'import optuna']).status === 0;
  it.runIf(hasOptuna)('is a study that Optuna loads, and goes on with', async () => {
    expect((await exported(...error, '--out', 'again.db')).status).toBe(0);
    const script = `
import optuna
study = optuna.load_study(study_name='axes-1/cp', storage='sqlite:///again.db')
print(len(study.trials), study.direction.name, study.metric_names, sorted(study.best_params))
study.optimize(lambda trial: trial.suggest_float('init.std', 0.05, 0.2), n_trials=1)
print(len(study.trials))
`;
    const { stdout, stderr } = spawnSync(python, ['-c', script], { cwd: folder, encoding: 'utf8' });
    expect(stdout, stderr).toBe(
      "18 MINIMIZE ['reconstruction_error'] ['init.std', 'optimizer.kind', 'task.observed']\n19\n",
    );
  });

  it.each([
    [[], /--format optuna: expected --minimize or --maximize/],
    [[...error, '--table', 'runs'], /--table: expected --format csv or parquet/],
    [['--maximize', 'los'], /--maximize: expected a metric/],
  ])('refuses %j', async (words, expected) => {
    const { status, stderr } = await exported(...words, '--out', 'none.db');
    expect(status).toBe(2);
    expect(stderr).toMatch(expected);
    expect(existsSync(join(folder, 'none.db'))).toBe(false);
  });
});
