/** Lanes, the threads that compute, are killed, one to three in a process that goes on. */
import { join } from 'node:path';
import { reportLines } from '../disk/faultyDisk.ts';
import { preloading } from '../preload/preload.ts';
import type { Fault } from './fault.ts';

export const laneKill: Fault = {
  name: 'lane killed',
  how: 'its thread terminated, up to three times in a process',
  tells: /^again.*$/m,
  arm({ folder, random, wallMs }) {
    const report = join(folder, 'lanes');
    const moments = Array.from({ length: 1 + random.integer(3) }, () =>
      Math.ceil(0.8 * wallMs * random.uniform()),
    );
    return {
      env: {
        ...preloading('laneKiller.ts'),
        LANE_KILLER_AT: moments.join(','),
        LANE_KILLER_REPORT: report,
      },
      hits: () => reportLines(report).map((line) => `lane killed, ${line}`),
    };
  },
};
