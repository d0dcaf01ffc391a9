/** One run of a cohort: its driver, what it has recorded, and the messages about it. */
import type { RunConfig, StopReason, TrajectoryChunk, TrajectoryEvent } from '@ranksweep/core';
import { decodeCheckpoint, encodeCheckpoint } from '../driver/checkpoint.ts';
import { NO_MEMORY, RunDriver, type Memory } from '../driver/driver.ts';
import type { Loaded, Measurement, Trainer, TrainerKind } from '../laneKind.ts';
import type {
  ChunkMessage,
  CheckpointMessage,
  LaneMessage,
  LaneRun,
  Snapshots,
  StopMessage,
} from '../messages.ts';
import type { SaveClock } from './saveClock.ts';
import { toldDerived } from './derivedParts.ts';
import { SnapshotBuffer } from './snapshotBuffer.ts';
import { errorOf, StopCondition } from '../stop/stopCondition.ts';
import { WholeTrajectory } from './wholeTrajectory.ts';

/**
 * Events are searched for again each time the number of snapshots has grown by this factor. All searches of a run together cost
 * about ten times as much as the last one.
 */
const EVENTS_AGAIN = 1.1;

export interface MemberOptions {
  readonly run: LaneRun;
  readonly slot: number;
  /** The clock of the run, which started when the run began. */
  readonly clock: SaveClock;
  readonly kind: TrainerKind;
  readonly trainer: Trainer;
}

/** Where a run stands when it is put into its slot. */
interface Stand {
  readonly loaded: Loaded;
  readonly memory: Memory;
}

export class UnreadableStateError extends Error {
  override readonly name = 'UnreadableStateError';
}

export class Member {
  readonly key: number;
  readonly slot: number;
  readonly driver: RunDriver;
  readonly #config: RunConfig;
  readonly #clock: SaveClock;
  readonly #kind: TrainerKind;
  readonly #trainer: Trainer;
  readonly #loaded: Loaded;
  readonly #buffer: SnapshotBuffer;
  readonly #trajectory = new WholeTrajectory();
  /** The number of snapshots at the last search for events. */
  #searched = 0;

  /**
   * Puts a run into its slot.
   * @throws UnreadableStateError if the run cannot resume from its checkpoint, for example one of an earlier version. Otherwise
   *   throws what `Trainer.load` throws without a state, or what reading the earlier points throws. The slot is then empty.
   */
  static async load(options: MemberOptions): Promise<Member> {
    const stand = await loadedStand(options);
    try {
      return new Member(options, stand);
    } catch (error) {
      await options.trainer.unload(options.slot);
      throw error;
    }
  }

  private constructor(options: MemberOptions, { loaded, memory }: Stand) {
    const { run, slot, clock, kind, trainer } = options;
    const { stop, record } = run.config;
    const { iteration, metrics } = loaded;
    this.key = run.key;
    this.slot = slot;
    this.#config = run.config;
    this.#clock = clock;
    this.#kind = kind;
    this.#trainer = trainer;
    this.#loaded = loaded;
    this.#buffer = new SnapshotBuffer(metrics);
    const condition = conditionOf(stop.when, metrics);
    for (const block of run.earlier ?? []) {
      this.#trajectory.append(block);
      condition?.recall(block);
    }
    this.driver = new RunDriver({
      stop,
      record,
      metrics,
      iteration,
      memory,
      pauseAt: run.pauseAt,
      condition,
    });
  }

  /** Whether it is looked at where its iterations reach certain numbers, instead of every so many. */
  get isSeenByDecade(): boolean {
    const { perDecade, onChange } = this.#config.record;
    return perDecade !== undefined && onChange === undefined;
  }

  /** Keeps a snapshot of the current iteration. */
  keep(measured: Measurement): void {
    this.#buffer.add(this.driver.iteration, measured);
  }

