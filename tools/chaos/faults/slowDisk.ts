/** A disk that takes long over every commit. */
import { join } from 'node:path';
import { faultyDiskEnv, noCompiler, reportLines } from '../disk/faultyDisk.ts';
import type { Fault } from './fault.ts';

export const slowDisk: Fault = {
  name: 'slow disk',
  how: 'every sync takes 50 to 300 ms longer',
  missing: noCompiler,
  arm({ database, folder, random, faultyDisk }) {
    const report = join(folder, 'disk');
    const delay = 1000 * (50 + random.integer(250));
    return {
      env: faultyDiskEnv(faultyDisk, database, report, { action: 'slow', delay }),
      hits: () => reportLines(report).map(() => 'slow disk'),
    };
  },
};
