/** What a user has who never sees this workspace: commands, definitions and figures from the installed packages. */
import { execFileSync } from 'node:child_process';
import { existsSync, globSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, inject, it } from 'vitest';
import { WORKSPACE, workspacePackages } from '../pack/workspace.ts';
import { command, type Ended } from './command.ts';
import { broughtNode, machinesNode } from './nodes.ts';

const local = inject('local');
const BROUGHT_VERSION = process.versions.node;

/** A folder of a user's, below the one that ranksweep was installed into: npx looks there. */
const folderBelow = (): string => mkdtempSync(join(local, 'study-'));

const YAML = `
description: two tiny factorizations
seeds: [0, 1]
parts:
  tf:
    base:
      model: { kind: cp, components: 6 }
      task: { kind: completion, dims: [3, 3, 3], observed: 20, target: { kind: cp, rank: 1 } }
      init: { std: 0.1 }
      stop: { maxIterations: 100 }
figure:
  caption: Components of a tiny tensor.
  panels:
    - { title: TF, part: tf, metric: component_norm, top: 3 }
`;

/** Its suggestions come from a thread. */
const LONG_SEARCH = `
parts:
  tune:
    base:
      model: { kind: cp, components: 2 }
      task: { kind: completion, dims: [3, 3, 3], observed: 20, target: { kind: cp, rank: 1 } }
      init: { std: 0.1 }
      stop: { maxIterations: 1 }
    search: { minimize: train_loss, trials: 500, parallel: 32, space: { init.std: { from: 0.01, to: 1 } } }
`;

const TYPESCRIPT = `
import { defineSweep } from 'ranksweep';
import { median } from '@ranksweep/core';

const iterations: number = median([50, 100, 150]);

export default defineSweep({
  seeds: [0, 1],
  parts: {
    tf: {
      base: {
        model: { kind: 'cp', components: 6 },
        task: { kind: 'completion', dims: [3, 3, 3], observed: 20, target: { kind: 'cp', rank: 1 } },
        init: { std: 0.1 },
        stop: { maxIterations: iterations },
      },
      axes: { 'optimizer.learningRate': [0.01, 0.02] },
    },
  },
});
`;

/** Standard error has progress, and what went wrong. */
const succeeded = ({ status, stdout, stderr }: Ended): string => {
  expect(status, stderr).toBe(0);
  return stdout;
};

/** Rows of a query, as the installed command gives them. */
async function rows<Row>(sql: string, cwd: string): Promise<Row[]> {
  const told = await command(['npx', 'ranksweep', 'sql', sql, '--format', 'json'], {
    cwd,
    node: machinesNode,
  });
  return JSON.parse(succeeded(told)) as Row[];
}

const nodes = [
  { name: "the machine's own", node: machinesNode },
  { name: 'the one that the workspace brings along', node: broughtNode },
];

describe.each(nodes)('installed in a folder, on a Node that is $name', ({ node }) => {
  it('is started by npx, and says its version', async () => {
    const { version } = workspacePackages()[0]!.manifest;
    const told = await command(['npx', 'ranksweep', '--version'], { cwd: folderBelow(), node });
    expect(succeeded(told).split(/[ \n]/)[0]).toBe(version);
  });

  it('runs a YAML definition, started without npx', async () => {
    const cwd = folderBelow();
    writeFileSync(join(cwd, 'mine.yaml'), YAML);
    const ranksweep = join(local, 'node_modules', '.bin', 'ranksweep');
    succeeded(await command([ranksweep, 'run', 'mine.yaml'], { cwd, node }));
    for (const figure of ['mine.svg', 'mine.png']) {
      expect(existsSync(join(cwd, 'results', 'figures', figure))).toBe(true);
    }
    expect(await rows("select count(*) as n from runs where status = 'done'", cwd)).toEqual([{ n: 2 }]);
  });

  it('runs a TypeScript definition that imports the packages', async () => {
    const cwd = folderBelow();
    writeFileSync(join(cwd, 'mine.ts'), TYPESCRIPT);
    succeeded(await command(['npx', 'ranksweep', 'run', 'mine.ts'], { cwd, node }));
    const runs = await rows<{ iterations: number; node: string }>(
      "select iterations, versions ->> 'node' as node from runs join attempts on run_id = id",
      cwd,
    );
    expect(runs).toHaveLength(4);
    for (const run of runs) expect(run).toEqual({ iterations: 100, node: BROUGHT_VERSION });
  });
});

describe('installed for everywhere', () => {
  const prefix = inject('prefix');
  const ranksweep = join(prefix, process.platform === 'win32' ? 'ranksweep.cmd' : 'bin/ranksweep');

  it.each(nodes)('runs a TypeScript definition from anywhere, on a Node that is $name', async ({ node }) => {
    // Not below a folder that has the packages.
    const cwd = mkdtempSync(join(prefix, '..', 'elsewhere-'));
    writeFileSync(join(cwd, 'mine.ts'), TYPESCRIPT);
    succeeded(await command([ranksweep, 'run', 'mine.ts'], { cwd, node }));
    const told = await command([ranksweep, 'sql', 'select count(*) from runs', '--format', 'csv'], {
      cwd,
      node,
    });
    expect(succeeded(told).trim().split(/\r?\n/).at(-1)).toBe('4');
  });
});

