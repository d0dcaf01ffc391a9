/** The workload of a lane's latest run. The next run often has the same task and model, and therefore the same plan. */
import {
  prepareSamples,
  prepareWorkload,
  type FactorizationConfig,
  type SamplesConfig,
  type Workload,
} from '@ranksweep/core';
import { isOfSamples, readSamples } from '../samplesTask.ts';
import { taskData } from '../taskData.ts';

export class LatestWorkload {
  #key = '';
  #planKey = '';
  #workload: Workload | undefined;

  /** @throws InputError like `prepareWorkload`, and if data have changed */
  async of(config: FactorizationConfig): Promise<Workload> {
    const { model, task, seed, batch, loss } = config;
    // Everything that network, problem and plan depend on. Without `task.seed`, the task is drawn from the run's seed.
    // The plan of images is long in the making, and depends neither on their labels nor on the components of CP.
    const plan = isOfSamples(config)
      ? JSON.stringify([{ ...model, components: undefined }, tuplesOf(config), task.seed ?? seed, batch])
      : '';
    const key = JSON.stringify([model, task, task.seed ?? seed, batch, loss.kind]);
    if (this.#workload === undefined || key !== this.#key) {
      const earlier = plan === this.#planKey ? this.#workload?.plan : undefined;
      this.#workload = undefined;
      this.#workload = isOfSamples(config)
        ? prepareSamples(config, await readSamples(config), earlier)
        : prepareWorkload(config, await taskData(config));
      this.#key = key;
      this.#planKey = plan;
    }
    return { ...this.#workload, config };
  }
}

/** What the pixels depend on. */
const tuplesOf = ({ task }: SamplesConfig): object => ({
  ...task,
  label: undefined,
  randomize: task.randomize === 'images' ? task.randomize : undefined,
});
