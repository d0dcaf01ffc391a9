/** Programs in a lane. */
import type { StreamKind } from '@ranksweep/run';
import type { ProgramConfig } from '../schema.ts';
import { runProgram } from './runProgram.ts';
import { Starter } from './start/starter.ts';

export function programLane(): StreamKind<ProgramConfig> {
  const starter = new Starter();
  return {
    lossOf: ({ program: { loss } }) => loss,
    stream: (run) => runProgram(run, starter),
  };
}
