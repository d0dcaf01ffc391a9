/** Whoever reads what the program says stops reading: `ranksweep run | head`. */
import type { Fault } from './fault.ts';
import { whileComputing } from './moments.ts';

export const readerGone: Fault = {
  name: 'reader of the output gone',
  how: 'both pipes closed while lanes compute',
  arm(scene) {
    let isClosed = false;
    return {
      async inflict(program) {
        if (!(await whileComputing(program, scene))) return;
        isClosed = true;
        program.closeOutput();
      },
      hits: () => (isClosed ? ['output closed'] : []),
    };
  },
};
