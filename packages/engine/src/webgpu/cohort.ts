/** A cohort on the device: its memory and pages, and the kernel that carries out lists of instructions on chosen members. */
import type { Workload } from '@ranksweep/core';
import { executionOf, type Bindings, type Execution } from './execution.ts';
import { USAGE, type Gpu, type Piece } from './gpu.ts';
import { encode } from './instruction.ts';
import { pieceOf, type CohortMemory, type Field } from './operation.ts';
import { Pages } from './pages.ts';
import { CALL_FIELDS, type Call } from './shader/prelude.ts';
import type { CohortShape, List } from './shape.ts';

/** Numbers of the trace of one iteration: step size, objective and mean square. */
export const TRACE_WIDTH = 3;

/** What the kernels read of the iterations of one member. */
export interface MemberPlan {
  /** The optimizer's numbers, iteration by iteration. */
  readonly schedule: Float32Array;
  /** Of each iteration; none without batches. */
  readonly batches: readonly Int32Array[];
}

/** What the kernels read of one call. */
export interface Tables {
  readonly iterations: number;
  /** By member. Default: the list needs none. */
  readonly plans?: readonly MemberPlan[];
  /** The most observations of a batch; 0 without batches. */
  readonly batchSize?: number;
}

export class Cohort<Of extends CohortShape = CohortShape> implements CohortMemory {
  readonly gpu: Gpu;
  readonly shape: Of;
  readonly memory: GPUBuffer;
  readonly floatsPerMember: number;
  readonly slotAt: GPUBuffer;
  readonly #pages: Pages;
  /** By slot: the word at which its page begins. */
  readonly #pageAt = new Map<number, number>();
  readonly #instructions: GPUBuffer;
  readonly #call: GPUBuffer;
  #execution: Execution | undefined;
  #tables: GPUBuffer;
  #trace: GPUBuffer;

  static async make<Of extends CohortShape>(gpu: Gpu, shape: Of, slots: number): Promise<Cohort<Of>> {
    const cohort = await gpu.allocate(() => new Cohort(gpu, shape, slots));
    try {
      cohort.#execution = await executionOf(cohort, shape);
    } catch (error) {
      cohort.destroy();
      throw error;
    }
    return cohort;
  }

  private constructor(gpu: Gpu, shape: Of, slots: number) {
    this.gpu = gpu;
    this.shape = shape;
    this.floatsPerMember = shape.floatsPerMember;
    this.memory = gpu.buffer(4 * slots * shape.floatsPerMember);
    this.slotAt = gpu.buffer(4 * slots);
    this.#pages = new Pages(gpu, shape.page.words, slots);
    const words = encode(shape.instructions);
    this.#instructions = gpu.buffer(words.byteLength);
    gpu.device.queue.writeBuffer(this.#instructions, 0, words);
    this.#call = gpu.buffer(4 * CALL_FIELDS.length, USAGE.uniform);
    this.#tables = gpu.buffer(4 * slots);
    this.#trace = gpu.buffer(4);
  }

  /** @param state the first floats of the member's share */
  load(slot: number, workload: Workload, state: Float32Array<ArrayBuffer>): void {
    this.unload(slot);
    this.#pageAt.set(slot, this.#pages.take(this.shape.page.pageOf(workload)));
    this.gpu.device.queue.writeBuffer(this.memory, 4 * slot * this.floatsPerMember, state);
  }

  unload(slot: number): void {
    const page = this.#pageAt.get(slot);
    if (page === undefined) return;
    this.#pages.giveBack(page);
    this.#pageAt.delete(slot);
  }

  /**
   * Submits a list for some members.
   * @param slots ascending
   * @param keepsAll whether all fields can be read afterwards, in place of the state being written
   */
  async run(list: List, slots: readonly number[], tables: Tables, keepsAll: boolean): Promise<void> {
    await this.prepare(list);
    const { device } = this.gpu;
    const words = this.#tableWords(slots, tables);
    this.#tables = this.#atLeast(this.#tables, 4 * words.table.length);
    const traced = this.shape.isTraced ? slots.length * tables.iterations * TRACE_WIDTH : 1;
    this.#trace = this.#atLeast(this.#trace, 4 * traced);
    const call: Call = {
      floatsPerMember: this.floatsPerMember,
      kept: this.shape.kept,
      used: this.shape.used,
      iterations: tables.iterations,
      schedule: words.schedule,
      batches: words.batches,
      batchStride: 1 + (tables.batchSize ?? 0),
      counter: this.shape.counter?.offset ?? 0,
      keepsAll: keepsAll ? 1 : 0,
    };
    device.queue.writeBuffer(this.slotAt, 0, Uint32Array.from(slots));
    device.queue.writeBuffer(this.#tables, 0, words.table);
    device.queue.writeBuffer(
      this.#call,
      0,
      Uint32Array.from(CALL_FIELDS, (name) => call[name]),
    );
    const encoder = device.createCommandEncoder();
    const pass = encoder.beginComputePass();
    this.#execution!.record(pass, list, tables.iterations, slots.length, this.#bindings);
    pass.end();
    device.queue.submit([encoder.finish()]);
  }

  /** Compiles the kernels of a list, which takes long. Those of lists that are not needed are never compiled. */
  prepare(list: List): Promise<void> {
    return this.#execution!.prepare(list);
  }

  /** Where a field of a member can be read. */
  piece(slot: number, field: Field): Piece {
    return pieceOf(this, slot, field);
  }

  /** The trace of the run that was just submitted, by member; undefined if it leaves none. */
  async trace(members: number, iterations: number): Promise<Float32Array[] | undefined> {
    if (!this.shape.isTraced) {
      await this.gpu.settled();
      return undefined;
    }
    const length = iterations * TRACE_WIDTH;
    const bytes = await this.gpu.read([{ buffer: this.#trace, offset: 0, bytes: 4 * members * length }]);
    return Array.from({ length: members }, (_, m) => new Float32Array(bytes, 4 * m * length, length));
  }

  destroy(): void {
    const buffers = [this.memory, this.slotAt, this.#instructions, this.#call, this.#tables, this.#trace];
    for (const buffer of buffers) buffer.destroy();
    this.#pages.destroy();
    this.#execution?.destroy();
  }

  #tableWords(slots: readonly number[], { iterations, plans = [], batchSize = 0 }: Tables) {
    const schedule = slots.length;
    const scheduled = plans.reduce((sum, plan) => sum + plan.schedule.length, 0);
    const batches = schedule + scheduled;
    const stride = batchSize === 0 ? 0 : 1 + batchSize;
    const table = new Uint32Array(batches + slots.length * iterations * stride);
    const floats = new Float32Array(table.buffer);
    table.set(slots.map((slot) => this.#pageAt.get(slot)!));
    plans.forEach((plan, i) => floats.set(plan.schedule, schedule + i * plan.schedule.length));
    let at = batches;
    for (const plan of plans) {
      for (const batch of plan.batches) {
        table[at] = batch.length;
        table.set(batch, at + 1);
        at += stride;
      }
    }
    return { table, schedule, batches };
  }

  #atLeast(buffer: GPUBuffer, bytes: number): GPUBuffer {
    if (buffer.size >= bytes) return buffer;
    buffer.destroy();
    return this.gpu.buffer(2 * bytes);
  }

  get #bindings(): Bindings {
    return {
      memory: this.memory,
      slotAt: this.slotAt,
      page: this.#pages.buffer,
      tables: this.#tables,
      instructions: this.#instructions,
      call: this.#call,
      trace: this.#trace,
    };
  }
}
