/** A run whose points come by themselves: what it has reported, and the messages about it. */
import type { RunConfig, StopReason, TrajectoryChunk, TrajectoryEvent } from '@ranksweep/core';
import {
  decodeStreamCheckpoint,
  encodeStreamCheckpoint,
  type StreamRow,
} from '../driver/streamCheckpoint.ts';
import { NO_REPORTS, StreamDriver } from '../driver/streamDriver.ts';
import type { StreamedRun, StreamEnd, StreamKind } from '../laneKind.ts';
import type { LaneRun, Snapshots } from '../messages.ts';
import type { Batch } from './batch.ts';
import type { SaveClock } from './saveClock.ts';
import { StreamBuffer, type Values } from './streamBuffer.ts';
import { StreamCondition } from './streamCondition.ts';

/** Points are passed on after this long, so that progress is visible. */
const FLUSH_EVERY_MS = 200;
/** How often it is looked whether there is room again. */
const ROOM_EVERY_MS = 5;
/** Messages of points that the scheduler has not written yet. Beyond these, the run has to wait. */
const MOST_UNWRITTEN = 32;

export interface StreamMemberOptions {
  readonly kind: StreamKind;
  readonly run: LaneRun;
  /** The clock of the run, which started when the run began. */
  readonly clock: SaveClock;
  readonly batch: Batch;
}

type Reason = StopReason | 'interrupted' | 'paused' | 'abandoned';

export class StreamMember implements StreamedRun {
  readonly config: RunConfig;
  readonly name: string | undefined;
  readonly attempt: number;
  readonly folder: string;
  readonly environment: StreamedRun['environment'];
  readonly saved: StreamedRun['saved'];
  readonly #key: number;
  readonly #pauseAt: number;
  readonly #clock: SaveClock;
  readonly #batch: Batch;
  readonly #loss: string | undefined;
  readonly #recorded: ReadonlySet<string> | undefined;
  readonly #driver: StreamDriver;
  readonly #condition: StreamCondition | undefined;
  readonly #buffer = new StreamBuffer();
  readonly #stop = new AbortController();
  /** Why the run is to stop. */
  #reason: Reason | undefined;
  /** The snapshot that the run is at: more of it may come. */
  #row: StreamRow | undefined;
  /** The last snapshot, with its values if the schedule does not keep it. */
  #last: (StreamRow & { readonly isKept: boolean }) | undefined;
  /** What the run goes on from, and where. */
  #checkpoint: { readonly iteration: number; readonly bytes: Uint8Array } | undefined;
  #iteration: number;
  #lossNow = NaN;
  #flushedAt = performance.now();

  /** @throws RangeError if the run's checkpoint cannot be read */
  constructor({ kind, run, clock, batch }: StreamMemberOptions) {
    const { key, config, checkpoint: bytes, attemptNumber = 1, folder = '', pauseAt = Infinity } = run;
    const { stop, record } = config;
    const from = bytes === undefined ? undefined : decodeStreamCheckpoint(bytes, stop);
    this.config = config;
    this.name = run.name;
    this.attempt = attemptNumber;
    this.folder = folder;
    this.environment = run.environment;
    this.saved = from;
    this.#key = key;
    this.#pauseAt = pauseAt;
    this.#clock = clock;
    this.#batch = batch;
    this.#loss = kind.lossOf?.(config);
    this.#recorded = record.metrics === undefined ? undefined : new Set(record.metrics);
    this.#driver = new StreamDriver(stop, record, from ?? NO_REPORTS);
    this.#condition = StreamCondition.of(run, this.#loss, this.#driver);
    this.#checkpoint = from === undefined ? undefined : { iteration: from.iteration, bytes: bytes! };
    this.#last = from?.unkept === undefined ? undefined : { ...from.unkept, isKept: false };
    this.#iteration = from?.iteration ?? 0;
  }

  get signal(): AbortSignal {
    return this.#stop.signal;
  }

