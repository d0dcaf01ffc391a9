/** Keeps runs in memory: what an attempt needs of a sink, and no more. Units of durability are single calls. */
import type { TrajectoryChunk, TrajectoryEvent } from '@ranksweep/core';
import { RunLostError, type Claimed, type Held, type RunEnd, type RunSink } from '@ranksweep/run';

interface Kept {
  status: 'pending' | 'running' | RunEnd['status'] | 'cancelled';
  attempt: number;
  leaseEnds: number;
  /** By metric and iteration. */
  points: Map<string, Map<number, number>>;
  events: readonly TrajectoryEvent[];
  finals: ReadonlyMap<string, number>;
  checkpoint: Claimed['checkpoint'];
  wallMs: number;
  error: string | null;
}

export class MemorySink implements RunSink {
  readonly runs = new Map<number, Kept>();
  /** In milliseconds; time passes when a test says so. */
  now = 0;

  /** A run that is pending. */
  add(runId: number): void {
    this.runs.set(runId, {
      status: 'pending',
      attempt: 0,
      leaseEnds: 0,
      points: new Map(),
      events: [],
      finals: new Map(),
      checkpoint: undefined,
      wallMs: 0,
      error: null,
    });
  }

  cancel(runId: number): void {
    this.runs.get(runId)!.status = 'cancelled';
  }

  claim(
    runId: number,
    { leaseMs, restart, from = [] }: Parameters<RunSink['claim']>[1],
  ): Claimed | undefined {
    const run = this.runs.get(runId)!;
    const isDead = run.status === 'running' && run.leaseEnds <= this.now;
    const isClaimable = run.status === 'pending' || isDead || from.some((status) => status === run.status);
    if (!isClaimable) return undefined;
    if (restart) run.checkpoint = undefined;
    const { iteration } = run.checkpoint ?? { iteration: -1 };
    for (const points of run.points.values()) {
      for (const at of points.keys()) if (at > iteration) points.delete(at);
    }
    Object.assign(run, { status: 'running', attempt: run.attempt + 1, leaseEnds: this.now + leaseMs });
    return { attempt: run.attempt, checkpoint: run.checkpoint };
  }

  *earlier(held: Held, names: readonly string[]): Generator<TrajectoryChunk> {
    const { points } = this.#held(held);
    const metrics = names.filter((name) => (points.get(name)?.size ?? 0) > 0);
    const iterations = [...new Set(metrics.flatMap((name) => [...points.get(name)!.keys()]))].sort(
      (a, b) => a - b,
    );
    if (iterations.length === 0) return;
    const values = metrics.flatMap((name) => iterations.map((at) => points.get(name)!.get(at) ?? NaN));
    yield { metrics, iterations: Float64Array.from(iterations), values: Float64Array.from(values) };
  }

  startOver(held: Held): boolean {
    Object.assign(this.#held(held), {
      points: new Map(),
      events: [],
      finals: new Map(),
      checkpoint: undefined,
      wallMs: 0,
    });
    return false;
  }

  /** A claim leaves nothing. */
  deleteLeftover(held: Held): boolean {
    this.#held(held);
    return false;
  }

  append(held: Held, { snapshots, events }: Parameters<RunSink['append']>[1]): void {
    const run = this.#held(held);
    const { metrics, iterations, values } = snapshots ?? { metrics: [], iterations: [], values: [] };
    metrics.forEach((name, m) => {
      const points = run.points.get(name) ?? new Map<number, number>();
      iterations.forEach((at, i) => points.set(at, values[m * iterations.length + i]!));
      run.points.set(name, points);
    });
    run.events = events ?? run.events;
  }

  checkpoint(
    held: Held,
    { iteration, state, wallMs, ...recorded }: Parameters<RunSink['checkpoint']>[1],
  ): void {
    const run = this.#held(held);
    this.append(held, recorded);
    run.checkpoint = { iteration, state };
    run.wallMs += wallMs;
  }

  derive(held: Held, { metric, iterations, values, isFirst }: Parameters<RunSink['derive']>[1]): void {
    const run = this.#held(held);
    const points = isFirst ? new Map<number, number>() : run.points.get(metric)!;
    Array.from(iterations, (at, i) => points.set(at, values[i]!));
    run.points.set(metric, points);
  }

  finish(held: Held, end: RunEnd): void {
    const run = this.#held(held);
    for (const snapshots of end.snapshots ?? []) this.append(held, { snapshots, events: undefined });
    for (const { metric, iterations, values } of end.derived ?? []) {
      run.points.set(metric, new Map(Array.from(iterations, (at, i) => [at, values[i]!])));
    }
    const { status, events = run.events, finals = run.finals, error, finalState, iterations } = end;
    const state = finalState?.state;
    const checkpoint = state === undefined ? run.checkpoint : { iteration: iterations, state };
    Object.assign(run, { status, events, finals, error, checkpoint, wallMs: run.wallMs + end.wallMs });
  }

  release(held: Held): void {
    this.#held(held).status = 'pending';
  }

  renew(held: Held, leaseMs: number): void {
    this.#held(held).leaseEnds = this.now + leaseMs;
  }

  #held(held: Held): Kept {
    const run = this.runs.get(held.runId);
    if (run?.status === 'running' && run.attempt === held.attempt) return run;
    throw new RunLostError(held, run !== undefined && run.status !== 'cancelled');
  }
}
