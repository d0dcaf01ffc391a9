/** Quantities of members: what metrics need is read from the device in bulk, and the rest is computed on the host. */
import {
  concernsEndTensor,
  concernsGradient,
  need,
  numelOf,
  plainQuantities,
  tensorProblem,
  type Need,
  type Quantities,
  unionOf,
  type Workload,
} from '@ranksweep/core';
import type { Losses } from '../engine.ts';
import type { Cohort } from './cohort.ts';
import { EndTensors, type FoundEndTensor } from './endTensors.ts';
import { commandsFor } from './measure/finding.ts';
import { isOfDots, ParameterDots } from './measure/parameterDots.ts';
import { isForDevice } from './measure/singularValues.ts';
import type { Field } from './operation.ts';
import type { Shape } from './shape.ts';

export interface MemberRequest {
  readonly slot: number;
  readonly workload: Workload;
  readonly needs: readonly Need[];
}

export interface Measured {
  /** Exact, over all observations. */
  readonly losses: Losses;
  readonly quantities: Quantities;
}

/** What was read of a member. */
interface Read {
  readonly workload: Workload;
  readonly floats: ReadonlyMap<Field, Float32Array>;
  /** By the keys of the needs. */
  readonly dots: ReadonlyMap<string, Float64Array>;
  readonly endTensor: FoundEndTensor | undefined;
}

export class QuantityReader {
  readonly #cohort: Cohort<Shape>;
  readonly #slots: number;
  /** Made when a metric first needs them. */
  #endTensors: EndTensors | undefined;
  #dots: ParameterDots | undefined;

  /** @param slots of the cohort */
  constructor(cohort: Cohort<Shape>, slots: number) {
    this.#cohort = cohort;
    this.#slots = slots;
  }

  /** @param requests by ascending slot. @returns in their order */
  async read(requests: readonly MemberRequest[]): Promise<Measured[]> {
    const { shape, gpu } = this.#cohort;
    const needs = unionOf(requests.map((request) => request.needs));
    const slots = requests.map(({ slot }) => slot);
    const list = needs.some(concernsGradient) ? shape.differentiating : shape.losing;
    await this.#cohort.run(list, slots, { iterations: 1 }, true);
    const dots = await this.#dotsFor(needs.filter(isOfDots));
    const findings = dots === undefined ? [] : [dots.finding];
    const fields = fieldsFor(shape, needs);
    const pieces = slots.flatMap((slot, i) => [
      ...fields.map((field) => this.#cohort.piece(slot, field)),
      ...findings.map((finding) => finding.piece(i)),
    ]);
    // Both are submitted before either is waited for.
    const [bytes, endTensors] = await Promise.all([
      gpu.read(pieces, commandsFor(this.#cohort, findings, slots.length)),
      this.#endTensorsFor(requests[0]!.workload, needs, slots),
    ]);
    let at = 0;
    const next = (length: number): Float32Array => {
      const floats = new Float32Array(bytes, at, length);
      at += floats.byteLength;
      return floats;
    };
    return requests.map(({ workload }, i) =>
      this.#measuredOf({
        workload,
        floats: new Map(fields.map((field) => [field, next(field.length)])),
        dots: dots?.byKey(next(dots.length)) ?? new Map(),
        endTensor: endTensors?.[i],
      }),
    );
  }

  destroy(): void {
    this.#dots?.finding.destroy();
    this.#endTensors?.destroy();
  }

  /** Runs are measured again and again, mostly for the same needs: only the last are kept. */
  async #dotsFor(needs: Parameters<typeof ParameterDots.make>[2]): Promise<ParameterDots | undefined> {
    if (needs.length === 0) return undefined;
    if (!this.#dots?.answers(needs)) {
      this.#dots?.finding.destroy();
      this.#dots = await ParameterDots.make(this.#cohort, this.#cohort.shape, needs);
    }
    return this.#dots;
  }

  async #endTensorsFor(
    example: Workload,
    needs: readonly Need[],
    slots: readonly number[],
  ): Promise<FoundEndTensor[] | undefined> {
    if (!needs.some((one) => concernsEndTensor(one) && one.quantity !== 'endGradient')) return undefined;
    const { dims } = example.network;
    const spectra = needs.filter(isOfSpectrum).map(({ of: modes }) => modes);
    this.#endTensors ??= await EndTensors.make(this.#cohort, example, this.#slots);
    return this.#endTensors.read(
      slots,
      spectra.filter((modes) => {
        const rows = numelOf(modes.map((mode) => dims[mode - 1]!));
        return isForDevice({ rows, cols: numelOf(dims) / rows });
      }),
    );
  }

  #measuredOf({ workload, floats, dots, endTensor }: Read): Measured {
    const { network, problem } = workload;
    const { shape } = this.#cohort;
    const { objective, evaluator } = shape;
    const of = (field: Field): Float32Array => floats.get(field)!;
    const [loss, mse] = of(shape.losses) as unknown as [number, number];
    let entries: Float32Array | undefined;
    const plain = plainQuantities({
      network,
      problem,
      predictions: () => {
        const places = objective.placeOf?.(workload);
        const values = of(objective.predictions);
        const all = places === undefined ? values : Float32Array.from(places, (place) => values[place]!);
        return all.subarray(0, problem.y.length);
      },
      testPredictions: () => of(evaluator.values).subarray(problem.y.length),
      parameter: (k) => of(shape.parameters[k]!),
      gradient: (k) => of(shape.gradients[k]!),
      endTensor: () => (entries ??= this.#endTensors!.entriesOf(endTensor!)),
      endGradient: () => endGradient(workload, of(evaluator.valueGradients)),
    });
    return {
      losses: { objective: loss, mse },
      quantities: {
        ...plain,
        squaredColumnNorms: (k) => dots.get(need('squaredColumnNorms', k).key)!,
        squaredRowNorms: (k) => dots.get(need('squaredRowNorms', k).key)!,
        radialDerivatives: (k) => dots.get(need('radialDerivatives', k).key)!,
        singularValues: (modes) => endTensor!.singularValues.get(modes.join()) ?? plain.singularValues(modes),
      },
    };
  }
}

const isOfSpectrum = (one: Need): one is Need<'singularValues'> => one.quantity === 'singularValues';

/** The fields that are read for these needs, without duplicates. */
function fieldsFor(shape: Shape, needs: readonly Need[]): Field[] {
  const { losses, parameters, objective, evaluator } = shape;
  const fields = new Set<Field>([losses]);
  for (const { quantity } of needs) {
    if (quantity === 'parameter' || quantity === 'layerImbalance')
      for (const matrix of parameters) fields.add(matrix);
    if (quantity === 'predictions') fields.add(objective.predictions);
    if (quantity === 'testPredictions') fields.add(evaluator.values);
    if (quantity === 'endGradient' || quantity === 'singularValueGrowth')
      fields.add(evaluator.valueGradients);
  }
  return [...fields];
}

/** dL/dW_e, row-major, from the gradient of the last join's values. */
function endGradient({ problem, plan }: Workload, values: Float32Array): Float32Array {
  const ofTensor = tensorProblem(problem);
  const { head } = plan;
  const tensor = new Float32Array(ofTensor.target.length);
  const positions = ofTensor.kind === 'completion' ? ofTensor.observed : tensor.map((_, i) => i);
  positions.forEach((position, s) => {
    tensor[position] = values[head.kind === 'dense' ? head.cellOf[s]! : s]!;
  });
  return tensor;
}