  /** Whether it is time to send the snapshots that were kept. */
  get isChunkDue(): boolean {
    return this.#buffer.isDue;
  }

  async chunk(): Promise<ChunkMessage> {
    return { kind: 'chunk', key: this.key, snapshots: this.#take()!, events: this.#eventsWhenDue() };
  }

  /** Saves the run unless it has made no progress since the last save. */
  get isSaveDue(): boolean {
    return this.driver.iteration > this.#loaded.iteration && this.#clock.isDue;
  }

  async save(): Promise<CheckpointMessage> {
    return { kind: 'checkpoint', key: this.key, ...(await this.#saved()), events: this.#eventsWhenDue() };
  }

  /** Stops the run where it is, to be resumed later. */
  async stop(reason: StopMessage['reason']): Promise<StopMessage> {
    const saved = await this.#saved();
    const events = this.#kind.eventsSoFar(this.#config, this.#trajectory.series());
    return { kind: 'end', key: this.key, reason, ...saved, events };
  }

  /** @returns the messages to send, in this order */
  async end(reason: StopReason): Promise<LaneMessage[]> {
    const endOnly = !this.driver.isKept;
    if (endOnly) this.#buffer.add(this.driver.iteration, await this.#measure('values'));
    const atEnd = await this.#measuredAtEnd();
    const saved = await this.#saved();
    const { key } = this;
    const conclusions = this.#kind.conclude(this.#config, this.#trajectory.series(), atEnd, reason);
    const { ahead, withEnd: derived } = toldDerived(conclusions.derived);
    return [
      ...ahead.map((part) => ({ kind: 'derived', key, ...part }) as const),
      { kind: 'end', key, reason, atEnd, endOnly, ...saved, ...conclusions, derived },
    ];
  }

  async #saved(): Promise<Omit<CheckpointMessage, 'kind' | 'key' | 'events'>> {
    const { iteration, memory } = this.driver;
    const state = await this.#trainer.state(this.slot);
    const checkpoint = encodeCheckpoint({ state, ...memory }, this.#config.stop);
    return { iteration, snapshots: this.#take(), checkpoint, wallMs: this.#clock.saved() };
  }

  #take(): Snapshots | undefined {
    const snapshots = this.#buffer.take();
    if (snapshots !== undefined) this.#trajectory.append(snapshots);
    return snapshots;
  }

  /** A run that sends snapshots before its end is long enough for people to watch its events. */
  #eventsWhenDue(): readonly TrajectoryEvent[] | undefined {
    const { length } = this.#trajectory;
    if (length < EVENTS_AGAIN * this.#searched) return undefined;
    this.#searched = length;
    return this.#kind.eventsSoFar(this.#config, this.#trajectory.series());
  }

  async #measuredAtEnd(): Promise<TrajectoryChunk | undefined> {
    const { atEnd: metrics } = this.#loaded;
    if (metrics.length === 0) return undefined;
    const { values } = await this.#measure('atEnd');
    return { metrics, iterations: Float64Array.of(this.driver.iteration), values };
  }

  async #measure(wanted: 'values' | 'atEnd'): Promise<Measurement> {
    const [measured] = await this.#trainer.measure([{ slot: this.slot, wanted }]);
    return measured!;
  }
}

const conditionOf = (when: string | undefined, metrics: readonly string[]): StopCondition | undefined =>
  when === undefined ? undefined : new StopCondition(when, { error: errorOf(metrics, undefined) });

async function loadedStand({ run, slot, trainer }: MemberOptions): Promise<Stand> {
  const { config, checkpoint } = run;
  if (checkpoint !== undefined) {
    try {
      const saved = decodeCheckpoint(checkpoint, config.stop);
      return { loaded: await trainer.load(slot, config, saved.state), memory: saved };
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      throw new UnreadableStateError(error.message, { cause: error });
    }
  }
  return { loaded: await trainer.load(slot, config, undefined), memory: NO_MEMORY };
}
