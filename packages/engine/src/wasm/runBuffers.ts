/** All buffers that a run's updates need, and the objects that work on them. Buffers for metrics are in `WasmQuantities`. */
import { slotCount, type Shuffle, type Workload } from '@ranksweep/core';
import type { Kernels } from '@ranksweep/kernels';
import { UnwrittenArena, type Arena } from './arena.ts';
import { createEvaluator, createSampleEvaluator } from './createEvaluator.ts';
import type { Evaluator, ParameterBuffers } from './evaluator.ts';
import type { MatrixBuffer } from './gemm.ts';
import { createObjective, type Objective } from './objective.ts';
import { MEASURED_TOGETHER, mostSelected, observationsOf, type Observations } from './observations.ts';
import { createShuffle } from './shuffle.ts';
import { widerPlan } from './widerPlan.ts';

/** Matrices start at multiples of a cache line; the padding between them is zero. */
const PADDING_FLOATS = 16;

export interface RunBuffers {
  /** Floats of all parameters including padding. Gradients and slots have the same number. */
  readonly paddedCount: number;
  readonly parameters: ParameterBuffers;
  /** What the optimizer keeps per parameter. */
  readonly slots: readonly (readonly MatrixBuffer[])[];
  readonly evaluator: Evaluator;
  readonly objective: Objective;
  readonly observations: Observations;
  /** Of the observations, for a run in batches. */
  readonly shuffle: Shuffle | undefined;
}

export function runBuffers(kernels: Kernels, arena: Arena, workload: Workload): RunBuffers {
  const { network, problem, plan, config } = workload;
  const { loss, optimizer, batch } = config;
  const { count, offsets } = paddedLayout(network.parameters);
  const addMatrices = (): readonly MatrixBuffer[] => {
    const base = arena.zeros(count);
    return network.parameters.map(({ rows, cols }, k) => ({ address: base + 4 * offsets[k]!, rows, cols }));
  };
  const parameters = { values: addMatrices(), gradients: addMatrices() };
  const slots = Array.from({ length: slotCount(optimizer) }, addMatrices);
  const evaluator =
    problem.kind === 'samples'
      ? createSampleEvaluator(
          kernels,
          arena,
          batch === undefined ? plan : widerPlan(plan, MEASURED_TOGETHER),
          parameters,
        )
      : createEvaluator(kernels, arena, plan, parameters);
  const { head } = plan;
  const most = mostSelected(workload);
  const objective = createObjective({ kernels, arena, problem, head, evaluator, loss }, most);
  const observations = observationsOf(workload, arena, evaluator, objective);
  const shuffle = batch && createShuffle(kernels, arena, problem.y.length);
  return { paddedCount: count, parameters, slots, evaluator, objective, observations, shuffle };
}

/** Bytes of memory that a run like this one takes when nothing is measured. */
export function runBytes(kernels: Kernels, workload: Workload): number {
  const arena = new UnwrittenArena(kernels);
  runBuffers(kernels, arena, workload);
  return arena.end;
}

function paddedLayout(shapes: readonly { readonly rows: number; readonly cols: number }[]): {
  count: number;
  offsets: number[];
} {
  let count = 0;
  const offsets = shapes.map(({ rows, cols }) => {
    const offset = count;
    count += Math.ceil((rows * cols) / PADDING_FLOATS) * PADDING_FLOATS;
    return offset;
  });
  return { count, offsets };
}
