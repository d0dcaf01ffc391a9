/** A run as named arrays: the problem, initial and final parameters, metrics, events. docs/EXPORT.md lists them. */
import {
  BatchOrder,
  canonicalJson,
  indexTuples,
  initialParametersOf,
  InputError,
  NO_SUMS,
  parameterCount,
  prepareWorkload,
  type Network,
  type Problem,
  type RunConfig,
  type SamplesProblem,
  type SensingProblem,
  type TrajectoryEvent,
  type Workload,
} from '@ranksweep/core';
import { isFactorization, taskData } from '@ranksweep/factorization';
import { canonicalConfig, earlierMeaning, kindOf } from '@ranksweep/kinds';
import {
  restoreCommand,
  type MetricTrajectory,
  type ReadOnlyStore,
  type RunRow,
  type Sound,
} from '@ranksweep/store';
import { decodeState, type RunState } from '@ranksweep/engine';
import { type NpyValues } from '@ranksweep/npy';
import { decodeCheckpoint } from '@ranksweep/run';
import type { NamedArray } from './npz.ts';
import { runFields } from './tables.ts';

export interface RunArrays {
  readonly arrays: readonly NamedArray[];
  /** Updates applied to the parameters kept last; undefined when none are kept. */
  readonly finalIteration: number | undefined;
}

/**
 * Problem and initial parameters are computed anew from the configuration; the rest is read.
 * @throws InputError when the run's target is a file that is no longer there or no longer what it was, and when its
 *   state is none, or its configuration has another meaning by now
 */
export async function runArrays(store: ReadOnlyStore, run: Sound<RunRow>): Promise<RunArrays> {
  const { runId, config } = run;
  if (!isFactorization(config)) {
    throw new InputError(
      `${store.path}: expected a run ${runId} of a factorization, found one of kind ${kindOf(config).name}; ` +
        'csv and parquet hold what was recorded',
    );
  }
  const meantElse = earlierMeaning(run);
  if (meantElse !== undefined) {
    throw new InputError(
      `${store.path}: expected a run ${runId} whose problem and initial parameters can be computed anew, found that ` +
        `${meantElse}; csv and parquet hold what was recorded`,
    );
  }
  const workload = prepareWorkload(config, await taskData(config));
  const { network, problem } = workload;
  const final = finalState(store, runId, config, network);
  return {
    arrays: [
      json('config', canonicalConfig(config)),
      json('run', { run_id: runId, ...runFields(run) }),
      json('network', networkFields(network)),
      ...problemArrays(problem),
      ...batchArrays(workload, final),
      ...parameterArrays('initial', network, initialParametersOf(workload)),
      ...(final === undefined
        ? []
        : [
            single('final_iteration', BigInt64Array.of(BigInt(final.iteration))),
            ...parameterArrays('final', network, matricesOf(network, final.parameters)),
          ]),
      ...store.trajectory(runId, '*').flatMap(metricArrays),
      ...eventArrays(store.events(runId)),
    ],
    finalIteration: final?.iteration,
  };
}

/** @throws InputError when it is none of this run's network */
function finalState(
  store: ReadOnlyStore,
  runId: number,
  { stop }: RunConfig,
  network: Network,
): RunState | undefined {
  const checkpoint = store.loadCheckpoint(runId);
  if (checkpoint === undefined) return undefined;
  const expected = parameterCount(network);
  const refusal = (found: string): InputError =>
    new InputError(
      `${store.path}: expected the final state of run ${runId}, of ${expected} parameters, found ${found}: ` +
        `restore a backup with \`${restoreCommand(store.path)}\``,
    );
  try {
    const state = decodeState(decodeCheckpoint(checkpoint.state, stop).state);
    if (state.parameters.length === expected) return state;
    throw refusal(`one of ${state.parameters.length}`);
  } catch (error) {
    throw error instanceof RangeError ? refusal(error.message) : error;
  }
}

const single = (name: string, values: NpyValues): NamedArray => ({ name, values, shape: [] });
const json = (name: string, value: object): NamedArray => single(name, [canonicalJson(value)]);
const vector = (name: string, values: NpyValues): NamedArray => ({ name, values, shape: [values.length] });

