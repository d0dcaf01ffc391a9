/** The contract of places where runs are kept, held against each of them. */
import type { TrajectoryChunk, TrajectoryEvent } from '@ranksweep/core';
import { RunLostError, type Held, type RunClaim, type RunSink } from '@ranksweep/run';
import { describe, expect, it } from 'vitest';
import { storeSink } from '../../src/record/storeSink.ts';
import { MemorySink } from '../support/memorySink.ts';
import { smallSweep, temporaryStore } from '../support/sweeps.ts';

const metrics = ['train_loss', 'reconstruction_error'];
const claim: RunClaim = {
  lane: 'x',
  device: 'x',
  engine: 'wasm',
  versions: {},
  gitSha: null,
  leaseMs: 60_000,
  restart: false,
};

/** A sink with one run, and what a test sees of it beside the contract. */
interface Kept {
  readonly sink: RunSink;
  readonly runId: number;
  readonly look: () => Seen;
  /** Its lease has run out. */
  readonly expire: (held: Held) => void;
  readonly cancel: () => void;
}

interface Seen {
  readonly status: string;
  readonly error: string | null;
  readonly wallMs: number;
  readonly iterations: readonly number[];
  readonly events: readonly TrajectoryEvent[];
  readonly finals: ReadonlyMap<string, number>;
}

function inStore(): Kept {
  const store = temporaryStore();
  store.describeMetrics(metrics.map((name) => ({ name, unit: '1', description: '' })));
  const sweepId = store.upsertSweep({ name: 'a', definition: 'a', preset: 'a', spec: {}, specHash: 'a' });
  const { config } = smallSweep(['mf']).runs[0]!;
  const [row] = store.registerRuns(sweepId, [
    { config, trajectoryHash: 'a', arithmetic: 'f64', part: 'mf', cell: {} },
  ]);
  const { runId } = row!;
  return {
    sink: storeSink(store),
    runId,
    look: () => {
      const { status, error, wallMs } = store.run(runId)!;
      const [first] = store.trajectory(runId, metrics);
      const iterations = [...(first?.iterations ?? [])];
      return { status, error, wallMs, iterations, events: store.events(runId), finals: store.finals(runId) };
    },
    expire: ({ attempt }) => store.renewLease(runId, attempt, -1),
    cancel: () => void store.cancelRuns([runId]),
  };
}

function inMemory(): Kept {
  const sink = new MemorySink();
  sink.add(1);
  return {
    sink,
    runId: 1,
    look: () => {
      const { points, ...run } = sink.runs.get(1)!;
      return { ...run, iterations: [...(points.get(metrics[0]!)?.keys() ?? [])] };
    },
    expire: () => void (sink.now += 120_000),
    cancel: () => sink.cancel(1),
  };
}

const chunk = (...iterations: number[]): TrajectoryChunk => ({
  metrics,
  iterations: Float64Array.from(iterations),
  values: Float64Array.from([...iterations, ...iterations.map((iteration) => iteration + 0.5)]),
});
const rise: TrajectoryEvent = { iteration: 10, kind: 'rise', subject: 'train_loss', value: 10 };
const state = Uint8Array.of(1, 2, 3);
const saved = { iteration: 20, state, wallMs: 3, snapshots: chunk(20), events: [rise] };

function begin({ sink, runId }: Kept, change: Partial<RunClaim> = {}): Held {
  return { runId, attempt: sink.claim(runId, { ...claim, ...change })!.attempt };
}

