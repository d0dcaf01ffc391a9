import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startCluster, type TestCluster } from '../../../tools/slurmTestCluster/cluster.ts';
import { noSlurm } from '../../../tools/slurmTestCluster/missing.ts';
import { speakTo } from '../../../tools/slurmTestCluster/speakTo.ts';
import { csvIn } from './support/answers.ts';
import { addFlaky } from './support/flaky.ts';
import {
  folderWithSweep,
  ranksweep,
  ranksweepBin,
  smallDefinition,
  temporaryFolder,
} from './support/ranksweep.ts';
import { hasTmux, terminal } from './support/terminal.ts';
import { ENDLESS } from './support/until.ts';

const RESULTS = `select part, seed, status, iterations, metric, value from sweep_runs
  join runs on runs.id = run_id join final using (run_id) order by 1, 2, 5`;

/** Trials with the values of their cells, which databases number in the order in which they come to know them. */
const TRIALS = `select number, state, objective, rung, name, value from trials
  join cells using (sweep_id, part, cell) order by 1, 5`;

const RUNS = `select run_name, status, iterations, metric, value from sweep_runs
  join runs on runs.id = run_id join final using (run_id) order by 1, 4`;

/** With rungs, so that tasks go on with what others have paused. */
const SEARCH = `
name: tune
description: a search
presets:
  default:
    seeds: [0]
    parts:
      tune:
        base:
          model: { kind: matrix, depth: 2 }
          task: { kind: completion, dims: [6, 6], observed: 24, target: { kind: matrix, rank: 2, frobeniusNorm: 6 } }
          init: { std: 0.01 }
          optimizer: { kind: sgd, learningRate: 0.1 }
          stop: { maxIterations: 400, lossBelow: 0 }
        search:
          minimize: reconstruction_error
          trials: 12
          startup: 4
          parallel: 4
          sampler: tpe
          space:
            optimizer.learningRate: { from: 0.01, to: 1, log: true }
            init.std: { from: 0.001, to: 1, log: true }
          pruner: { kind: asha, rungs: [50, 100, 200], factor: 2 }
`;

interface Shown {
  readonly sweep: { readonly runs: object };
  readonly slurm: {
    readonly tasks: readonly { readonly task: string; readonly runs: readonly number[] }[];
  } | null;
  readonly runs: readonly { readonly id: number; readonly task: { readonly task: string } | null }[];
}

const submitting = (folder: string, ...words: string[]): string[] => [
  'run',
  smallDefinition(folder),
  '--launcher',
  'slurm',
  ...words,
];

describe('run --launcher slurm', () => {
  it('prints the batch script of a dry run, and writes nothing', async () => {
    const folder = temporaryFolder();
    writeFileSync(
      join(folder, 'slurm.yaml'),
      'partition: gpu\ntime: 1-00:00:00\nsetup: [module load cuda]\nsbatch: { constraint: "a100|h100", exclusive: true }\n',
    );
    const words = submitting(
      folder,
      '--dry-run',
      '--time',
      '4:00:00',
      '--array',
      '0-63%16',
      '--gpus-per-task',
      '1',
    );
    const { status, stdout, stderr } = await ranksweep(folder, [...words, '--sbatch', 'nice=100']);
    expect(status).toBe(0);
    expect(stdout.split('\n')[0]).toBe('#!/bin/bash');
    for (const line of [
      'partition=gpu',
      'time=4:00:00',
      'array=0-63%16',
      'gpus=1',
      'constraint="a100|h100"',
      'exclusive',
      'nice=100',
    ]) {
      expect(stdout).toContain(`\n#SBATCH --${line}\n`);
    }
    expect(stdout).toMatch(
      /\nmodule load cuda\nexec srun --ntasks=1 --cpus-per-task=1 .*ranksweep\.js slurm-task --folder /,
    );
    expect(stderr).toBe(
      'Profile: slurm.yaml\nsmall, preset default: 2 runs in 64 tasks, 16 at a time. Nothing was submitted.\n',
    );
    expect(readdirSync(folder).toSorted()).toEqual(['slurm.yaml', 'small.yaml']);
  });

  it.each([
    [['--array', '0-'], 'options of Slurm: array: expected an array such as 0-63%16, found "0-"'],
    [
      ['--sbatch', 'array=1'],
      'options of Slurm: sbatch.array: expected another option: ranksweep sets this one',
    ],
    [['--profile', 'none.yaml'], '--profile: expected a file like slurm.yaml, found none.yaml: ENOENT'],
    [['--engine', 'wasn'], "found 'wasn'; did you mean wasm?"],
  ])('refuses %j', async (words, message) => {
    const folder = temporaryFolder();
    const { status, stderr } = await ranksweep(folder, [...submitting(folder), ...words]);
    expect(stderr).toContain(message);
    expect(status).toBe(2);
    expect(existsSync(join(folder, 'results'))).toBe(false);
  });

  it('names the line of a mistake in a profile', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'slurm.yaml'), 'partition: gpu\ngraceSecond: 60\n');
    const { status, stderr } = await ranksweep(folder, submitting(folder, '--dry-run'));
    expect(stderr).toContain('slurm.yaml:2: graceSecond: unknown key; did you mean graceSeconds?');
    expect(status).toBe(2);
  });

  it('refuses its options where another launcher is asked for', async () => {
    const folder = temporaryFolder();
    const { status, stderr } = await ranksweep(folder, [
      'run',
      smallDefinition(folder),
      '--gpus-per-task',
      '1',
    ]);
    expect(stderr).toContain('--gpus-per-task: expected --launcher slurm beside it, found another launcher');
    expect(status).toBe(2);
  });
});

