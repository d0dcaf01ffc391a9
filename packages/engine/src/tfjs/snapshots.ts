/** Measures the members of a cohort where they stand. Everything that is needed of any of them is read for all at once. */
import {
  endTensorGradient,
  findAll,
  meanLoss,
  plainQuantities,
  snapshotOf,
  tensorProblem,
  type Need,
  type Quantity,
  type Snapshot,
  type Workload,
} from '@ranksweep/core';
import type { Losses } from '../engine.ts';
import type { Cohort } from './cohort.ts';

/** What is read from the device, by the quantity that is made of it. */
const SOURCES: Readonly<Record<Quantity, readonly (keyof Sources)[]>> = {
  predictions: ['predictions'],
  testPredictions: ['testPredictions'],
  endTensor: ['endTensor'],
  endGradient: ['predictions'],
  parameter: ['parameters'],
  squaredColumnNorms: ['parameters'],
  squaredRowNorms: ['parameters'],
  radialDerivatives: ['parameters', 'gradient'],
  layerImbalance: ['parameters'],
  frobeniusNorm: ['endTensor'],
  reconstructionError: ['endTensor'],
  singularValues: ['endTensor'],
  singularValueGrowth: ['endTensor', 'predictions'],
};

/** Of every member. */
interface Sources {
  readonly predictions: readonly Float32Array[];
  readonly testPredictions: readonly Float32Array[];
  readonly endTensor: readonly Float32Array[];
  readonly parameters: readonly Float32Array[];
  readonly gradient: readonly Float32Array[];
}

/** What has been read of a cohort since it advanced. */
export class Snapshots {
  readonly #cohort: Cohort;
  readonly #read: { -readonly [Source in keyof Sources]?: Sources[Source] } = {};
  #losses: Losses[] | undefined;

  constructor(cohort: Cohort) {
    this.#cohort = cohort;
  }

  /** @param requests numbers of members, with what is needed of them */
  async measure(
    requests: readonly { readonly member: number; readonly needs: readonly Need[] }[],
  ): Promise<Snapshot[]> {
    this.#losses ??= await this.#findLosses();
    for (const { needs } of requests) {
      for (const { quantity } of needs) for (const source of SOURCES[quantity]) await this.#take(source);
    }
    return requests.map(({ member, needs }) => this.#snapshot(member, needs));
  }

  async #take<Source extends keyof Sources>(source: Source): Promise<Sources[Source]> {
    return (this.#read[source] ??= await this.#find(source)) as Sources[Source];
  }

  #find(source: keyof Sources): Promise<Float32Array[]> {
    const cohort = this.#cohort;
    switch (source) {
      case 'predictions':
        return cohort.predictions();
      case 'testPredictions':
        return cohort.testPredictions();
      case 'endTensor':
        return cohort.endTensors();
      case 'parameters':
        return cohort.parameters();
      case 'gradient':
        return cohort.gradients();
    }
  }

  /**
   * In batches, those of the epoch so far. These do not tell whether the last update has left the range of numbers, as the losses
   * at the present parameters do: of samples, which are many, those of the last batch.
   */
  async #findLosses(): Promise<Losses[]> {
    const { members, epochLosses } = this.#cohort;
    const isOfSamples = members[0]!.problem.kind === 'samples';
    const isAllKnown = epochLosses.every((losses) => losses !== undefined);
    const exact = isAllKnown && isOfSamples ? undefined : await this.#exactLosses();
    if (epochLosses.every((losses) => losses === undefined)) return exact!;
    const present = isOfSamples ? await this.#lastLosses() : exact!;
    return epochLosses.map((losses, c) => {
      if (losses === undefined) return exact![c]!;
      return Number.isFinite(present[c]!.objective) ? losses : present[c]!;
    });
  }

  async #exactLosses(): Promise<Losses[]> {
    const predictions = await this.#take('predictions');
    return this.#cohort.members.map((workload, c) => lossesOf(workload, predictions[c]!, workload.problem.y));
  }

  async #lastLosses(): Promise<Losses[]> {
    const batches = this.#cohort.lastBatches;
    const predictions = await this.#cohort.predictionsOf(batches);
    return this.#cohort.members.map((workload, c) =>
      lossesOf(
        workload,
        predictions[c]!,
        Float32Array.from(batches[c]!, (s) => workload.problem.y[s]!),
      ),
    );
  }

  #snapshot(member: number, needs: readonly Need[]): Snapshot {
    const { network, problem, config } = this.#cohort.members[member]!;
    const of = (source: keyof Sources): Float32Array => this.#read[source]![member]!;
    const matrixOf = (source: 'parameters' | 'gradient', k: number): Float32Array => {
      const sizes = network.parameters.map(({ rows, cols }) => rows * cols);
      const first = sizes.slice(0, k).reduce((a, b) => a + b, 0);
      return of(source).subarray(first, first + sizes[k]!);
    };
    const quantities = plainQuantities({
      network,
      problem,
      predictions: () => of('predictions'),
      testPredictions: () => of('testPredictions'),
      parameter: (k) => matrixOf('parameters', k),
      gradient: (k) => matrixOf('gradient', k),
      endTensor: () => of('endTensor'),
      endGradient: () => {
        const r = residualsOf(of('predictions'), problem.y);
        return endTensorGradient(tensorProblem(problem), config.loss, r);
      },
    });
    const moment = {
      network,
      problem,
      losses: this.#losses![member]!,
      flowTime: this.#cohort.flowTimes[member]!,
    };
    return snapshotOf(moment, findAll(needs, quantities));
  }
}

/** In float64, whose sums over many observations lose nothing. */
function lossesOf({ config }: Workload, predictions: Float32Array, y: Float32Array): Losses {
  const r = residualsOf(predictions, y);
  return { objective: meanLoss(config.loss, r, y), mse: meanLoss({ kind: 'mse' }, r, y) };
}

const residualsOf = (predictions: Float32Array, y: Float32Array): Float64Array =>
  Float64Array.from(y, (value, s) => predictions[s]! - value);