describe.each([
  { name: 'the store', make: inStore },
  { name: 'memory', make: inMemory },
])('$name as a RunSink', ({ make }) => {
  it('gives a run to one of those that claim it, and back to the next when it is released', () => {
    const kept = make();
    const held = begin(kept);
    expect(kept.sink.claim(kept.runId, claim)).toBeUndefined();
    kept.sink.release(held, { outcome: 'interrupted' });
    expect(kept.look().status).toBe('pending');
    expect(begin(kept).attempt).toBe(2);
  });

  it('keeps what is appended, a snapshot in place of that of its iteration, and the latest events', () => {
    const kept = make();
    const held = begin(kept);
    kept.sink.append(held, { snapshots: chunk(0, 10), events: [rise] });
    kept.sink.append(held, { snapshots: chunk(10, 20), events: undefined });
    expect(kept.look()).toMatchObject({ status: 'running', iterations: [0, 10, 20], events: [rise] });
    kept.sink.append(held, { snapshots: undefined, events: [] });
    expect(kept.look().events).toEqual([]);
  });

  it('hands on a checkpoint with what was recorded up to it, and nothing beyond', () => {
    const kept = make();
    const first = begin(kept);
    expect([...kept.sink.earlier(first, metrics)]).toEqual([]);
    kept.sink.append(first, { snapshots: chunk(0, 10), events: undefined });
    kept.sink.checkpoint(first, saved);
    kept.sink.append(first, { snapshots: chunk(30), events: undefined });
    kept.sink.release(first, { outcome: 'interrupted' });
    const claimed = kept.sink.claim(kept.runId, claim)!;
    expect(claimed.checkpoint!.iteration).toBe(20);
    expect([...claimed.checkpoint!.state]).toEqual([...state]);
    const second = { runId: kept.runId, attempt: claimed.attempt };
    const names = [...metrics.toReversed(), 'of_no_run'];
    expect([...kept.sink.earlier(second, names)]).toEqual([
      {
        metrics: metrics.toReversed(),
        iterations: Float64Array.of(0, 10, 20),
        values: Float64Array.of(0.5, 10.5, 20.5, 0, 10, 20),
      },
    ]);
    expect(kept.look()).toMatchObject({ iterations: [0, 10, 20], wallMs: 3 });
  });

  it('starts a run over that is claimed so', () => {
    const kept = make();
    const first = begin(kept);
    kept.sink.checkpoint(first, saved);
    kept.sink.release(first, { outcome: 'interrupted' });
    expect(kept.sink.claim(kept.runId, { ...claim, restart: true })!.checkpoint).toBeUndefined();
    expect(kept.look().iterations).toEqual([]);
  });

  it('starts a run over under the attempt that has it', () => {
    const kept = make();
    const first = begin(kept);
    kept.sink.checkpoint(first, { ...saved, events: [rise] });
    kept.sink.release(first, { outcome: 'interrupted' });
    const second = begin(kept);
    for (let hasLeftover = kept.sink.startOver(second); hasLeftover;) {
      hasLeftover = kept.sink.deleteLeftover(second);
    }
    expect(kept.look()).toMatchObject({ status: 'running', iterations: [], events: [], wallMs: 0 });
    kept.sink.append(second, { snapshots: chunk(0), events: undefined });
    kept.sink.release(second, { outcome: 'interrupted' });
    expect(kept.sink.claim(kept.runId, claim)!.checkpoint).toBeUndefined();
  });

  it('ends a run with all that follows from it, to be claimed again by those who ask for ended ones alone', () => {
    const kept = make();
    const held = begin(kept);
    const finals = new Map([
      ['train_loss', 20],
      ['reconstruction_error', -20],
    ]);
    kept.sink.finish(held, {
      status: 'done',
      iterations: 20,
      stopReason: 'loss',
      error: null,
      wallMs: 4,
      snapshots: [chunk(0, 20)],
      events: [rise],
      derived: [],
      finals,
      finalState: { state, endOnly: false },
    });
    expect(kept.look()).toMatchObject({
      status: 'done',
      iterations: [0, 20],
      events: [rise],
      finals,
      wallMs: 4,
    });
    expect(kept.sink.claim(kept.runId, claim)).toBeUndefined();
    const again = kept.sink.claim(kept.runId, { ...claim, from: ['done'] })!;
    expect(again).toMatchObject({ attempt: 2, checkpoint: { iteration: 20 } });
  });

  it('puts a derived metric in parts in place of what there was of it, and goes on soundly from between two parts', () => {
    const kept = make();
    const end = { status: 'done', iterations: 20, stopReason: 'loss', error: null, wallMs: 4 } as const;
    const first = begin(kept);
    kept.sink.append(first, { snapshots: chunk(0, 10, 20), events: undefined });
    kept.sink.derive(first, { metric: 'drift', iterations: [0, 10], values: [1, 2], isFirst: true });
    kept.sink.derive(first, { metric: 'drift', iterations: [20], values: [3], isFirst: false });
    kept.sink.finish(first, { ...end, finalState: { state, endOnly: false } });
    const again = { ...claim, from: ['done'] } as const;
    const second = { runId: kept.runId, attempt: kept.sink.claim(kept.runId, again)!.attempt };
    const pointsOf = (held: Held): unknown[] =>
      [...kept.sink.earlier(held, ['drift'])].map(({ iterations, values }) => [[...iterations], [...values]]);
    expect(pointsOf(second)).toEqual([
      [
        [0, 10, 20],
        [1, 2, 3],
      ],
    ]);
    kept.sink.derive(second, { metric: 'drift', iterations: [10], values: [5], isFirst: true });
    kept.expire(second);
    const claimed = kept.sink.claim(kept.runId, claim)!;
    expect(claimed).toMatchObject({ attempt: 3, checkpoint: { iteration: 20 } });
    expect(claimed.setback).toBeUndefined();
    expect(pointsOf({ runId: kept.runId, attempt: 3 })).toEqual([[[10], [5]]]);
  });

  it('keeps why a run has failed', () => {
    const kept = make();
    const end = { status: 'failed', iterations: 0, stopReason: null, wallMs: 1 } as const;
    kept.sink.finish(begin(kept), { ...end, error: 'out of memory' });
    expect(kept.look()).toMatchObject({ status: 'failed', error: 'out of memory' });
  });

  it('takes a run whose lease has run out from its attempt, and not one whose lease was renewed', () => {
    const kept = make();
    const held = begin(kept);
    kept.expire(held);
    kept.sink.renew(held, 60_000);
    expect(kept.sink.claim(kept.runId, claim)).toBeUndefined();
    kept.expire(held);
    expect(begin(kept).attempt).toBe(2);
  });

  it.each([
    { lost: 'to another attempt', isHeldElsewhere: true },
    { lost: 'since nobody wants it', isHeldElsewhere: false },
  ])('refuses all that comes of a run that was lost $lost', ({ isHeldElsewhere }) => {
    const kept = make();
    const held = begin(kept);
    kept.sink.append(held, { snapshots: chunk(0), events: undefined });
    if (isHeldElsewhere) {
      kept.expire(held);
      begin(kept);
    } else kept.cancel();
    const before = kept.look();
    const end = { status: 'done', iterations: 9, stopReason: 'loss', error: null, wallMs: 1 } as const;
    const calls: (() => unknown)[] = [
      () => kept.sink.append(held, { snapshots: chunk(5), events: [rise] }),
      () => kept.sink.checkpoint(held, saved),
      () => kept.sink.derive(held, { metric: 'drift', iterations: [0], values: [1], isFirst: true }),
      () => kept.sink.finish(held, end),
      () => kept.sink.release(held, { outcome: 'interrupted' }),
      () => kept.sink.renew(held, 60_000),
      () => [...kept.sink.earlier(held, metrics)],
      () => kept.sink.startOver(held),
      () => kept.sink.deleteLeftover(held),
    ];
    for (const call of calls) {
      const error = errorOf(call);
      expect(error).toBeInstanceOf(RunLostError);
      expect((error as RunLostError).isHeldElsewhere).toBe(isHeldElsewhere);
    }
    expect(kept.look()).toEqual(before);
  });
});

function errorOf(call: () => unknown): unknown {
  try {
    call();
  } catch (error) {
    return error;
  }
  return undefined;
}
