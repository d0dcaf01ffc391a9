/** Programs in a lane. */
import type { LaneOptions, StreamKind } from '@ranksweep/run';
import type { ProgramConfig } from '../schema.ts';
import { runProgram } from './runProgram.ts';

export const programLane = ({ device }: LaneOptions): StreamKind<ProgramConfig> => ({
  lossOf: ({ program: { loss } }) => loss,
  stream: (run) => runProgram(run, device),
});