describe.skipIf(noSlurm !== undefined)('a sweep on Slurm', () => {
  let cluster: TestCluster;
  beforeAll(async () => {
    cluster = await startCluster({ nodes: 2 });
    return speakTo(cluster);
  });
  const idle = () => expect.poll(() => cluster.slurm('squeue', '-h')).toBe('');
  // A task that has nothing left may look for work of others once more, after a minute. No test waits for those of another.
  afterEach(async () => {
    await cluster.slurm('scancel', '--partition=main');
    await idle();
  });
  afterAll(() => cluster?.stop());

  const states = async (): Promise<string[]> =>
    (await cluster.slurm('squeue', '-h', '-r', '-t', 'all', '-o', '%T')).trim().split('\n');

  it('has the results that this machine has, and its tasks beside its runs', async () => {
    const folder = temporaryFolder();
    const { status, stdout, stderr } = await ranksweep(
      folder,
      submitting(folder, '--wait', '--array', '0-1'),
    );
    expect(stderr).not.toContain('ranksweep:');
    expect(stdout).toMatch(/^Job \d+: 2 tasks, for 2 runs of sweep:1\.\n/);
    expect(status).toBe(0);
    expect(csvIn(folder, RESULTS)).toBe(csvIn(folderWithSweep(), RESULTS));

    const shown = await ranksweep(folder, ['show', 'small', '--db', 'results/ranksweep.db']);
    expect(shown.stdout).toMatch(/On Slurm as job \d+; folder .*small-1/);
    expect(shown.stdout).toMatch(/\nTasks: \d (completed|completing|running)/);
    expect(shown.stdout).toMatch(/\d+_0 +(completed|completing|running) +n\d +0 /);
    const run = await ranksweep(folder, ['show', 'run:1']);
    expect(run.stdout).toMatch(
      /\nSlurm: task \d+_\d, (completed|completing|running) on n\d; log: .*_\d\.txt\n/,
    );
    const { slurm, runs } = JSON.parse((await ranksweep(folder, ['show', 'small', '--json'])).stdout) as {
      slurm: {
        jobs: number[];
        tasks: { task: string; node: string; state: string; exitStatus: number | null }[];
      };
      runs: { task: { task: string; node: string } }[];
    };
    expect(slurm.tasks).toHaveLength(2);
    expect(slurm.tasks[0]).toMatchObject({
      task: `${slurm.jobs[0]}_0`,
      node: expect.stringMatching(/^n\d$/) as string,
    });
    for (const { task } of runs)
      expect(slurm.tasks).toContainEqual(expect.objectContaining({ task: task.task, node: task.node }));

    const again = await ranksweep(folder, submitting(folder));
    expect(again.stdout).toBe('Nothing to submit: all 2 runs are in the database already (sweep:1).\n');
    // More of the same runs is a sweep of its own, which goes on from where they are.
    const longer = await ranksweep(folder, submitting(folder, 'stop.maxIterations=200', '--wait'));
    expect(longer.status).toBe(0);
    expect(csvIn(folder, 'select distinct iterations from runs')).toBe('iterations\n200\n');
  });

  it('may be a search, which makes the trials that it makes here', async () => {
    const [here, there] = [temporaryFolder(), temporaryFolder()];
    for (const folder of [here, there]) writeFileSync(join(folder, 'tune.yaml'), SEARCH);
    expect((await ranksweep(here, ['run', 'tune.yaml'])).status).toBe(0);
    const words = ['run', 'tune.yaml', '--launcher', 'slurm', '--array', '0-1'];
    const { stdout, stderr, status } = await ranksweep(there, [...words, '--wait']);
    expect(stderr).not.toContain('ranksweep:');
    expect(stdout).toMatch(/^Job \d+: 2 tasks, for 4 runs to begin with of sweep:1\.\n/);
    expect(status).toBe(0);
    for (const question of [TRIALS, RUNS]) expect(csvIn(there, question)).toBe(csvIn(here, question));
    const shown = await Promise.all(
      [here, there].map((folder) => ranksweep(folder, ['show', 'tune', '--json'])),
    );
    const [before, after] = shown.map(({ stdout: text }) => JSON.parse(text) as Shown);
    expect(after!.sweep.runs).toEqual(before!.sweep.runs);
    // Each run has the task that it was in last.
    const owned = after!.slurm!.tasks.flatMap(({ task, runs }) => runs.map((id) => [id, task]));
    expect(new Map(owned as [number, string][])).toEqual(
      new Map(after!.runs.map(({ id, task }) => [id, task!.task])),
    );
    expect(owned).toHaveLength(new Set(after!.runs.map(({ id }) => id)).size);
    expect((await ranksweep(there, ['plot', 'tune', '--as', 'best'])).status).toBe(0);
    await idle();
    const again = await ranksweep(there, words);
    expect(again.stdout).toMatch(
      /^Nothing to submit: all \d+ runs are in the database already \(sweep:1\)\.\n$/,
    );
  });

  it('may be a search some runs of which have failed: they are tried again by tasks, and more trials follow', async () => {
    const [here, there] = [temporaryFolder(), temporaryFolder()];
    for (const folder of [here, there]) addFlaky(folder);
    const onSlurm = ['--launcher', 'slurm', '--wait', '--array', '0-1'];
    const statuses = `select distinct part, status, attempts from sweep_runs join runs on runs.id = run_id order by 1, 2`;
    const failedTimes = (times: number): string =>
      `part,status,attempts\nc,done,1\nc,failed,${times}\ng,failed,${times}\n`;
    writeFileSync(join(there, 'broken'), '');
    await ranksweep(there, ['run', 'flaky.yaml']);
    expect(csvIn(there, statuses)).toBe(failedTimes(2)); // Each is tried twice at once.
    const retry = ['retry', 'flaky', ...onSlurm];
    const withoutWaiting = retry.filter((word) => word !== '--wait');
    expect((await ranksweep(there, withoutWaiting)).stdout).toMatch(
      /^Job \d+: 2 tasks, for \d+ runs to begin with of sweep:1; \d /,
    );
    await idle();
    // What runs had when tasks were asked for them is deleted by now.
    await ranksweep(there, ['collect', 'flaky']);
    expect(csvIn(there, statuses)).toBe(failedTimes(4));

    rmSync(join(there, 'broken'));
    // What is missing without having failed is left to fill.
    const [missing] = csvIn(there, `select min(run_id) from sweep_runs where part = 'g'`)
      .split('\n')
      .slice(1);
    await ranksweep(there, ['delete', `run:${missing}`, '--yes']);
    const retried = await ranksweep(there, retry);
    expect(retried.stderr).not.toContain('ranksweep:');
    expect(retried.status).toBe(0);
    expect((await ranksweep(here, ['run', 'flaky.yaml'])).status).toBe(0);
    // Beside these it has runs that followed from others having failed.
    const tried = RUNS.replace('order', 'join trials using (sweep_id, part, cell) order');
    for (const question of [TRIALS, tried]) expect(csvIn(there, question)).toBe(csvIn(here, question));
    expect(
      csvIn(there, `select status from sweep_runs join runs on runs.id = run_id where part = 'g' order by 1`),
    ).toBe('status\ndone\npending\n');
    await idle();

    for (const [folder, ...words] of [[here], [there, ...onSlurm]] as const) {
      const extended = await ranksweep(folder, ['extend', 'flaky', '--trials', '8', ...words]);
      expect(extended.status, extended.stderr).toBe(0);
    }
    const trials = TRIALS.replace('order', 'where sweep_id = 2 order');
    expect(csvIn(there, trials)).toBe(csvIn(here, trials));
    expect(csvIn(there, 'select count(*) from trials where sweep_id = 2')).toBe('count(*)\n8\n');
    await idle();
  });

  it('is filled, and extended, by tasks', async () => {
    const folder = temporaryFolder();
    const onSlurm = ['--launcher', 'slurm', '--wait', '--array', '0-1'];
    expect((await ranksweep(folder, ['run', smallDefinition(folder)])).status).toBe(0);
    await ranksweep(folder, ['delete', 'run:1', '--yes']);
    const filled = await ranksweep(folder, ['fill', 'small', ...onSlurm]);
    expect(filled.stdout).toMatch(/^Job \d+: 2 tasks, for 1 run of sweep:1; 1 were there already\.\n/);
    expect(filled.status).toBe(0);
    expect(csvIn(folder, RESULTS)).toBe(csvIn(folderWithSweep(), RESULTS));
    const retried = await ranksweep(folder, ['retry', 'small', ...onSlurm]);
    expect(retried.stdout).toBe('Nothing to submit: no run of it has failed (sweep:1).\n');
    const extended = await ranksweep(folder, ['extend', 'small', '--max-iterations', '200', ...onSlurm]);
    expect(extended.stdout).toMatch(/^Job \d+: 2 tasks, for 2 runs of sweep:2\.\n/);
    expect(extended.status).toBe(0);
    expect(csvIn(folder, 'select distinct iterations from runs')).toBe('iterations\n200\n');
  });

  it('is cancelled with its jobs, and goes on when it is submitted again', async () => {
    const folder = temporaryFolder();
    const words = submitting(
      folder,
      ENDLESS,
      'record.every=100000',
      'stop.lossBelow=0',
      '--array',
      '0-1',
      '--folder',
      'shared',
    );
    expect((await ranksweep(folder, words)).status).toBe(0);
    const logs = join(folder, 'shared', 'small-1', 'logs');
    const printed = () => readdirSync(logs).map((name) => readFileSync(join(logs, name), 'utf8'));
    await expect.poll(() => printed().join('')).toContain('started');
    const cancelled = await ranksweep(folder, ['cancel', 'small']);
    expect(cancelled.stdout).toMatch(/Slurm was told to cancel job \d+\./);
    expect(cancelled.status).toBe(0);
    await expect
      .poll(async () => (await states()).filter((state) => /RUNNING|PENDING|COMPLETING/.test(state)))
      .toEqual([]);
    expect(csvIn(folder, 'select distinct status from runs')).toBe('status\ncancelled\n');
    // They went some way, which is not lost.
    const again = await ranksweep(folder, [...words, '--time', '5']);
    expect(again.stdout).toMatch(/^Job \d+: 2 tasks, for 2 runs of sweep:1\./);
    expect(readdirSync(join(folder, 'shared', 'small-1', 'segments'))).toContainEqual(
      expect.stringMatching(/^begun-before\.\d\.db$/),
    );
  });

  it.skipIf(!hasTmux)(
    'is seen in the dashboard with tasks, jobs and nodes, and is cancelled there (skipped without tmux)',
    async () => {
      const folder = temporaryFolder();
      const words = submitting(folder, ENDLESS, 'record.every=100000', 'stop.lossBelow=0', '--array', '0-1');
      const [, job] = /^Job (\d+)/.exec((await ranksweep(folder, words)).stdout)!;
      const dashboard = terminal(
        folder,
        'dashboard',
        `${process.execPath} ${ranksweepBin} dashboard; echo status $?; exec cat`,
      );
      await dashboard.shows(/small default +▶ on Slurm/);
      await dashboard.shows(new RegExp(`Slurm, job ${job}: 2 running on \\d node`));
      dashboard.press('5');
      await dashboard.shows(new RegExp(`0 +n\\d +${job} +running +0 +1 +\\d+ s ago`));
      dashboard.press('Enter');
      await dashboard.shows(new RegExp(`runs of task ${job}_\\d`));
      dashboard.press('Enter');
      await dashboard.shows(new RegExp(`\\[3 Run\\][^]*Slurm task ${job}_\\d on n\\d, running`));
      dashboard.press('1', 'c');
      await dashboard.shows(/and its jobs on Slurm\? \[y\/N\]/);
      dashboard.press('y');
      await dashboard.shows(new RegExp(`Slurm was told to cancel job ${job}`));
      await expect
        .poll(async () =>
          (await cluster.slurm('squeue', '-h', '-t', 'RUNNING,PENDING,COMPLETING', '-j', job!)).trim(),
        )
        .toBe('');
      dashboard.press('q');
      await dashboard.shows(/^status 0/m);
    },
  );

  it('is refused in the words of Slurm, and leaves no folder', async () => {
    const folder = temporaryFolder();
    const { status, stderr } = await ranksweep(folder, submitting(folder, '--partition', 'nothing'));
    expect(stderr).toContain('invalid partition specified: nothing');
    expect(status).toBe(2);
    expect(readdirSync(join(folder, 'results', 'ranksweep.db.slurm'))).toEqual([]);
    expect(csvIn(folder, 'select status from runs')).toBe('status\npending\npending\n');
  });
});

