/** The workload of a lane's latest run. The next run often has the same task and model, and therefore the same plan. */
import {
  prepareSamples,
  prepareWorkload,
  type FactorizationConfig,
  type Plan,
  type SamplesConfig,
  type SamplesProblem,
  type Workload,
} from '@ranksweep/core';
import { isOfSamples, readSamples } from '../samplesTask.ts';
import { taskData } from '../taskData.ts';

export class LatestWorkload {
  #key = '';
  #workload: Workload | undefined;

  /** @throws InputError like `prepareWorkload`, and if data have changed */
  async of(config: FactorizationConfig): Promise<Workload> {
    const { model, task, seed, batch, loss } = config;
    // Everything that network, problem and plan depend on. Without `task.seed`, the task is drawn from the run's seed.
    const key = JSON.stringify([model, task, task.seed ?? seed, batch, loss.kind]);
    if (this.#workload === undefined || key !== this.#key) {
      const earlier = this.#workload;
      this.#workload = undefined;
      this.#workload = isOfSamples(config)
        ? await workloadOfSamples(config, earlier)
        : prepareWorkload(config, await taskData(config));
      this.#key = key;
    }
    return { ...this.#workload, config };
  }
}

async function workloadOfSamples(config: SamplesConfig, earlier: Workload | undefined): Promise<Workload> {
  const problem = await readSamples(config);
  return prepareSamples(config, problem, planOfSame(earlier, config, problem));
}

/**
 * The plan of images is long in the making, and depends neither on their labels nor on the components of CP.
 * @returns that of an earlier workload, if it is the same but for the width
 */
function planOfSame(
  earlier: Workload | undefined,
  { model, batch }: SamplesConfig,
  { dims, tuples, test }: SamplesProblem,
): Plan | undefined {
  if (earlier?.problem.kind !== 'samples') return undefined;
  const { config, problem, plan } = earlier;
  const isSame =
    shapeOf(model, batch, dims) === shapeOf(config.model, config.batch, problem.dims) &&
    isEqual(tuples, problem.tuples) &&
    isEqual(test?.tuples, problem.test?.tuples);
  return isSame ? plan : undefined;
}

const shapeOf = (model: Workload['config']['model'], ...others: readonly unknown[]): string =>
  JSON.stringify([{ ...model, components: undefined }, ...others]);

const NO_BYTES = new Uint8Array(0);

const isEqual = (a: Uint8Array = NO_BYTES, b: Uint8Array = NO_BYTES): boolean => Buffer.compare(a, b) === 0;
