import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { LaneMessage } from '@ranksweep/run';
import { logTail } from '../src/index.ts';
import { Control, folder, last, node, points, run, shell } from './support/program.ts';

/** Without chunks, of which there are more the slower a program is. */
const kinds = (messages: readonly LaneMessage[]): string[] =>
  messages.map(({ kind }) => kind).filter((kind) => kind !== 'chunk');

/** Waits until a file is there. */
const appears = (path: string): Promise<void> =>
  expect.poll(() => existsSync(path), { timeout: 20_000 }).toBe(true);

describe('a program', () => {
  it('is done when it ends with 0, with the points that it has written to its output or to the descriptor of metrics', async () => {
    const ran = await run({
      program: {
        command: shell(
          'echo starting; echo \'{"iteration": 0, "loss": 2}\'; echo \'{"iteration": 1, "loss": 1}\' >&3',
        ),
      },
    });
    expect(kinds(ran.messages)).toEqual(['begin', 'end']);
    expect(points(ran)).toEqual({ loss: { 0: 2, 1: 1 } });
    expect(last(ran, 'end')).toMatchObject({ reason: 'exit', iteration: 1 });
    expect(readFileSync(join(ran.folder, 'output.log'), 'utf8')).toContain('\nstarting\n');
  });

  it('gets its arguments as they are, whatever they hold', async () => {
    const name = '; rm -rf / $HOME `x` "q" \'s\' \n *';
    const source =
      'require("fs").writeFileSync(process.env.RANKSWEEP_RUN_DIR + "/got", JSON.stringify(process.argv.slice(1)))';
    const ran = await run({
      program: {
        command: node(source, '{name}', '-{lr}', '{on}', '{widths}', '{seed}', '{group.kind}', '{{x}}'),
      },
      parameters: { name, lr: 1e-7, on: true, widths: [1, 2], group: { kind: 'muon' } },
      seed: 5,
    });
    expect(JSON.parse(readFileSync(join(ran.folder, 'got'), 'utf8'))).toEqual([
      name,
      '-1e-7',
      'true',
      '[1,2]',
      '5',
      'muon',
      '{x}',
    ]);
  });

  it('finds what it needs in its environment', async () => {
    const source =
      'require("fs").writeFileSync(process.env.RANKSWEEP_RUN_DIR + "/env", JSON.stringify(process.env))';
    const ran = await run({
      program: {
        command: node(source),
        env: { LR: '{lr}' },
        parametersFrom: 'environment',
        resources: { cpus: 2, gpus: 0 },
      },
      parameters: { lr: 0.5, deep: { width: [3] } },
      seed: 7,
      stop: { maxIterations: 90 },
    });
    expect(JSON.parse(readFileSync(join(ran.folder, 'env'), 'utf8'))).toMatchObject({
      LR: '0.5',
      RANKSWEEP_PARAMETERS: '{"lr":0.5,"deep":{"width":[3]}}',
      RANKSWEEP_SEED: '7',
      RANKSWEEP_RUN_DIR: ran.folder,
      RANKSWEEP_METRICS_FD: '3',
      RANKSWEEP_ATTEMPT: '1',
      RANKSWEEP_MAX_ITERATIONS: '90',
      PYTHONUNBUFFERED: '1',
      OMP_NUM_THREADS: '2',
      CUDA_VISIBLE_DEVICES: '',
    });
  });

  it('works in its folder', async () => {
    const cwd = folder();
    writeFileSync(join(cwd, 'mine.sh'), '#!/bin/sh\npwd\n', { mode: 0o755 });
    const ran = await run({ program: { command: ['./mine.sh'], cwd } });
    expect(logTail(ran.folder, 1)).toBe(cwd);
  });

  it('fails with its exit code, its last lines, and how often it may be tried again', async () => {
    const ran = await run({
      program: { command: shell('echo one; echo two >&2; sleep 0.1; exit 3'), retries: 4 },
    });
    const { message, retries } = last(ran, 'failure');
    expect(message.split(':\n')[0]).toBe('its program ended with exit code 3');
    expect(message.split('\n').slice(1).toSorted()).toEqual(['one', 'two']);
    expect(retries).toBe(4);
  });

  it('fails with the signal that has ended it', async () => {
    const ran = await run({ program: { command: shell('kill -9 $$') } });
    expect(last(ran, 'failure').message).toBe('its program was ended by SIGKILL');
  });

  it('fails where there is no such program', async () => {
    const ran = await run({ program: { command: ['no-such-program'] } });
    expect(last(ran, 'failure').message).toContain('found none that is called "no-such-program"');
  });

  it('is ended by its time limit, and killed if it does not go', async () => {
    const deaf = shell("trap '' TERM; echo deaf; while :; do sleep 0.05; done");
    const ran = await run({ program: { command: deaf, timeLimit: 0.3, grace: 0.2 } });
    const { message, retries } = last(ran, 'failure');
    expect(message).toBe('its program took longer than program.timeLimit, 0.3 s:\ndeaf');
    expect(retries).toBe(0);
  });

  it('diverges where its loss is no number, and is ended', async () => {
    const source =
      'console.log(`{"iteration": 1, "loss": 3}\n{"iteration": 2, "loss": NaN}`); setInterval(() => {}, 1000)';
    const ran = await run({ program: { command: node(source.replaceAll('\n', '\\n')), loss: 'loss' } });
    expect(last(ran, 'end')).toMatchObject({ reason: 'non-finite-loss', iteration: 2 });
  });

  it('loses nothing of 10 MB lines, binary output and the last line without an end', async () => {
    const source = `
      process.stdout.write('{"iteration": 1, "note": "' + 'x'.repeat(1e7) + '", "loss": 4}\\n');
      process.stdout.write(Buffer.from(Array.from({ length: 300000 }, (_, i) => i % 251)));
      process.stdout.write('\\n{"iteration": 2, "loss": 5}');`;
    const ran = await run({ program: { command: node(source) } });
    expect(points(ran)).toEqual({ loss: { 1: 4, 2: 5 } });
  });

  it('has all its points, however fast they come', async () => {
    const source = `
      let text = '';
      for (let i = 0; i < 50000; i++) text += '{"iteration": ' + i + ', "a": ' + i / 7 + ', "b": 1}\\n';
      process.stdout.write(text);`;
    const ran = await run({ program: { command: node(source) } });
    const { a, b } = points(ran);
    expect(Object.keys(a!)).toHaveLength(50_000);
    expect(Object.keys(b!)).toHaveLength(50_000);
    expect(a![49_999]).toBe(49_999 / 7);
  });

  it('is asked to stop with the sweep, may save before it goes, and goes on from there', async () => {
    const source = `
      const fs = require('fs'), dir = process.env.RANKSWEEP_RUN_DIR;
      const from = process.env.RANKSWEEP_CHECKPOINT === undefined ? 0 : Number(fs.readFileSync(process.env.RANKSWEEP_CHECKPOINT, 'utf8'));
      let i = from;
      const report = () => console.log(JSON.stringify({ iteration: ++i, x: i }));
      process.on('SIGTERM', () => {
        report();
        fs.writeFileSync(dir + '/state', String(i));
        console.log(JSON.stringify({ iteration: i, checkpoint: dir + '/state' }));
        process.exit(0);
      });
      report();
      fs.writeFileSync(dir + '/began', String(from));
      if (from > 0) process.exit(0);
      setInterval(() => {}, 1000);`;
    const control = new Control();
    const at = folder();
    const input = { program: { command: node(source) } };
    const running = run(input, { control, folder: at });
    await appears(join(at, 'began'));
    await expect.poll(() => readFileSync(join(at, 'began'), 'utf8')).toBe('0');
    control.isInterrupted = true;
    const first = await running;
    expect(last(first, 'end')).toMatchObject({ reason: 'interrupted' });
    const { checkpoint, iteration } = last(first, 'checkpoint');
    expect(iteration).toBe(2);
    const second = await run(input, { folder: at, checkpoint, attemptNumber: 2 });
    expect(readFileSync(join(at, 'began'), 'utf8')).toBe('2');
    expect(points(second)).toEqual({ x: { 3: 3 } });
    rmSync(at, { recursive: true });
    expect(kinds((await run(input, { folder: at, checkpoint })).messages)).toEqual(['begin', 'unreadable']);
  });

  it('goes on without a log where its folder is gone, and says so once', async () => {
    const says =
      'echo one; echo \'{"iteration": 1, "loss": 2}\'; sleep 0.8; echo two; echo \'{"iteration": 2, "loss": 1}\'';
    const ran = await run({
      program: { command: shell(`rm -r "$RANKSWEEP_RUN_DIR"; ${says}; sleep 0.8; exit 3`) },
    });
    expect(kinds(ran.messages)).toEqual(['begin', 'warning', 'failure']);
    expect(points(ran)).toEqual({ loss: { 1: 2, 2: 1 } });
    expect(last(ran, 'warning').message).toBe(
      `some of what it prints is lost, but none of its points: ${join(ran.folder, 'output.log')} cannot be written ` +
        '(it does not exist and cannot be created)',
    );
    expect(last(ran, 'failure').message).toBe('its program ended with exit code 3:\none\ntwo');
  });

  it('is done where there is something else in the place of its log', async () => {
    const at = folder();
    mkdirSync(join(at, 'output.log'));
    const ran = await run(
      { program: { command: shell('seq 100000; echo \'{"iteration": 1, "loss": 2}\'') } },
      { folder: at },
    );
    expect(kinds(ran.messages)).toEqual(['begin', 'warning', 'end']);
    expect(points(ran)).toEqual({ loss: { 1: 2 } });
    expect(logTail(at, 1)).toBeUndefined();
  });

  it('has a log again where its program has removed the one before', async () => {
    const long = 'yes 0123456789 | head -c 8380000';
    const ran = await run({
      program: {
        command: shell(`${long}; sleep 0.8; rm "$RANKSWEEP_RUN_DIR/output.log"; ${long}; echo; echo end`),
      },
    });
    expect(kinds(ran.messages)).toEqual(['begin', 'end']);
    expect(logTail(ran.folder, 1)).toBe('end');
  });

  it('fails where the folder of its run cannot be created', async () => {
    const at = join(folder(), 'file');
    writeFileSync(at, '');
    const ran = await run({ program: { command: shell('true') } }, { folder: join(at, 'run') });
    expect(last(ran, 'failure').message).toBe(
      `expected a folder for the run's files, found that ${join(at, 'run')} cannot be created (a part of the path is not a folder)`,
    );
  });

  it('takes what it has started along when it ends', async () => {
    const ran = await run({ program: { command: shell('sleep 1000 & echo $! > $RANKSWEEP_RUN_DIR/child') } });
    const child = Number(readFileSync(join(ran.folder, 'child'), 'utf8'));
    expect(last(ran, 'end').reason).toBe('exit');
    await expect.poll(() => isAlive(child), { timeout: 20_000 }).toBe(false);
  });

  it('has no child that it does not know of', async () => {
    const source =
      'import os\ntry:\n  os.waitpid(-1, os.WNOHANG)\n  print("a child")\nexcept ChildProcessError:\n  print("none")';
    const ran = await run({ program: { command: ['python3', '-c', source] } });
    expect(logTail(ran.folder, 1)).toBe('none');
  });
});

