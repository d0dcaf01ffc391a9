/** What the scheduler and its lanes tell each other while lanes compute and hear no messages: int32s in memory that they share. */

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
const CURRENT = 1;
const FLAGS = 2;

/** Of one batch: its lane tells where it is, the scheduler which runs it need not go on with. */
export class BatchSignals {
  readonly memory: Int32Array;

  static of(runs: number): BatchSignals {
    const signals = new BatchSignals(sharedInt32s(FLAGS + runs));
    signals.begin(-1);
    return signals;
  }

  /** @param memory another thread's */
  constructor(memory: Int32Array) {
    this.memory = memory;
  }

  /** The lane lives. */
  beat(): void {
    Atomics.add(this.memory, BEATS, 1);
  }

  /** A number that stays the same while the lane shows no sign of life. */
  get beats(): number {
    return Atomics.load(this.memory, BEATS);
  }

  /** The lane begins the run at this place of the batch. */
  begin(index: number): void {
    Atomics.store(this.memory, CURRENT, index);
    this.beat();
  }

  /** Place of the run begun last; -1 before the first. */
  get current(): number {
    return Atomics.load(this.memory, CURRENT);
  }

  /** Nobody wants the run's results any more. */
  abandon(index: number): void {
    Atomics.store(this.memory, FLAGS + index, 1);
  }

  isAbandoned(index: number): boolean {
    return Atomics.load(this.memory, FLAGS + index) !== 0;
  }
}
