/** The workload of a lane's latest run. The next run often has the same task and model, and therefore the same plan. */
import { prepareWorkload, type FactorizationConfig, type Workload } from '@ranksweep/core';
import { userTarget } from '../readTarget.ts';

export class LatestWorkload {
  #key = '';
  #workload: Workload | undefined;

  /** @throws InputError like `prepareWorkload`, and if a target file has changed */
  async of(config: FactorizationConfig): Promise<Workload> {
    const { model, task, seed } = config;
    // Everything that network, problem and plan depend on. Without `task.seed`, the task is drawn from the run's seed.
    const key = JSON.stringify([model, task, task.seed ?? seed]);
    if (this.#workload === undefined || key !== this.#key) {
      this.#workload = undefined;
      this.#workload = prepareWorkload(config, await userTarget(config));
      this.#key = key;
    }
    return { ...this.#workload, config };
  }
}
