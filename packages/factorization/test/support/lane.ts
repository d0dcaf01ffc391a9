/** Runs in a lane without a scheduler: what it says is gathered, and it is asked to stop and to save where a test wants it. */
import {
  detectEvents,
  type FactorizationConfig,
  type StopReason,
  type TrajectoryChunk,
  type TrajectoryEvent,
} from '@ranksweep/core';
import { createEngine, type EngineName } from '@ranksweep/engine';
import {
  runBatch,
  type EndMessage,
  type LaneControl,
  type LaneKind,
  type LaneMessage,
  type LaneRun,
  type MeasureRequest,
  type Snapshots,
  type StopMessage,
} from '@ranksweep/run';
import { conclude } from '../../src/conclude/conclude.ts';
import { LatestWorkload } from '../../src/lane/latestWorkload.ts';
import { FactorizationTrainer } from '../../src/lane/trainer.ts';

export interface Disturbance {
  readonly engine?: EngineName;
  /** Runs at a time. */
  readonly slots?: number;
  /** How often the lane looks up before it is interrupted. */
  readonly interruptAt?: number;
  /** The same, before the run is paused. */
  readonly pauseAfter?: ReadonlyMap<number, number>;
  /** Iterations, summed over all stretches so far, at which every run is saved. */
  readonly saveAt?: (iteration: number) => boolean;
}

export interface Told {
  readonly messages: readonly LaneMessage[];
  /** Iterations of the cohort's stretches at which the trainer was asked for losses. */
  readonly looks: readonly number[];
}

export async function runLane(
  runs: readonly LaneRun[],
  { engine: name = 'wasm', slots = 1, interruptAt = Infinity, pauseAfter, saveAt }: Disturbance = {},
): Promise<Told> {
  const engine = createEngine(name);
  const [device] = await engine.devices();
  const workloads = new LatestWorkload();
  let advanced = 0;
  const looks: number[] = [];
  const kind: LaneKind<FactorizationConfig> = {
    async trainer(config) {
      const options = { engine, device: device!, workloads, slots };
      const trainer = await FactorizationTrainer.make(config, options);
      const { advance, measure } = trainer;
      return Object.assign(trainer, {
        advance(iterations: number) {
          advanced += iterations;
          return advance.call(trainer, iterations);
        },
        measure(requests: readonly MeasureRequest[]) {
          looks.push(advanced);
          return measure.call(trainer, requests);
        },
      });
    },
    eventsSoFar: (_, series): TrajectoryEvent[] => detectEvents(series, undefined),
    conclude,
  };
  let lookUps = 0;
  let saves = 0;
  const control: LaneControl = {
    get isInterrupted() {
      return lookUps > interruptAt;
    },
    get checkpointsRequested() {
      return saveAt?.(advanced) === true ? ++saves : saves;
    },
    messagesWritten: 0,
    waitWhileHeld: () => {},
    beat: () => void lookUps++,
    begin: () => {},
    end: () => {},
    isAbandoned: () => false,
    isRecalled: () => false,
    isPaused: (key) => lookUps > (pauseAfter?.get(key) ?? Infinity),
  };
  const messages: LaneMessage[] = [];
  await runBatch({
    runs,
    laneKindOf: async () => kind,
    control,
    checkpointEveryMs: Infinity,
    post: (posted) => void messages.push(...posted),
  });
  return { messages, looks };
}

export interface Ran {
  readonly end: Omit<StopMessage | EndMessage, 'key' | 'snapshots' | 'wallMs' | 'reason' | 'events'> &
    Partial<Omit<EndMessage, 'key' | 'reason'>>;
  readonly reason: StopReason | StopMessage['reason'];
  /** Names of what the snapshots hold. */
  readonly metrics: readonly string[];
  readonly iterations: readonly number[];
  readonly losses: readonly number[];
  /** Metrics, by snapshot. */
  readonly rows: readonly Float64Array[];
  readonly saved: readonly { readonly iteration: number; readonly checkpoint: Uint8Array }[];
  readonly looks: readonly number[];
}

/** What was told of one run. */
export function ranOf({ messages, looks }: Told, key: number): Ran {
  const own = messages.filter((message) => message.key === key);
  const failure = own.find((message) => message.kind === 'failure');
  if (failure !== undefined) throw new Error(failure.message);
  const chunks = own.flatMap((message): Snapshots[] =>
    'snapshots' in message && message.snapshots !== undefined ? [message.snapshots] : [],
  );
  const last = own.at(-1);
  if (own[0]?.kind !== 'begin' || last?.kind !== 'end') throw new Error('a run begins, and ends');
  const { key: _, snapshots: __, wallMs: ___, ...end } = last;
  return {
    end,
    reason: last.reason,
    metrics: [...new Set(chunks.flatMap(({ metrics }) => metrics))],
    iterations: chunks.flatMap(({ iterations }) => [...iterations]),
    losses: chunks.flatMap(({ values, iterations }) => [...values.subarray(0, iterations.length)]),
    rows: chunks.flatMap(({ metrics, values, iterations }) =>
      Array.from(iterations, (_, i) =>
        Float64Array.from(metrics, (_name, m) => values[m * iterations.length + i]!),
      ),
    ),
    saved: own.filter((message) => message.kind === 'checkpoint'),
    looks,
  };
}

/** What a run has recorded up to an iteration, as it is handed to whoever goes on with it. */
export function earlierOf(
  { metrics, iterations, rows }: Pick<Ran, 'metrics' | 'iterations' | 'rows'>,
  iteration: number,
): TrajectoryChunk[] {
  const count = iterations.filter((kept) => kept <= iteration).length;
  const values = metrics.flatMap((_, m) => rows.slice(0, count).map((row) => row[m]!));
  return [
    {
      metrics,
      iterations: Float64Array.from(iterations.slice(0, count)),
      values: Float64Array.from(values),
    },
  ];
}

/** One run by itself. */
export const trajectory = async (
  config: FactorizationConfig,
  checkpoint?: Uint8Array,
  disturbance?: Disturbance & Pick<LaneRun, 'pauseAt' | 'earlier'>,
): Promise<Ran> => {
  const { pauseAt, earlier, ...rest } = disturbance ?? {};
  return ranOf(await runLane([{ key: 1, config, checkpoint, pauseAt, earlier }], rest), 1);
};
