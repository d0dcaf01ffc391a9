/**
 * Signals between the scheduler and its lanes, which cannot receive messages while they compute. They are int32s in shared
 * memory.
 */
import type { LaneControl } from '@ranksweep/run';

const sharedInt32s = (count: number): Int32Array =>
  new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT * count));

const INTERRUPTED = 0;
const CHECKPOINTS = 1;
const HELD = 2;

/** Signals from the scheduler to all lanes. */
export class LaneSignals {
  readonly memory: Int32Array;

  /** @param memory the memory of another thread's signals */
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

  /** Asks lanes to save a checkpoint now. */
  requestCheckpoint(): void {
    Atomics.add(this.memory, CHECKPOINTS, 1);
  }

  /** How many checkpoints have been requested so far. */
  get checkpointsRequested(): number {
    return Atomics.load(this.memory, CHECKPOINTS);
  }

  /** Makes lanes wait before they continue. */
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

  /** Blocks the lane's thread while lanes have to wait. */
  waitWhileHeld(): void {
    while (this.isHeld) Atomics.wait(this.memory, HELD, 1);
  }
}

const BEATS = 0;
const PROCESS = 1;
const WRITTEN = 2;
/** From this index on there is one number per run. */
const RUNS = 3;

const AT_WORK = 1;
const ABANDONED = 2;
const PAUSED = 4;
const RECALLED = 8;

/** Signals for one batch. The lane tells which runs it is working on; the scheduler tells which runs need not continue. */
export class BatchSignals {
  readonly memory: Int32Array;
  readonly #places: ReadonlyMap<number, number>;

  /**
   * @param keys the keys of the runs
   * @param memory the memory of another thread's signals, for the same keys
   */
  constructor(keys: readonly number[], memory = sharedInt32s(RUNS + keys.length)) {
    this.memory = memory;
    this.#places = new Map(keys.map((key, at) => [key, RUNS + at]));
  }

  /** Reports that the lane is alive. */
  beat(): void {
    Atomics.add(this.memory, BEATS, 1);
  }

  /** A number that changes with every sign of life of the lane; 0 before the first. */
  get beats(): number {
    return Atomics.load(this.memory, BEATS);
  }

  /** The process that computes for the lane, if it is a different one. It ends with the lane. */
  set processId(id: number) {
    Atomics.store(this.memory, PROCESS, id);
  }

  get processId(): number | undefined {
    return Atomics.load(this.memory, PROCESS) || undefined;
  }

  /** How many of the lane's messages have been written. */
  get messagesWritten(): number {
    return Atomics.load(this.memory, WRITTEN);
  }

  set messagesWritten(count: number) {
    Atomics.store(this.memory, WRITTEN, count);
  }

  /** Reports that the lane is working on the run until `end` is called. */
  begin(key: number): void {
    this.#set(key, AT_WORK);
    this.beat();
  }

  end(key: number): void {
    Atomics.and(this.memory, this.#places.get(key)!, ~AT_WORK);
  }

  /** Keys of the runs that the lane is working on, or was working on when it died. */
  get atWork(): number[] {
    return [...this.#places.keys()].filter((key) => this.#has(key, AT_WORK));
  }

  /** Reports that the lane is alive and working on these runs. */
  setAtWork(keys: readonly number[]): void {
    for (const key of this.atWork) this.end(key);
    for (const key of keys) this.#set(key, AT_WORK);
    this.beat();
  }

  /** Tells the lane that the run's results are no longer wanted. */
  abandon(key: number): void {
    this.#set(key, ABANDONED);
  }

  isAbandoned(key: number): boolean {
    return this.#has(key, ABANDONED);
  }

  /** Asks the lane to stop the run where it is, to be resumed later. */
  pause(key: number): void {
    this.#set(key, PAUSED);
  }

  isPaused(key: number): boolean {
    return this.#has(key, PAUSED);
  }

  /** Asks the lane to leave the run alone if it has not begun it. */
  recall(key: number): void {
    this.#set(key, RECALLED);
  }

  isRecalled(key: number): boolean {
    return this.#has(key, RECALLED);
  }

  #set(key: number, flag: number): void {
    Atomics.or(this.memory, this.#places.get(key)!, flag);
  }

  #has(key: number, flag: number): boolean {
    return (Atomics.load(this.memory, this.#places.get(key)!) & flag) !== 0;
  }
}

/** Both kinds of signals, as seen by a lane that is a thread. */
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

  get messagesWritten(): number {
    return this.#batch.messagesWritten;
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

  isRecalled(key: number): boolean {
    return this.#batch.isRecalled(key);
  }
}
