/** Signals that ask the program to stop: it saves every run where it is. */
import type { Program } from '../program.ts';
import type { ArmedFault, Fault, Scene } from './fault.ts';
import { lanesThatHang } from './laneHang.ts';
import { hasSaid, stillRuns, whileComputing } from './moments.ts';

/** A second signal counts as another only after a while. */
const AGAIN_MS = 1500;

const stopBy = (signal: NodeJS.Signals, scene: Scene): ArmedFault => {
  let isSent = false;
  return {
    async inflict(program) {
      if (!(await whileComputing(program, scene))) return;
      isSent = true;
      program.kill(signal);
    },
    hits: () => (isSent ? [signal] : []),
  };
};

export const sigterm: Fault = {
  name: 'SIGTERM',
  how: 'sent while lanes compute',
  tells: /^Stopp.*$/m,
  arm: (scene) => stopBy('SIGTERM', scene),
};

export const sigint: Fault = {
  name: 'Ctrl-C',
  how: 'SIGINT while lanes compute',
  tells: /^Stopp.*$/m,
  arm: (scene) => stopBy('SIGINT', scene),
};

export const sigintTwice: Fault = {
  name: 'Ctrl-C twice',
  how: 'SIGINT while a lane hangs, which therefore cannot stop, and again later',
  tells: /^Stopp.*$/m,
  arm(scene) {
    const hanging = lanesThatHang(scene, 'run');
    let isSent = false;
    const inflict = async (program: Program): Promise<void> => {
      while (hanging.hits().length === 0) if (!(await stillRuns(program, 50))) return;
      program.kill('SIGINT');
      if (!(await hasSaid(program, /^Stopping/m)) || !(await stillRuns(program, AGAIN_MS))) return;
      isSent = true;
      program.kill('SIGINT');
    };
    return { env: hanging.env!, inflict, hits: () => (isSent ? ['SIGINT twice'] : []) };
  },
};
