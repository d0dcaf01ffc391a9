/** The workload of a lane's latest run. The next run often has the same task and model, and therefore the same plan. */
import { prepareSamples, prepareWorkload, type FactorizationConfig, type Workload } from '@ranksweep/core';
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
    const plan = JSON.stringify([model, { ...task, label: undefined }, task.seed ?? seed, batch]);
    const key = JSON.stringify([plan, task, loss.kind]);
    if (this.#workload === undefined || key !== this.#key) {
      const earlier = plan === this.#planKey ? this.#workload?.plan : undefined;
      this.#workload = undefined;
      // A plan of images is long in the making, and does not depend on their labels.
      this.#workload = isOfSamples(config)
        ? prepareSamples(config, await readSamples(config), earlier)
        : prepareWorkload(config, await taskData(config));
      this.#key = key;
      this.#planKey = plan;
    }
    return { ...this.#workload, config };
  }
}