/** How the parameters make the end tensor; `packages/core/src/models/network.ts` says what the fields mean. */
function networkFields(network: Network): object {
  const parameters = network.parameters.map(({ name }) => name);
  if (network.kind === 'chain') return { kind: 'chain', parameters };
  const nodes = network.tree.nodes.map(({ modes, children }, nu) => {
    const parameter = network.matrixOf[nu];
    return { modes, children, parameter: parameter === undefined ? null : parameters[parameter]! };
  });
  return { kind: 'tree', parameters, nodes };
}

function problemArrays(problem: Problem): NamedArray[] {
  const { dims, y } = problem;
  switch (problem.kind) {
    case 'completion':
      return [
        { name: 'target', values: problem.target, shape: dims },
        { name: 'observed', values: indexTuples(problem.observed, dims), shape: [y.length, dims.length] },
        vector('y', y),
      ];
    case 'sensing':
      return [
        { name: 'target', values: problem.target, shape: dims },
        { name: 'measurements', values: problem.measurements, shape: [y.length, ...dims] },
        vector('y', y),
        ...heldOutArrays(problem),
      ];
    case 'samples':
      return [
        { name: 'observed', values: problem.tuples, shape: [y.length, dims.length] },
        vector('y', y),
        ...testArrays(problem),
      ];
  }
}

const testArrays = ({ dims, test }: SamplesProblem): NamedArray[] =>
  test === undefined || test.y.length === 0
    ? []
    : [
        { name: 'test/observed', values: test.tuples, shape: [test.y.length, dims.length] },
        vector('test/y', test.y),
      ];

/** The epoch that the next update belongs to: its order of the observations, and what its loss is the mean of so far. */
function batchArrays(
  { problem, config: { batch, seed } }: Workload,
  state: RunState | undefined,
): NamedArray[] {
  if (batch === undefined) return [];
  const { samples, objective, squares } = state?.epoch ?? NO_SUMS;
  const order = new BatchOrder({ samples: problem.y.length, size: batch.size, seed });
  const isNew = (state?.iteration ?? 0) % order.perEpoch === 0;
  return [
    vector('batch_order', order.epochOf(state?.iteration ?? 0).slice()),
    vector('epoch_sums', isNew ? new Float64Array(3) : Float64Array.of(samples, objective, squares)),
  ];
}

const heldOutArrays = ({ dims, heldOut }: SensingProblem): NamedArray[] =>
  heldOut === undefined
    ? []
    : [
        { name: 'held_out/measurements', values: heldOut.measurements, shape: [heldOut.y.length, ...dims] },
        vector('held_out/y', heldOut.y),
      ];

function parameterArrays(
  stage: 'initial' | 'final',
  { parameters }: Network,
  matrices: readonly (Float32Array | Float64Array)[],
): NamedArray[] {
  return parameters.map(({ name, rows, cols }, k) => ({
    name: `${stage}/${name}`,
    values: matrices[k]!,
    shape: [rows, cols],
  }));
}

/** The matrices that stand one after the other in an engine's state. */
function matricesOf<Numbers extends Float32Array | Float64Array>(
  { parameters }: Network,
  numbers: Numbers,
): Numbers[] {
  let at = 0;
  return parameters.map(({ rows, cols }) => numbers.subarray(at, (at += rows * cols)) as Numbers);
}

const int64 = (numbers: Iterable<number>): BigInt64Array => BigInt64Array.from(numbers, BigInt);

const metricArrays = ({ metric, iterations, values }: MetricTrajectory): NamedArray[] => [
  vector(`metrics/${metric}/iterations`, int64(iterations)),
  vector(`metrics/${metric}/values`, values),
];

const eventArrays = (events: readonly TrajectoryEvent[]): NamedArray[] => [
  vector('events/iteration', int64(events.map(({ iteration }) => iteration))),
  vector(
    'events/kind',
    events.map(({ kind }) => kind),
  ),
  vector(
    'events/subject',
    events.map(({ subject }) => subject),
  ),
  vector(
    'events/value',
    Float64Array.from(events, ({ value }) => value),
  ),
];