  report(iteration: number, values: Values): boolean {
    if (this.#isDecided || iteration <= (this.#checkpoint?.iteration ?? -1)) return true;
    if (this.#condition?.holdsBefore(iteration) === true) {
      this.#stopFor('event');
      return true;
    }
    const { maxIterations } = this.config.stop;
    if (iteration > maxIterations) {
      this.#iteration = maxIterations;
      this.#stopFor('iteration-limit');
      return true;
    }
    if (this.#row !== undefined && this.#row.iteration !== iteration) this.#closeRow();
    this.#row = { iteration, values: { ...this.#row?.values, ...values } };
    this.#iteration = Math.max(this.#iteration, iteration);
    this.#condition?.add(iteration, this.#asRecorded(values));
    this.#lookAtLoss(iteration, values);
    if (iteration >= this.#pauseAt && !this.#isDecided) this.#stopFor('paused');
    if (this.#buffer.isFull) this.#flush();
    return this.#hasRoom;
  }

  async room(): Promise<void> {
    while (!this.#hasRoom && this.#reason !== 'abandoned') {
      await new Promise((resolve) => setTimeout(resolve, ROOM_EVERY_MS));
    }
  }

  save(iteration: number, state: string): void {
    if (this.#isDecided || iteration < (this.#checkpoint?.iteration ?? 0)) return;
    if (iteration > this.config.stop.maxIterations) return;
    if (this.#condition?.holdsBefore(iteration + 1) === true) {
      this.#stopFor('event');
      return;
    }
    this.#closeRow();
    this.#iteration = Math.max(this.#iteration, iteration);
    const unkept = this.#unkeptAt(iteration);
    const bytes = encodeStreamCheckpoint(
      { iteration, state, unkept, ...this.#driver.memoryAt(iteration) },
      this.config.stop,
    );
    const [key, wallMs] = [this.#key, this.#clock.saved()];
    const snapshots = this.#flushAllButLast();
    this.#batch.outbox.add({
      kind: 'checkpoint',
      key,
      iteration,
      snapshots,
      checkpoint: bytes,
      wallMs,
      events: undefined,
    });
    this.#checkpoint = { iteration, bytes };
  }

  warn(message: string): void {
    if (this.#reason !== 'abandoned') this.#batch.outbox.add({ kind: 'warning', key: this.#key, message });
  }

  /** Carries out the scheduler's requests. */
  heed(): void {
    const { control, outbox } = this.#batch;
    this.#batch.leaveRecalled();
    outbox.lookUp();
    void control.waitWhileHeld();
    control.beat();
    if (control.isAbandoned(this.#key)) this.#stopFor('abandoned');
    else if (control.isInterrupted) this.#stopFor('interrupted');
    else if (control.isPaused(this.#key)) this.#stopFor('paused');
    if (performance.now() - this.#flushedAt < FLUSH_EVERY_MS) return;
    this.#closeRow();
    this.#flush();
  }

  /** Sends what is left of a run that is over. */
  end(how: StreamEnd): void {
    if (this.#reason === 'abandoned') return;
    const reason = this.#reason;
    if (reason !== 'interrupted' && reason !== 'paused') this.#sendEnd(reason);
    else if (how === 'stopped') this.#sendStop(reason);
    else this.#sendEnd(undefined);
  }

  /** Sends what a run has reported that has failed. */
  fail(): void {
    if (this.#reason === 'abandoned') return;
    this.#closeRow();
    this.#flush();
  }

  /** Whether what comes next no longer counts, so that results do not depend on when the run has stopped. */
  get #isDecided(): boolean {
    return this.#reason !== undefined && this.#reason !== 'interrupted' && this.#reason !== 'paused';
  }

  get #hasRoom(): boolean {
    const { outbox, control } = this.#batch;
    return outbox.posted - control.messagesWritten < MOST_UNWRITTEN;
  }

  #stopFor(reason: Reason): void {
    if (this.#isDecided) return;
    this.#reason = reason;
    this.#stop.abort(reason);
  }

  #lookAtLoss(iteration: number, values: Values): void {
    if (this.#loss === undefined || !Object.hasOwn(values, this.#loss)) return;
    this.#lossNow = values[this.#loss]!;
    const reason = this.#driver.reasonToStop(iteration, this.#lossNow);
    if (reason !== undefined) this.#stopFor(reason);
  }

  #closeRow(): void {
    const row = this.#row;
    if (row === undefined) return;
    this.#row = undefined;
    const { iteration } = row;
    const values = this.#asRecorded(row.values);
    const [isKept, last] = [this.#driver.keeps(iteration), this.#last];
    if (isKept) this.#buffer.add(iteration, values);
    if (last !== undefined && iteration < last.iteration) return; // It comes late.
    // More may come of a snapshot that was closed too early.
    const earlier = iteration === last?.iteration ? last.values : {};
    this.#last = { iteration, values: isKept ? {} : { ...earlier, ...values }, isKept };
  }

  /** The last snapshot up to an iteration, if it is there only in case that the run ends. Those beyond are reported again. */
  #unkeptAt(iteration: number): StreamRow | undefined {
    const last = this.#last;
    return last === undefined || last.isKept || last.iteration > iteration ? undefined : last;
  }

  #asRecorded(values: Values): Values {
    const recorded = this.#recorded;
    if (recorded === undefined) return values;
    return Object.fromEntries(Object.entries(values).filter(([metric]) => recorded.has(metric)));
  }

  /** Posts all snapshots but the last chunk, which goes with another message. */
  #flushAllButLast(): Snapshots | undefined {
    const chunks = this.#buffer.take().map((chunk) => ({ ...chunk, loss: this.#lossNow }));
    const last = chunks.pop();
    for (const snapshots of chunks) this.#postChunk(snapshots);
    this.#flushedAt = performance.now();
    return last;
  }

  #flush(): void {
    if (this.#buffer.isEmpty) return;
    this.#postChunk(this.#flushAllButLast()!);
  }

  #postChunk(snapshots: TrajectoryChunk & { readonly loss: number }): void {
    this.#batch.outbox.add({ kind: 'chunk', key: this.#key, snapshots, events: undefined });
  }

  #sendStop(reason: 'interrupted' | 'paused'): void {
    this.#closeRow();
    const [key, iteration, wallMs] = [this.#key, this.#iteration, this.#clock.saved()];
    const snapshots = this.#flushAllButLast();
    this.#batch.outbox.add({
      kind: 'end',
      key,
      reason,
      iteration,
      snapshots,
      checkpoint: undefined,
      wallMs,
      events: [],
    });
  }

  #sendEnd(decided: StopReason | undefined): void {
    this.#closeRow();
    const unkept = this.#unkeptAt(Infinity);
    if (unkept !== undefined) this.#buffer.add(unkept.iteration, unkept.values);
    const [key, iteration, wallMs] = [this.#key, this.#iteration, this.#clock.saved()];
    const reason = decided ?? (iteration >= this.config.stop.maxIterations ? 'iteration-limit' : 'exit');
    this.#batch.outbox.add({
      kind: 'end',
      key,
      reason,
      iteration,
      snapshots: this.#flushAllButLast(),
      atEnd: undefined,
      endOnly: unkept !== undefined,
      checkpoint: this.#checkpoint?.bytes,
      checkpointAt: this.#checkpoint?.iteration,
      wallMs,
      events: this.#ending(reason),
      derived: [],
      finals: undefined,
    });
  }

  #ending(reason: StopReason): TrajectoryEvent[] {
    if (reason !== 'loss' && reason !== 'non-finite-loss') return [];
    const kind = reason === 'loss' ? 'converged' : 'diverged';
    return [{ iteration: this.#iteration, kind, subject: this.#loss!, value: this.#lossNow }];
  }
}
