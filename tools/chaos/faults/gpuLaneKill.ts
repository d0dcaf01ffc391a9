/** The process of a GPU's lane dies, or stands still, once or twice while the program that started it goes on. */
import type { Fault } from './fault.ts';
import { strikeLane } from './strikeLane.ts';

/** A crash of the driver ends the process as SIGSEGV does. */
export const laneSignals = ['SIGKILL', 'SIGSEGV', 'SIGSTOP'] as const;
export type LaneSignal = (typeof laneSignals)[number];

/** Seconds without a sign of life; more than a software driver needs for what takes it longest. */
const HANG_AFTER = '20';

/** More would end a run that is struck each time: it has three tries. */
const MOST_IN_PROCESS = 2;

/** @param signal default: drawn */
export const gpuLaneKillBy = (signal?: LaneSignal): Fault => ({
  name: "process of a GPU's lane killed",
  how: `${laneSignals.join(', ')}, up to twice in a process; --hang-after ${HANG_AFTER}`,
  tells: /^again.*$/m,
  arm({ random, wallMs }) {
    const moments = Array.from({ length: 1 + random.integer(MOST_IN_PROCESS) }, () => ({
      delayMs: 0.6 * wallMs * random.uniform(),
      signal: signal ?? laneSignals[random.integer(laneSignals.length)]!,
    }));
    const hits: string[] = [];
    let status: number | null = 0;
    return {
      words: ['--hang-after', HANG_AFTER],
      async inflict(program) {
        void program.ended.then((ended) => ({ status } = ended));
        for (const next of moments) {
          if (await strikeLane(program, next)) hits.push(`${next.signal} of a GPU's lane`);
        }
      },
      hits: () => hits,
      // It costs an attempt, not the sweep.
      findings: () =>
        hits.length === 0 || status === 0
          ? []
          : [{ kind: 'stuck', where: `the program ended with status ${status} after ${hits.join(' and ')}` }],
    };
  },
});

export const gpuLaneKill = gpuLaneKillBy();
