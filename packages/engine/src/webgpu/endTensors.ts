/** The end tensors of members, for metrics: from the values that training needs where it needs them all, otherwise from a plan of their own. */
import type { DenseHead, Workload } from '@ranksweep/core';
import { haveSameValues } from '../sameValues.ts';
import { Cohort } from './cohort.ts';
import type { Field } from './operation.ts';
import { endTensorShapeOf, type EndTensorShape, type Shape } from './shape.ts';

/** As many are evaluated at a time as fit into this many bytes, but at least one. */
const BYTES_AT_ONCE = 2 ** 28;

export class EndTensors {
  /** For each entry, row-major, its place among the values. */
  readonly cellOf: Int32Array;
  readonly #training: Cohort<Shape>;
  readonly #shape: EndTensorShape;
  readonly #atOnce: number;
  /** Undefined if training has all values. */
  readonly #own: Cohort<EndTensorShape> | undefined;

  /** @throws InputError if the tensor has too many entries, Error if the device is out of memory */
  static async make(training: Cohort<Shape>, example: Workload, slots: number): Promise<EndTensors> {
    const shape = endTensorShapeOf(example);
    const most = Math.floor(BYTES_AT_ONCE / (4 * shape.floatsPerMember));
    const atOnce = Math.max(1, Math.min(slots, most));
    if (haveSameValues(example.plan, shape.plan)) return new EndTensors(training, shape, atOnce, undefined);
    const own = await Cohort.make(training.gpu, shape, atOnce);
    for (let slot = 0; slot < atOnce; slot++) own.load(slot, example, new Float32Array(0));
    return new EndTensors(training, shape, atOnce, own);
  }

  private constructor(
    training: Cohort<Shape>,
    shape: EndTensorShape,
    atOnce: number,
    own: Cohort<EndTensorShape> | undefined,
  ) {
    this.cellOf = (shape.plan.head as DenseHead).cellOf;
    this.#training = training;
    this.#shape = shape;
    this.#atOnce = atOnce;
    this.#own = own;
  }

  /** Of members for which training's values were just found. @returns by member, in the order of the slots */
  async read(slots: readonly number[]): Promise<Float32Array[]> {
    const own = this.#own;
    const { gpu, shape } = this.#training;
    if (own === undefined) {
      const { values } = shape.evaluator;
      return split(await gpu.read(slots.map((slot) => this.#training.piece(slot, values))), values.length);
    }
    const { kept, forward, values } = this.#shape;
    const found: Float32Array[] = [];
    for (let at = 0; at < slots.length; at += this.#atOnce) {
      const some = slots.slice(at, at + this.#atOnce);
      const copying = gpu.device.createCommandEncoder();
      for (const [i, slot] of some.entries()) {
        const [from, to] = [this.#training.piece(slot, state(kept)), own.piece(i, state(kept))];
        copying.copyBufferToBuffer(from.buffer, from.offset, to.buffer, to.offset, to.bytes);
      }
      gpu.device.queue.submit([copying.finish()]);
      const places = [...some.keys()];
      own.run(forward, places, { iterations: 1 }, true);
      const read = await gpu.read(places.map((i) => own.piece(i, values)));
      found.push(...split(read, values.length));
    }
    return found;
  }

  destroy(): void {
    this.#own?.destroy();
  }
}

const state = (length: number): Field => ({ offset: 0, length });

const split = (bytes: ArrayBuffer, length: number): Float32Array[] =>
  Array.from(
    { length: bytes.byteLength / (4 * length) },
    (_, i) => new Float32Array(bytes, 4 * length * i, length),
  );
