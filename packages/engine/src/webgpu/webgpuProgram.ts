/** A cohort as a program: members in slots, iterations in few dispatches, everything measured in one transfer. */
import { BatchOrder, findAll, snapshotOf, type Snapshot, type Workload } from '@ranksweep/core';
import type { Member, Program, SlotRequest } from '../engine.ts';
import { Epoch } from '../epoch.ts';
import { Slots } from '../slots.ts';
import type { RunState } from '../state.ts';
import { Cohort, TRACE_WIDTH } from './cohort.ts';
import type { Gpu } from './gpu.ts';
import type { MatrixField } from './layout.ts';
import { schedule, scheduleWidth } from './optimizer.ts';
import { QuantityReader } from './quantities.ts';
import type { Shape } from './shape.ts';

const MOST_ITERATIONS = 256;

/** What the host keeps of a member. */
interface Kept {
  readonly slot: number;
  readonly workload: Workload;
  readonly epoch: Epoch | undefined;
  readonly order: BatchOrder | undefined;
  iteration: number;
  decayPowers: [number, number];
  flowTime: number;
}

export class WebgpuProgram implements Program {
  readonly #cohort: Cohort<Shape>;
  readonly #slots: Slots<Kept>;
  readonly #quantities: QuantityReader;

  static async make(gpu: Gpu, shape: Shape, cohort: number): Promise<WebgpuProgram> {
    return new WebgpuProgram(await Cohort.make(gpu, shape, cohort), cohort);
  }

  private constructor(cohort: Cohort<Shape>, slots: number) {
    this.#cohort = cohort;
    this.#slots = new Slots(slots);
    this.#quantities = new QuantityReader(cohort, slots);
  }

  async load(slot: number, { workload, state }: Member): Promise<void> {
    const { problem, config } = workload;
    const samples = problem.y.length;
    const isBatched = config.batch !== undefined;
    this.#slots.replace(slot, {
      slot,
      workload,
      epoch: isBatched ? new Epoch(workload, state.epoch) : undefined,
      order: isBatched ? new BatchOrder({ samples, size: config.batch!.size, seed: config.seed }) : undefined,
      iteration: state.iteration,
      decayPowers: [...state.decayPowers],
      flowTime: state.flowTime,
    });
    this.#cohort.load(slot, workload, packed(this.#cohort.shape, state));
  }

  async unload(slot: number): Promise<void> {
    this.#slots.replace(slot, undefined);
    this.#cohort.unload(slot);
  }

  async advance(iterations: number): Promise<void> {
    for (let left = iterations; left > 0; left -= MOST_ITERATIONS) {
      await this.#advanceAtOnce(Math.min(left, MOST_ITERATIONS));
    }
  }

  async measure(requests: readonly SlotRequest[]): Promise<Snapshot[]> {
    if (requests.length === 0) return [];
    const members = requests.map(({ slot }) => this.#slots.at(slot));
    const measured = await this.#quantities.read(
      requests.map(({ slot, needs }, i) => ({ slot, needs, workload: members[i]!.workload })),
    );
    return measured.map(({ losses: present, quantities }, i) => {
      const { workload, epoch, flowTime } = members[i]!;
      const { network, problem } = workload;
      const ofEpoch = epoch?.losses;
      const losses = ofEpoch !== undefined && Number.isFinite(present.objective) ? ofEpoch : present;
      return snapshotOf({ network, problem, losses, flowTime }, findAll(requests[i]!.needs, quantities));
    });
  }

  async state(slot: number): Promise<RunState> {
    const { iteration, decayPowers, flowTime, epoch } = this.#slots.at(slot);
    const { shape, gpu } = this.#cohort;
    const floats = new Float32Array(
      await gpu.read([this.#cohort.piece(slot, { offset: 0, length: shape.kept })]),
    );
    return {
      iteration,
      meanSquare: floats[shape.meanSquare.offset]!,
      decayPowers: [...decayPowers],
      flowTime,
      ...(epoch === undefined ? {} : { epoch: epoch.sums }),
      parameters: unpacked(shape.parameters, floats),
      slots: shape.slots.map((matrices) => unpacked(matrices, floats)),
    };
  }

  dispose(): void {
    this.#quantities.destroy();
    this.#cohort.destroy();
  }

  async #advanceAtOnce(iterations: number): Promise<void> {
    const { shape } = this.#cohort;
    const members = this.#slots.loaded;
    if (members.length === 0) return;
    const { optimizer, batch } = members[0]!.workload.config;
    const schedules =
      scheduleWidth(optimizer) === 0
        ? undefined
        : members.map(({ decayPowers }) => schedule(optimizer, decayPowers, iterations));
    const batches =
      batch === undefined
        ? undefined
        : members.map(({ order, iteration }) =>
            Array.from({ length: iterations }, (_, i) => order!.at(iteration + i).slice()),
          );
    const batchSize = batch === undefined ? 0 : Math.min(batch.size, members[0]!.workload.problem.y.length);
    this.#cohort.run(
      shape.iteration,
      members.map(({ slot }) => slot),
      {
        iterations,
        ...(schedules === undefined ? {} : { schedules }),
        ...(batches === undefined ? {} : { batches, batchSize }),
      },
      false,
    );
    const trace = shape.isTraced
      ? new Float32Array(await this.#cohort.readTrace(members.length, iterations))
      : undefined;
    members.forEach((member, m) => {
      for (let i = 0; i < iterations; i++) {
        const at = TRACE_WIDTH * (m * iterations + i);
        if (member.epoch !== undefined) {
          const { length } = member.epoch.batchAt(member.iteration);
          member.epoch.add(length, { objective: trace![at + 1]!, mse: trace![at + 2]! });
        }
        if (optimizer.kind === 'group-rmsprop') member.flowTime += trace![at]!;
        else if (optimizer.kind === 'sgd' && optimizer.momentum === 0)
          member.flowTime += optimizer.learningRate;
        member.iteration++;
      }
    });
  }
}

/** The state as the first floats of a member's share. */
function packed(shape: Shape, { parameters, slots, meanSquare }: RunState): Float32Array<ArrayBuffer> {
  const floats = new Float32Array(shape.kept);
  const put = (matrices: readonly MatrixField[], values: Float32Array | Float64Array): void => {
    let at = 0;
    for (const { offset, length } of matrices) floats.set(values.subarray(at, (at += length)), offset);
  };
  put(shape.parameters, parameters);
  slots.forEach((slot, i) => put(shape.slots[i]!, slot));
  floats[shape.meanSquare.offset] = meanSquare;
  return floats;
}

/** Matrices one after another. Every NaN is the canonical one: which it is differs between devices. */
function unpacked(matrices: readonly MatrixField[], floats: Float32Array): Float32Array {
  const values = new Float32Array(matrices.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const { offset, length } of matrices) {
    values.set(floats.subarray(offset, offset + length), at);
    at += length;
  }
  return values.some(Number.isNaN) ? values.map((value) => (Number.isNaN(value) ? NaN : value)) : values;
}
