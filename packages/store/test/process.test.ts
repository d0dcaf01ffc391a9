import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it, onTestFinished } from 'vitest';
import { currentProcess, isAlive } from '../src/process.ts';

const noProc = !existsSync('/proc/self/stat');

it('knows itself to be alive', () => {
  expect(isAlive(currentProcess())).toBe(true);
  expect(isAlive({ pid: process.pid, startedAt: null })).toBe(true);
});

it('knows a process id beyond the largest to be nobody', () => {
  expect(isAlive({ pid: 2 ** 22 + 1, startedAt: null })).toBe(false);
});

it.skipIf(noProc)(
  'counts a process that its parent has not reaped as gone (skipped without /proc)',
  async () => {
    // The shell becomes a `sleep`, which never asks after the child it started; the child ends after that.
    const child = 'until grep -q sleep /proc/$$/comm; do sleep 0.01; done';
    const parent = spawn('sh', ['-c', `(${child}) & echo $!; exec sleep 60`]);
    onTestFinished(() => void parent.kill('SIGKILL'));
    const [line] = (await once(parent.stdout, 'data')) as [Buffer];
    const pid = Number(line.toString());
    const zombie = (): boolean => readFileSync(`/proc/${pid}/stat`, 'latin1').includes(') Z ');
    while (!zombie()) await sleep(5);
    expect(isAlive({ pid, startedAt: null })).toBe(false);
  },
);
