/** The machine's clock jumps, by hours and in both directions, while lanes compute. */
import { existsSync, globSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Fault } from './fault.ts';
import { hasBegun, stillRuns } from './moments.ts';

const LIBRARIES = '/usr/lib/*/faketime/libfaketimeMT.so.1';
const library = (): string | undefined => globSync(LIBRARIES).find((path) => existsSync(path));

export const clockJumps: Fault = {
  name: 'clock jumps',
  how: 'by up to a week forwards and backwards, several times (libfaketime; the monotonic clock goes on)',
  missing: () => (library() === undefined ? 'libfaketime is not installed' : undefined),
  arm({ folder, random, wallMs }) {
    const file = join(folder, 'time');
    let jumps = 0;
    const jump = (): void => {
      const seconds = random.integer(2 * 604_800) - 604_800;
      writeFileSync(file, `${seconds < 0 ? '' : '+'}${seconds}\n`);
    };
    jump();
    return {
      env: {
        LD_PRELOAD: library() ?? '',
        FAKETIME_TIMESTAMP_FILE: file,
        FAKETIME_NO_CACHE: '1',
        FAKETIME_DONT_FAKE_MONOTONIC: '1',
      },
      async inflict(program) {
        await hasBegun(program);
        for (; await stillRuns(program, (wallMs / 6) * random.uniform()); jumps++) jump();
      },
      hits: () => (jumps > 0 ? ['clock jumps'] : []),
    };
  },
};
