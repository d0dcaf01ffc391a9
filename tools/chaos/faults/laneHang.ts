/** A lane that hangs in the midst of a run, in a wait that never ends or in a loop: the watchdog ends it. */
import { join } from 'node:path';
import { reportLines } from '../disk/faultyDisk.ts';
import { preloading } from '../preload/preload.ts';
import type { ArmedFault, Fault, Scene } from './fault.ts';

/** Seconds without a sign of life; more than what takes longest in the sweep needs on a slow machine. */
const HANG_AFTER = '5';

/** What the watchdog writes down of it. */
const TELLS = /^.*sign of life.*$/m;

export const laneHang: Fault = {
  name: 'lane that hangs',
  how: 'its thread waits for ever, or loops, in the midst of a run; --hang-after 5',
  tells: TELLS,
  arm: (scene) => ({ ...lanesThatHang(scene, 'run'), words: ['--hang-after', HANG_AFTER] }),
};

export const laneHangBefore: Fault = {
  name: 'lane that hangs before its run',
  how: 'likewise, when it has been given runs and has not begun',
  tells: TELLS,
  arm: (scene) => ({ ...lanesThatHang(scene, 'before'), words: ['--hang-after', HANG_AFTER] }),
};

/** One lane hangs, once. */
export function lanesThatHang({ folder, random, wallMs }: Scene, where: 'run' | 'before'): ArmedFault {
  const report = join(folder, 'lanes');
  return {
    env: {
      ...preloading('laneSaboteur.ts'),
      LANE_SABOTAGE: random.integer(2) === 0 ? 'wait' : 'spin',
      LANE_SABOTAGE_WHERE: where,
      // Lanes that have been given runs begin at once: the first that comes.
      LANE_SABOTAGE_AFTER: where === 'run' ? String(Math.ceil(0.3 * wallMs * random.uniform())) : '0',
      LANE_SABOTAGE_REPORT: report,
    },
    hits: () => reportLines(report).map((line) => `lane hangs, ${line}`),
  };
}