describe.skipIf(noSlurm !== undefined)('doctor --launcher slurm', () => {
  let cluster: TestCluster;
  beforeAll(async () => {
    cluster = await startCluster({ nodes: 1, gpusPerNode: 1 });
    return speakTo(cluster);
  });
  afterAll(() => cluster?.stop());

  /** What it says of each thing that has to do with the cluster. */
  const findings = async (folder: string, ...words: string[]) => {
    const { stdout } = await ranksweep(folder, ['doctor', '--json', '--launcher', 'slurm', ...words]);
    const all = (JSON.parse(stdout) as { findings: { what: string; isOk: boolean; text: string }[] })
      .findings;
    return new Map(all.map(({ what, isOk, text }) => [what, `${isOk ? 'ok' : 'todo'}: ${text}`]));
  };

  it('has a job look at a node, and drills its signals', async () => {
    const folder = temporaryFolder();
    const found = await findings(folder, '--cpus-per-task', '2');
    expect(found.get('Slurm')).toMatch(/^ok: slurm/);
    expect(found.get('accounting')).toMatch(/^ok: there is none/);
    expect(found.get('partition')).toBe('ok: main: 1 nodes, at most infinite, gpu:1');
    expect(found.get('job')).toMatch(/^ok: \d+ ran on n1$/);
    expect(found.get('Node there')).toMatch(/^ok: /);
    expect(found.get('shared folder')).toBe('ok: the node sees it; links, renames and flushes there work');
    expect(found.get('cores there')).toBe('ok: 2 for a task');
    expect(found.get('grace time')).toMatch(/^(ok|todo): .*tasks are told 120 s before their limit/);
    expect(found.get('signals')).toBe('ok: SIGUSR1 reaches the task');
    expect(found.get('requeueing')).toBe('ok: the job began again, on n1');
    expect(readdirSync(folder)).toEqual([]);
    await expect.poll(() => cluster.slurm('squeue', '-h')).toBe('');
  });

  it('says what to do', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'slurm.yaml'), 'command: /no/such/ranksweep\nsrun: false\narray: 0-99999\n');
    const found = await findings(folder);
    expect(found.get('array')).toBe(
      'todo: expected numbers below 20001 (MaxArraySize), found 99999: use a shorter --array',
    );
    expect(found.get('job')).toMatch(
      /^todo: job \d+ ended on n1 \(FAILED\) before it told anything: .*no\/such\/ranksweep/s,
    );
    const elsewhere = await findings(folder, '--partition', 'nothing');
    expect(elsewhere.get('partition')).toBe(
      'todo: expected partition nothing, found main, urgent: name one with --partition',
    );
    expect(elsewhere.has('job')).toBe(false);
  });
});
