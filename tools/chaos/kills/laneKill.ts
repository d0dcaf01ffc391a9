/** Kills of lanes, the threads that compute, one to three in a process that goes on. */
import { join } from 'node:path';
import { reportLines } from '../disk/faultyDisk.ts';
import { preloading } from '../preload/preload.ts';
import type { KillKind } from './kill.ts';

export const laneKill: KillKind = ({ folder, random, wallMs }) => {
  const report = join(folder, 'lanes');
  const moments = Array.from({ length: 1 + random.integer(3) }, () =>
    Math.ceil(0.8 * wallMs * random.uniform()),
  );
  return {
    env: { ...preloading('laneKiller.ts'), LANE_KILLER_AT: moments.join(','), LANE_KILLER_REPORT: report },
    begin() {},
    hits: () => reportLines(report).map((line) => `a lane killed, ${line}`),
  };
};