describe('the installed command', () => {
  const inFolder = (cwd: string, ...words: string[]): Promise<Ended> =>
    command(['npx', 'ranksweep', ...words], { cwd, node: machinesNode });

  it('does the main job, and the second time runs nothing', async () => {
    const cwd = folderBelow();
    succeeded(await inFolder(cwd, 'run'));
    const runs = await rows<{ part: string; status: string; rises: number }>(
      `select part, status, (select count(*) from events where kind = 'rise' and run_id = runs.id) as rises
       from runs join sweep_runs on run_id = id order by part`,
      cwd,
    );
    expect(runs.map(({ part, status }) => `${part} ${status}`)).toEqual(
      ['b-htf', 'b-mf', 'b-tf'].flatMap((part) => Array<string>(3).fill(`${part} done`)),
    );
    for (const { rises } of runs) expect(rises).toBeGreaterThan(0);
    expect(existsSync(join(cwd, 'results', 'figures', 'dynamics.png'))).toBe(true);
    succeeded(await inFolder(cwd, 'run'));
    expect(await rows('select count(*) as n from attempts', cwd)).toEqual([{ n: 9 }]);
  });

  it('finds every process and thread that it starts, and every file that it reads', async () => {
    const cwd = folderBelow();
    writeFileSync(join(cwd, 'mine.yaml'), YAML);
    writeFileSync(join(cwd, 'long.yaml'), LONG_SEARCH);
    const all = [
      ['run', 'mine.yaml', '--launcher', 'process'],
      ['run', 'mine.yaml', 'task.observed=10', '--lanes', '2'],
      ['run', 'long.yaml', '--lanes', '2'],
      ['plot', 'mine@2', '--format', 'svg,pdf', '--out', 'figures'],
      ['export', 'mine', '--format', 'parquet'],
      ['export', 'run:1', '--format', 'npz'],
      ['backup', 'copy.db'],
      ['verify', 'mine', '--sample', '1'],
      ['bench', 'cp3', '--seconds', '0.1'],
      ['data', 'show', 'digits', '--out', 'digits.png'],
    ];
    for (const words of all) succeeded(await inFolder(cwd, ...words));
    const doctor = (await inFolder(cwd, 'doctor')).stdout;
    expect(doctor).toMatch(/^ok +locking: /m);
    expect(doctor).toMatch(/^ok +soundness: /m);
  });

  it('writes a program to begin with, and runs it', async () => {
    const cwd = folderBelow();
    succeeded(await inFolder(cwd, 'new', 'first', '--program', '--language', 'node'));
    succeeded(await inFolder(cwd, 'run', 'first.yaml'));
    expect(existsSync(join(cwd, 'results', 'figures', 'first.png'))).toBe(true);
    const sql = `select count(distinct run_id) as runs, count(*) as points from points join runs on id = run_id
      where status = 'done'`;
    expect(await rows(sql, cwd)).toEqual([{ runs: 9, points: 1818 }]);
    succeeded(await inFolder(cwd, 'run', 'first.yaml', 'stop.maxIterations=150'));
    expect(await rows(sql, cwd)).toEqual([{ runs: 9, points: 2718 }]);
  });

  it('takes the commit of a repository that it is installed in for none of its own', async () => {
    const cwd = folderBelow();
    const git = (...words: string[]): string =>
      execFileSync('git', ['-C', local, ...words], { encoding: 'utf8' }).trim();
    git('init', '--quiet');
    git('add', 'package.json');
    git('-c', 'user.name=me', '-c', 'user.email=me@here', 'commit', '--quiet', '--message', 'mine');
    writeFileSync(join(cwd, 'mine.yaml'), YAML);
    succeeded(await inFolder(cwd, 'run', 'mine.yaml'));
    const [attempt] = await rows<{ git_sha: string | null }>('select git_sha from attempts', cwd);
    expect(attempt!.git_sha).not.toBe(git('rev-parse', 'HEAD'));
  });
});

describe('the installed packages', () => {
  it('have every file that their code names beside itself', () => {
    const packages = join(local, 'node_modules');
    const missing: string[] = [];
    let named = 0;
    for (const path of globSync('{ranksweep,@ranksweep/*}/dist/**/*.js', { cwd: packages })) {
      const file = join(packages, path);
      for (const [, name] of readFileSync(file, 'utf8').matchAll(
        /new URL\('([^']+)', import\.meta\.url\)/g,
      )) {
        named++;
        const isMadeLater = name!.includes('node_modules/.cache/');
        if (!isMadeLater && !existsSync(join(dirname(file), name!))) missing.push(`${path}: ${name}`);
      }
    }
    expect(missing).toEqual([]);
    expect(named).toBeGreaterThan(10);
  });

  it('can be imported by all their names', async () => {
    const names = workspacePackages().flatMap(({ manifest: { name, exports = {} } }) =>
      Object.keys(typeof exports === 'string' ? { '.': exports } : exports).map((key) => name + key.slice(1)),
    );
    expect(names).toContain('@ranksweep/core/errors');
    const script = `for (const name of ${JSON.stringify(names)}) await import(name);`;
    const words = [broughtNode, '--input-type=module', '--eval', script];
    succeeded(await command(words, { cwd: local, node: broughtNode }));
  });

  it('tell the compiler their types', async () => {
    const cwd = folderBelow();
    const check = async (text: string): Promise<Ended> => {
      writeFileSync(join(cwd, 'mine.ts'), text);
      const words = ['--strict', '--noEmit', '--module', 'nodenext', '--target', 'esnext', 'mine.ts'];
      return command([join(WORKSPACE, 'node_modules', '.bin', 'tsc'), ...words], { cwd, node: broughtNode });
    };
    expect(await check(TYPESCRIPT)).toEqual({ status: 0, stdout: '', stderr: '' });
    const { status, stdout } = await check(TYPESCRIPT.replace('maxIterations', 'mostIterations'));
    expect(stdout).toContain("'mostIterations' does not exist");
    expect(status).not.toBe(0);
  });
});
