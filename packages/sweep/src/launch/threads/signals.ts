/** What the scheduler and its lanes tell each other while lanes compute and hear no messages: int32s in memory that they share. */
import type { LaneControl } from '@ranksweep/run';

const sharedInt32s = (count: number): Int32Array =>
  new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT * count));

const INTERRUPTED = 0;
const CHECKPOINTS = 1;
const HELD = 2;

/** From the scheduler to all lanes. */
export class LaneSignals {
  readonly memory: Int32Array;

  /** @param memory another thread's */
  constructor(memory = sharedInt32s(3)) {
    this.memory = memory;
  }

  /** Asks lanes to stop where they are. */
  interrupt(): void {
    Atomics.store(this.memory, INTERRUPTED, 1);
    this.release();
  }

  get isInterrupted(): boolean {
    return Atomics.load(this.memory, INTERRUPTED) !== 0;
  }

  /** Asks lanes for a checkpoint now. */
  requestCheckpoint(): void {
    Atomics.add(this.memory, CHECKPOINTS, 1);
  }

  /** How many were asked for so far. */
  get checkpointsRequested(): number {
    return Atomics.load(this.memory, CHECKPOINTS);
  }

  /** Has lanes wait before they go on. */
  hold(): void {
    if (!this.isInterrupted) Atomics.store(this.memory, HELD, 1);
  }

  release(): void {
    Atomics.store(this.memory, HELD, 0);
    Atomics.notify(this.memory, HELD);
  }

  get isHeld(): boolean {
    return Atomics.load(this.memory, HELD) !== 0;
  }

  /** Blocks a lane's thread. */
  waitWhileHeld(): void {
    while (this.isHeld) Atomics.wait(this.memory, HELD, 1);
  }
}

const BEATS = 0;
const PROCESS = 1;
/** From here on a number a run. */
const RUNS = 2;

const AT_WORK = 1;
const ABANDONED = 2;
const PAUSED = 4;

/** Of one batch: its lane tells which runs it is at, the scheduler which it need not go on with. */
export class BatchSignals {
  readonly memory: Int32Array;
  readonly #places: ReadonlyMap<number, number>;

  /**
   * @param keys the runs'
   * @param memory another thread's, for the same keys
   */
  constructor(keys: readonly number[], memory = sharedInt32s(RUNS + keys.length)) {
    this.memory = memory;
    this.#places = new Map(keys.map((key, at) => [key, RUNS + at]));
  }

  /** The lane lives. */
  beat(): void {
    Atomics.add(this.memory, BEATS, 1);
  }

  /** A number that stays the same while the lane shows no sign of life; 0 until the first. */
  get beats(): number {
    return Atomics.load(this.memory, BEATS);
  }

  /** The process that computes for the lane, where it is not this one: it ends with the lane. */
  set processId(id: number) {
    Atomics.store(this.memory, PROCESS, id);
  }

  get processId(): number | undefined {
    return Atomics.load(this.memory, PROCESS) || undefined;
  }

  /** The lane works on the run from here to `end`. */
  begin(key: number): void {
    this.#set(key, AT_WORK);
    this.beat();
  }

  end(key: number): void {
    Atomics.and(this.memory, this.#places.get(key)!, ~AT_WORK);
  }

  /** Keys of the runs that the lane is at; when it has died, that it was at. */
  get atWork(): number[] {
    return [...this.#places.keys()].filter((key) => this.#has(key, AT_WORK));
  }

  /** The lane works on these, and lives. */
  setAtWork(keys: readonly number[]): void {
    for (const key of this.atWork) this.end(key);
    for (const key of keys) this.#set(key, AT_WORK);
    this.beat();
  }

  /** Nobody wants the run's results any more. */
  abandon(key: number): void {
    this.#set(key, ABANDONED);
  }

  isAbandoned(key: number): boolean {
    return this.#has(key, ABANDONED);
  }

  /** The run is to stop where it is, to go on later. */
  pause(key: number): void {
    this.#set(key, PAUSED);
  }

  isPaused(key: number): boolean {
    return this.#has(key, PAUSED);
  }

  #set(key: number, flag: number): void {
    Atomics.or(this.memory, this.#places.get(key)!, flag);
  }

  #has(key: number, flag: number): boolean {
    return (Atomics.load(this.memory, this.#places.get(key)!) & flag) !== 0;
  }
}

/** Both, as a lane that is a thread sees them. */
export class ThreadControl implements LaneControl {
  readonly #lanes: LaneSignals;
  readonly #batch: BatchSignals;

  constructor(lanes: LaneSignals, batch: BatchSignals) {
    this.#lanes = lanes;
    this.#batch = batch;
  }

  get isInterrupted(): boolean {
    return this.#lanes.isInterrupted;
  }

  get checkpointsRequested(): number {
    return this.#lanes.checkpointsRequested;
  }

  waitWhileHeld(): void {
    this.#lanes.waitWhileHeld();
  }

  beat(): void {
    this.#batch.beat();
  }

  begin(key: number): void {
    this.#batch.begin(key);
  }

  end(key: number): void {
    this.#batch.end(key);
  }

  isAbandoned(key: number): boolean {
    return this.#batch.isAbandoned(key);
  }

  isPaused(key: number): boolean {
    return this.#batch.isPaused(key);
  }
}
