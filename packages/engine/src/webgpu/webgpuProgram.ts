/** A cohort as a program: members in slots, iterations in few dispatches, everything measured in one transfer. */
import { findAll, snapshotOf, type Snapshot } from '@ranksweep/core';
import type { Member, Program, SlotRequest } from '../engine.ts';
import { Slots } from '../slots.ts';
import type { RunState } from '../state.ts';
import { iterationsAtOnce } from './atOnce.ts';
import { Cohort } from './cohort.ts';
import type { Gpu } from './gpu.ts';
import { HostMember } from './member.ts';
import { packed, unpacked } from './packing.ts';
import { QuantityReader } from './quantities.ts';
import type { Shape } from './shape.ts';

export class WebgpuProgram implements Program {
  readonly #cohort: Cohort<Shape>;
  readonly #slots: Slots<HostMember>;
  readonly #quantities: QuantityReader;

  static async make(gpu: Gpu, shape: Shape, cohort: number): Promise<WebgpuProgram> {
    const made = await Cohort.make(gpu, shape, cohort);
    await made.prepare(shape.iteration);
    return new WebgpuProgram(made, cohort);
  }

  private constructor(cohort: Cohort<Shape>, slots: number) {
    this.#cohort = cohort;
    this.#slots = new Slots(slots);
    this.#quantities = new QuantityReader(cohort, slots);
  }

  async load(slot: number, member: Member): Promise<void> {
    this.#slots.replace(slot, new HostMember(slot, member));
    this.#cohort.load(slot, member.workload, packed(this.#cohort.shape, member.state));
  }

  async unload(slot: number): Promise<void> {
    this.#slots.replace(slot, undefined);
    this.#cohort.unload(slot);
  }

  async advance(iterations: number): Promise<void> {
    const members = this.#slots.loaded.length;
    if (members === 0) return;
    const { shape, gpu } = this.#cohort;
    const { work, batch, scheduleWidth } = shape;
    const { isEmulated } = gpu.description;
    const atOnce = iterationsAtOnce({ work, members, tableWords: scheduleWidth + batch, isEmulated });
    // The next iterations are submitted before the last are done, so that the device never waits.
    let last: Promise<() => void> | undefined;
    for (let left = iterations; left > 0; left -= atOnce) {
      const next = this.#submit(Math.min(left, atOnce));
      next.catch(() => {}); // It is awaited one turn later, unless the last has failed.
      (await last)?.();
      last = next;
    }
    (await last)?.();
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

  /** @returns once the device has done the iterations: what tells the host's members of them, in the order of the calls */
  async #submit(iterations: number): Promise<() => void> {
    const { shape } = this.#cohort;
    const members = this.#slots.loaded;
    const plans = members.map((member) => member.plan(iterations));
    const slots = members.map(({ slot }) => slot);
    await this.#cohort.run(shape.iteration, slots, { iterations, plans, batchSize: shape.batch }, false);
    const trace = await this.#cohort.trace(members.length, iterations);
    return () => members.forEach((member, m) => member.take(plans[m]!, trace?.[m]));
  }
}
