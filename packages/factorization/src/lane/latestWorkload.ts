/** The workload of a lane's latest run: the next often has the same task and model, and then the same plan. */
import { prepareWorkload, type FactorizationConfig, type Workload } from '@ranksweep/core';
import { userTarget } from '../readTarget.ts';

export class LatestWorkload {
  #key = '';
  #workload: Workload | undefined;

  /** @throws InputError as `prepareWorkload`, and when a target file is not what it was */
  async of(config: FactorizationConfig): Promise<Workload> {
    const { model, task, seed } = config;
    // All that network, problem and plan are made from: without `task.seed` the task is drawn from the run's.
    const key = JSON.stringify([model, task, task.seed ?? seed]);
    if (this.#workload === undefined || key !== this.#key) {
      this.#workload = undefined;
      this.#workload = prepareWorkload(config, await userTarget(config));
      this.#key = key;
    }
    return { ...this.#workload, config };
  }
}
