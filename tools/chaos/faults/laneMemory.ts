/** A lane that runs out of memory in the midst of a run: V8 ends its thread. */
import { join } from 'node:path';
import { reportLines } from '../disk/faultyDisk.ts';
import { preloading } from '../preload/preload.ts';
import type { Fault } from './fault.ts';

export const laneMemory: Fault = {
  name: 'lane out of memory',
  how: 'its thread fills a heap of 64 MB at a random moment',
  tells: /^.*memory.*$/m,
  arm({ folder, random, wallMs }) {
    const report = join(folder, 'lanes');
    return {
      env: {
        ...preloading('laneSaboteur.ts'),
        LANE_SABOTAGE: 'memory',
        LANE_SABOTAGE_AFTER: String(Math.ceil(0.3 * wallMs * random.uniform())),
        LANE_SABOTAGE_REPORT: report,
      },
      hits: () => reportLines(report).map(() => 'lane out of memory'),
    };
  },
};
