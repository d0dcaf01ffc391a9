import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { Frames, jsonFrame } from '../src/lane/start/frames.ts';
import { Starter, type OutputReceiver } from '../src/lane/start/starter.ts';
import { folder } from './support/program.ts';

describe('frames', () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 40, 1000])('are whole, in pieces of %i bytes', (size) => {
    const values = ['', 'x'.repeat(300), { a: [1, 2] }, 7];
    const bytes = Buffer.concat(values.map((value, kind) => jsonFrame(kind, value)));
    const frames = new Frames();
    const found = [];
    for (let at = 0; at < bytes.length; at += size) {
      for (const { kind, payload } of frames.add(bytes.subarray(at, at + size)))
        found.push([kind, JSON.parse(payload.toString())]);
    }
    expect(found).toEqual(values.map((value, kind) => [kind, value]));
  });
});

describe('a starter', () => {
  const program = (line: string) => ({ command: ['/bin/sh', '-c', line], cwd: '/', env: process.env });

  it('passes on everything, though the program has ended long before it is taken', async () => {
    const bytes = { output: 0, errors: 0, metrics: 0 };
    let isFirst = true;
    const receiver: OutputReceiver = {
      add(output, block) {
        bytes[output] += block.length;
        if (!isFirst) return undefined;
        isFirst = false;
        return sleep(3000);
      },
    };
    const { through } = await new Starter().start(
      // So much that some of it waits in the starter, but so little that the program can end.
      program('dd if=/dev/zero bs=65536 count=7; head -c 20000 /dev/zero >&3'),
      receiver,
    );
    await through;
    expect(bytes).toMatchObject({ output: 7 * 65_536, metrics: 20_000 });
  });

  it('does not wait for those who have left the group and hold the output', async () => {
    const there = join(folder(), 'there');
    const { exit, through } = await new Starter().start(
      program(
        `setsid sh -c 'echo $$ > ${there}; exec sleep 20' & while ! [ -s ${there} ]; do sleep 0.05; done`,
      ),
      { add: () => undefined },
    );
    expect(await exit).toEqual({ code: 0 });
    await expect(Promise.race([through, sleep(15_000, 'late', { ref: false })])).resolves.toBeUndefined();
  });

  it('says why a program cannot be started, and starts the next', async () => {
    const starter = new Starter();
    const receiver = { add: () => undefined };
    await expect(
      starter.start({ command: ['/no/such/program'], cwd: '/', env: {} }, receiver),
    ).rejects.toThrow('the program cannot be started: spawn /no/such/program ENOENT');
    const huge = 'x'.repeat(2 ** 22);
    await expect(starter.start({ command: ['/bin/sh', huge], cwd: '/', env: {} }, receiver)).rejects.toThrow(
      'E2BIG',
    );
    const next = await starter.start(program('exit 0'), receiver);
    expect(await next.exit).toEqual({ code: 0 });
  });
});
