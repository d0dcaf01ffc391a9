/** A run at its beginning. */
import { prepareWorkload, type RunConfig } from '@ranksweep/core';
import { initialState, type Engine, type Program } from '../../src/index.ts';

export async function start(engine: Engine, config: RunConfig): Promise<Program> {
  const workload = prepareWorkload(config);
  const { network } = workload;
  const shape = { network, loss: config.loss, optimizer: config.optimizer, cohort: 1 };
  const program = await engine.compile(shape, (await engine.devices())[0]!);
  await program.load([{ workload, state: initialState(workload) }]);
  return program;
}
