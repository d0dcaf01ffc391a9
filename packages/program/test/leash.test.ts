/** What becomes of a program when the processes that have started it are killed. */
import { execa } from 'execa';
import { expect, it } from 'vitest';
import { Starter } from '../src/lane/start/starter.ts';

interface Process {
  readonly pid: number;
  readonly parent: number;
  readonly group: number;
  readonly command: string;
}

/** Those that have not ended. */
async function processes(): Promise<Process[]> {
  const { stdout } = await execa('ps', ['-eo', 'pid=,ppid=,pgid=,stat=,args=']);
  return stdout
    .split('\n')
    .map((line) => line.trim().split(/ +/))
    .filter(([, , , state]) => !state!.startsWith('Z'))
    .map(([pid, parent, group, , ...command]) => ({
      pid: Number(pid),
      parent: Number(parent),
      group: Number(group),
      command: command.join(' '),
    }));
}

const groupOf = async (id: number): Promise<Process[]> =>
  (await processes()).filter(({ group }) => group === id);

const parentOf = async (id: number): Promise<number> =>
  (await processes()).find(({ pid }) => pid === id)!.parent;

type Signals = Partial<Record<'watcher' | 'starter' | 'parent', NodeJS.Signals>>;

const PARENT = new URL('support/parent.ts', import.meta.url).pathname;

it.each([
  ['its parent, which SIGKILL ends', { parent: 'SIGKILL' }],
  ['its parent, which SIGTERM ends', { parent: 'SIGTERM' }],
  ['its starter', { starter: 'SIGKILL' }],
  ['its parent and its starter, which are killed together', { parent: 'SIGKILL', starter: 'SIGKILL' }],
  ['its parent and its watcher, which are killed together', { watcher: 'SIGKILL', parent: 'SIGKILL' }],
] as const)('no process of the group outlives %s', async (_, signals: Signals) => {
  const parent = execa(process.execPath, [PARENT], { ipc: true, reject: false });
  const id = (await parent.getOneMessage()) as number;
  await expect
    .poll(async () => (await groupOf(id)).filter(({ command }) => command.endsWith('sleep 4242')).length, {
      timeout: 20_000,
    })
    .toBe(2);
  const starter = await parentOf(id);
  const watcher = (await processes()).find((one) => one.parent === starter && one.pid !== id)!.pid;
  const targets = { watcher, starter, parent: parent.pid! };
  for (const [name, signal] of Object.entries(signals)) process.kill(targets[name as keyof Signals], signal);
  await expect.poll(() => groupOf(id), { timeout: 20_000 }).toEqual([]);
  // Nor does the starter, or its watcher.
  await expect
    .poll(async () => (await processes()).filter(({ pid }) => pid === starter || pid === watcher), {
      timeout: 20_000,
    })
    .toEqual([]);
  parent.kill('SIGKILL');
  await parent;
});

it('a starter that was killed is replaced', async () => {
  const starter = new Starter();
  const receiver = { add: () => undefined };
  const first = await starter.start(
    { command: ['/bin/sh', '-c', 'sleep 4243'], cwd: '/', env: process.env },
    receiver,
  );
  process.kill(await parentOf(first.pid), 'SIGKILL');
  expect(await first.exit).toEqual({ signal: 'SIGKILL' });
  await first.through;
  const second = await starter.start(
    { command: ['/bin/sh', '-c', 'exit 3'], cwd: '/', env: process.env },
    receiver,
  );
  expect(await second.exit).toEqual({ code: 3 });
  await expect.poll(() => groupOf(first.pid), { timeout: 20_000 }).toEqual([]);
});