function isAlive(pid: number): boolean {
  try {
    const [, state] = /^\d+ \(.*\) (\w)/s.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))!;
    return state !== 'Z';
  } catch {
    return false;
  }
}

describe('a program in a job of Slurm, which sends its signals to all processes', () => {
  beforeEach(() => void vi.stubEnv('SLURM_STEP_ID', '0'));
  afterEach(() => void vi.unstubAllEnvs());

  it.each([
    ['is ended by the signal', 'kill -TERM $$'],
    ['saves and ends well', 'exit 0'],
    ['ends badly', 'exit 1'],
    ['loses who has started it', 'kill -KILL $PPID'],
  ])('goes on later where it %s before its run hears of it', async (_, how) => {
    const control = new Control();
    const at = folder();
    const line = `touch there; until [ -e go ]; do sleep 0.02; done; ${how}`;
    const running = run({ program: { command: shell(line), cwd: at } }, { control, folder: at });
    await appears(join(at, 'there'));
    writeFileSync(join(at, 'go'), '');
    setTimeout(() => (control.isInterrupted = true), 300);
    expect(last(await running, 'end')).toMatchObject({ reason: 'interrupted' });
  });

  it('goes on later where its starter was ended before it could start it', async () => {
    const control = new Control();
    const children = childrenOf(process.pid);
    const running = run({ program: { command: shell('sleep 100') } }, { control });
    await expect.poll(() => childrenOf(process.pid).length, { interval: 1 }).toBeGreaterThan(children.length);
    for (const pid of childrenOf(process.pid)) if (!children.includes(pid)) process.kill(pid, 'SIGKILL');
    control.isInterrupted = true;
    expect(last(await running, 'end')).toMatchObject({ reason: 'interrupted' });
  });

  it.each([
    ['has come to its end', 'exit 0', 'end'],
    ['has failed', 'exit 1', 'failure'],
  ] as const)('%s where no signal follows', async (_, how, kind) => {
    const { messages } = await run({ program: { command: shell(how) } });
    expect(messages.at(-1)!.kind).toBe(kind);
  });
});

/** Processes that a process has started, and that run. */
const childrenOf = (pid: number): number[] =>
  readdirSync(`/proc/${pid}/task`).flatMap((thread) =>
    readFileSync(`/proc/${pid}/task/${thread}/children`, 'utf8').split(' ').filter(Boolean).map(Number),
  );
