/** The disk is full for a while, and has space again when the program is started once more. */
import { existsSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { faultyDiskEnv, noCompiler, reportLines } from '../disk/faultyDisk.ts';
import { isRoot } from '../smallDisk.ts';
import type { ArmedFault, Fault, Scene } from './fault.ts';
import { hasBegun } from './moments.ts';

export const diskFull: Fault = {
  name: 'disk full',
  how: 'a small disk is filled up to a random number of pages before or while lanes compute',
  tells: /^.*(full|room).*$/m,
  missing: () => (isRoot() ? undefined : noCompiler()),
  arm: (scene) => (scene.hasOwnDisk ? fillDisk(scene) : pretend(scene)),
};

function fillDisk({ database, random }: Scene): ArmedFault {
  const folder = dirname(database);
  const filler = join(folder, 'filler');
  const waits = random.integer(2) === 1;
  let said = '';
  return {
    async inflict(program) {
      if (waits) await hasBegun(program);
      const { bavail, bsize } = statfsSync(folder);
      const left = random.integer(100);
      if (bavail > left) fill(filler, (bavail - left) * bsize);
      said = (await program.ended).output;
    },
    hits: () => (/full/.test(said) ? ['disk full'] : []),
    mend: () => {
      if (existsSync(filler)) rmSync(filler);
    },
  };
}

/** The program takes space, too: then the disk is full before so many bytes are written. */
function fill(filler: string, bytes: number): void {
  try {
    writeFileSync(filler, Buffer.alloc(bytes));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
  }
}

/** Space that comes back by itself must not hide that a write was refused. */
export const diskFullForAMoment: Fault = {
  name: 'disk full for a moment',
  how: 'one to thirty writes in a row are refused',
  tells: /^.*(full|room).*$/m,
  missing: noCompiler,
  arm: (scene) => pretend(scene, 1 + scene.random.integer(30)),
};

/** Where no disk can be made, its error comes from the library that makes disks fail: so many times, or (0) from then on. */
function pretend({ database, folder, random, diskCalls, faultyDisk }: Scene, calls = 0): ArmedFault {
  const report = join(folder, 'disk');
  const at = 1 + random.integer(Math.ceil(diskCalls / 2));
  return {
    env: faultyDiskEnv(faultyDisk, database, report, { action: 'full', at, calls }),
    hits: () => reportLines(report).map(() => (calls === 0 ? 'disk full' : 'disk full for a moment')),
  };
}
