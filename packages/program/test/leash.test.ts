/** What becomes of a program when the process that has started it is killed. */
import { execa } from 'execa';
import { expect, it } from 'vitest';

/** Processes of a group that have not ended. */
async function groupOf(id: number): Promise<string[]> {
  const { stdout } = await execa('ps', ['-eo', 'pgid=,pid=,stat=,args=']);
  return stdout
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line.startsWith(`${id} `) && !/^\d+ +\d+ +Z/.test(line));
}

const PARENT = new URL('support/parent.ts', import.meta.url).pathname;

it.each(['SIGKILL', 'SIGTERM'] as const)(
  'no process of the group outlives its parent, which %s ends',
  async (signal) => {
    const parent = execa(process.execPath, [PARENT], { ipc: true, reject: false });
    const id = (await parent.getOneMessage()) as number;
    await expect
      .poll(async () => (await groupOf(id)).filter((line) => line.endsWith('sleep 4242')).length, {
        timeout: 20_000,
      })
      .toBe(2);
    process.kill(parent.pid!, signal);
    await expect.poll(() => groupOf(id), { timeout: 20_000 }).toEqual([]);
  },
);
