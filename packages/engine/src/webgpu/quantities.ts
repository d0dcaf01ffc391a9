/** Quantities of members: what metrics need is read from the device in bulk, and the rest is computed on the host. */
import {
  concernsEndTensor,
  concernsGradient,
  plainQuantities,
  tensorProblem,
  type Need,
  type Quantities,
  type Quantity,
  type Workload,
} from '@ranksweep/core';
import type { Losses } from '../engine.ts';
import type { Cohort } from './cohort.ts';
import { EndTensors } from './endTensors.ts';
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

const ofParameters: ReadonlySet<Quantity> = new Set([
  'parameter',
  'squaredColumnNorms',
  'squaredRowNorms',
  'radialDerivatives',
  'layerImbalance',
]);

/** What was read of a member, by field. */
type Floats = ReadonlyMap<Field, Float32Array>;

export class QuantityReader {
  readonly #cohort: Cohort<Shape>;
  readonly #slots: number;
  /** Made when a metric first needs them. */
  #endTensors: EndTensors | undefined;

  /** @param slots of the cohort */
  constructor(cohort: Cohort<Shape>, slots: number) {
    this.#cohort = cohort;
    this.#slots = slots;
  }

  /** @returns in the order of the requests */
  async read(requests: readonly MemberRequest[]): Promise<Measured[]> {
    const { shape, gpu } = this.#cohort;
    const needs = requests.flatMap((request) => request.needs);
    const slots = requests.map(({ slot }) => slot);
    const list = needs.some(concernsGradient) ? shape.differentiating : shape.losing;
    this.#cohort.run(list, slots, { iterations: 1 }, true);
    const fields = fieldsFor(shape, needs);
    const pieces = slots.flatMap((slot) => fields.map((field) => this.#cohort.piece(slot, field)));
    const bytes = await gpu.read(pieces);
    const isTensorNeeded = needs.some((one) => concernsEndTensor(one) && one.quantity !== 'endGradient');
    const tensors = isTensorNeeded ? await this.#readEndTensors(requests[0]!.workload, slots) : undefined;
    let at = 0;
    return requests.map(({ workload }, i) => {
      const floats = new Map<Field, Float32Array>();
      for (const field of fields) {
        floats.set(field, new Float32Array(bytes, at, field.length));
        at += 4 * field.length;
      }
      return this.#measuredOf(workload, floats, tensors?.[i]);
    });
  }

  destroy(): void {
    this.#endTensors?.destroy();
  }

  async #readEndTensors(example: Workload, slots: readonly number[]): Promise<Float32Array[]> {
    this.#endTensors ??= await EndTensors.make(this.#cohort, example, this.#slots);
    const { cellOf } = this.#endTensors;
    const values = await this.#endTensors.read(slots);
    return values.map((own) => Float32Array.from(cellOf, (cell) => own[cell]!));
  }

  #measuredOf(workload: Workload, floats: Floats, endTensor: Float32Array | undefined): Measured {
    const { network, problem } = workload;
    const { shape } = this.#cohort;
    const { objective, evaluator } = shape;
    const of = (field: Field): Float32Array => floats.get(field)!;
    const [loss, mse] = of(shape.losses) as unknown as [number, number];
    return {
      losses: { objective: loss, mse },
      quantities: plainQuantities({
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
        endTensor: () => endTensor!,
        endGradient: () => endGradient(workload, of(evaluator.valueGradients)),
      }),
    };
  }
}

/** The fields that are read for these needs, without duplicates. */
function fieldsFor(shape: Shape, needs: readonly Need[]): Field[] {
  const { losses, parameters, gradients, objective, evaluator } = shape;
  const fields = new Set<Field>([losses]);
  for (const { quantity } of needs) {
    if (ofParameters.has(quantity)) for (const matrix of parameters) fields.add(matrix);
    if (quantity === 'radialDerivatives') for (const matrix of gradients) fields.add(matrix);
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
