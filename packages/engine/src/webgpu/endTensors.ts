/** The end tensors of members, for metrics: from the values that training needs where it needs them all, otherwise from a plan of their own. */
import type { DenseHead, Workload } from '@ranksweep/core';
import { haveSameValues } from '../sameValues.ts';
import { Cohort } from './cohort.ts';
import { commandsFor, type Finding } from './measure/finding.ts';
import { matricizationPlaces } from './measure/matricizationPlaces.ts';
import { singularValues } from './measure/singularValues.ts';
import type { Field } from './operation.ts';
import { endTensorShapeOf, type EndTensorShape, type Shape } from './shape.ts';

/** As many are evaluated at a time as fit into this many bytes, but at least one. */
const BYTES_AT_ONCE = 2 ** 28;

export interface FoundEndTensor {
  /** Its entries are among them: see `entriesOf`. */
  readonly values: Float32Array;
  /** Descending, by the modes in the rows. */
  readonly singularValues: ReadonlyMap<string, Float64Array>;
}

export class EndTensors {
  /** For each entry, row-major, its place among the values. */
  readonly #cellOf: Int32Array;
  readonly #training: Cohort<Shape>;
  readonly #shape: EndTensorShape;
  readonly #dims: readonly number[];
  readonly #atOnce: number;
  /** Undefined if training has all values. */
  readonly #own: Cohort<EndTensorShape> | undefined;
  /** By the modes in the rows. */
  readonly #spectra = new Map<string, Finding>();

  /** @throws InputError if the tensor has too many entries, Error if the device is out of memory */
  static async make(training: Cohort<Shape>, example: Workload, slots: number): Promise<EndTensors> {
    const shape = endTensorShapeOf(example, training.shape.division);
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
    this.#cellOf = (shape.plan.head as DenseHead).cellOf;
    this.#training = training;
    this.#shape = shape;
    this.#dims = shape.plan.network.dims;
    this.#atOnce = atOnce;
    this.#own = own;
  }

  /**
   * Of members for which training's values were just found.
   * @param spectra the modes in the rows of each matricization whose singular values the device is to find
   * @returns by member, in the order of the slots
   */
  async read(slots: readonly number[], spectra: readonly (readonly number[])[]): Promise<FoundEndTensor[]> {
    const own = this.#own;
    const { gpu, shape } = this.#training;
    if (own === undefined) return this.#found(this.#training, shape.evaluator.values, slots, spectra);
    const { kept, forward, values } = this.#shape;
    const found: FoundEndTensor[] = [];
    for (let at = 0; at < slots.length; at += this.#atOnce) {
      const some = slots.slice(at, at + this.#atOnce);
      const copying = gpu.device.createCommandEncoder();
      for (const [i, slot] of some.entries()) {
        const [from, to] = [this.#training.piece(slot, state(kept)), own.piece(i, state(kept))];
        copying.copyBufferToBuffer(from.buffer, from.offset, to.buffer, to.offset, to.bytes);
      }
      gpu.device.queue.submit([copying.finish()]);
      const places = [...some.keys()];
      await own.run(forward, places, { iterations: 1 }, true);
      found.push(...(await this.#found(own, values, places, spectra)));
    }
    return found;
  }

  /** W_e, row-major. */
  entriesOf({ values }: FoundEndTensor): Float32Array {
    const entries = new Float32Array(this.#cellOf.length);
    for (let s = 0; s < entries.length; s++) entries[s] = values[this.#cellOf[s]!]!;
    return entries;
  }

  destroy(): void {
    for (const spectrum of this.#spectra.values()) spectrum.destroy();
    this.#own?.destroy();
  }

  /** Of members whose slots are in the cohort's `slotAt`, in one transfer. */
  async #found(
    cohort: Cohort,
    values: Field,
    slots: readonly number[],
    spectra: readonly (readonly number[])[],
  ): Promise<FoundEndTensor[]> {
    const findings: Finding[] = [];
    for (const modes of spectra) findings.push(await this.#spectrumOf(cohort, values, modes));
    const pieces = slots.flatMap((slot, i) => [
      cohort.piece(slot, values),
      ...findings.map((finding) => finding.piece(i)),
    ]);
    const bytes = await cohort.gpu.read(pieces, commandsFor(cohort, findings, slots.length));
    let piece = 0;
    let at = 0;
    const next = (): Float32Array => {
      const from = at;
      at += pieces[piece]!.bytes;
      return new Float32Array(bytes, from, pieces[piece++]!.bytes / Float32Array.BYTES_PER_ELEMENT);
    };
    return slots.map(() => ({
      values: next(),
      singularValues: new Map(
        spectra.map((modes) => [modes.join(), Float64Array.from(next()).sort().reverse()]),
      ),
    }));
  }

  async #spectrumOf(cohort: Cohort, values: Field, modes: readonly number[]): Promise<Finding> {
    const name = modes.join();
    const placeOf = this.#cellOf.map((cell) => values.offset + cell);
    const known =
      this.#spectra.get(name) ??
      (await singularValues(cohort, matricizationPlaces({ dims: this.#dims, placeOf }, modes)));
    this.#spectra.set(name, known);
    return known;
  }
}

const state = (length: number): Field => ({ offset: 0, length });
