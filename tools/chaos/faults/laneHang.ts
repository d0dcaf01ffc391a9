/** A lane that hangs in the midst of a run, in a wait that never ends or in a loop: the watchdog ends it. */
import { join } from 'node:path';
import { reportLines } from '../disk/faultyDisk.ts';
import { preloading } from '../preload/preload.ts';
import type { ArmedFault, Fault, Scene } from './fault.ts';

/** Seconds without a sign of life; more than what takes longest in the sweep needs on a slow machine. */
const HANG_AFTER = '5';

export const laneHang: Fault = {
  name: 'lane that hangs',
  how: 'its thread waits for ever, or loops, at a random moment; --hang-after 5',
  tells: /^.*sign of life.*$/m,
  arm: (scene) => ({ ...lanesThatHang(scene), words: ['--hang-after', HANG_AFTER] }),
};

/** One lane hangs, once. */
export function lanesThatHang({ folder, random, wallMs }: Scene): ArmedFault {
  const report = join(folder, 'lanes');
  return {
    env: {
      ...preloading('laneSaboteur.ts'),
      LANE_SABOTAGE: random.integer(2) === 0 ? 'wait' : 'spin',
      LANE_SABOTAGE_AFTER: String(Math.ceil(0.3 * wallMs * random.uniform())),
      LANE_SABOTAGE_REPORT: report,
    },
    hits: () => reportLines(report).map((line) => `lane hangs, ${line}`),
  };
}
