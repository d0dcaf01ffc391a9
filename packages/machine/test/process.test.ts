import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it, onTestFinished } from 'vitest';
import { currentProcess, hasEnded, monotonicMs } from '../src/process.ts';

const noProc = !existsSync('/proc/self/stat');

it('knows itself to be alive', () => {
  expect(hasEnded(currentProcess())).toBe(false);
  expect(hasEnded({ ...currentProcess(), startedAt: null })).toBe(false);
});

it('knows a process id beyond the largest to be nobody', () => {
  expect(hasEnded({ ...currentProcess(), pid: 2 ** 22 + 1, startedAt: null })).toBe(true);
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
    expect(hasEnded({ ...currentProcess(), pid, startedAt: null })).toBe(true);
  },
);

it('has a clock that all processes share', () => {
  const script = 'const [s, ns] = process.hrtime(); console.log(`${s * 1000 + ns / 1e6}`)'; // a number would be coloured under FORCE_COLOR
  const before = monotonicMs();
  const between = Number(execFileSync(process.execPath, ['-e', script], { encoding: 'utf8' }));
  expect(between).toBeGreaterThan(before);
  expect(between).toBeLessThan(monotonicMs());
});
