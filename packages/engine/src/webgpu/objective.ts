/** Losses of an evaluator's values, and the gradient that its backward pass starts from, as instructions. */
import type { DenseHead, LossConfig, SensingProblem, Workload } from '@ranksweep/core';
import { NONE, type Instruction } from './instruction.ts';
import type { Layout } from './layout.ts';
import type { Field } from './operation.ts';
import type { PageLayout } from './page.ts';
import type { Evaluator } from './plan/evaluator.ts';

/** Losses as the kernels know them. */
const LOSS_VARIANT: Readonly<Record<LossConfig['kind'], number>> = {
  mse: 0,
  l1: 1,
  huber: 2,
  logistic: 3,
};

export interface Objective {
  /** The predictions of all observations; where a prediction is one of an evaluator's values, `placeOf` finds it. */
  readonly predictions: Field;
  /** The field's index of an observation's prediction. Default: its own number. */
  readonly placeOf: ((workload: Workload) => Int32Array) | undefined;
  /** After the evaluator's forward pass, before the losses and the gradient. */
  readonly predict: readonly Instruction[];
  /** Writes the mean loss and the mean square of the residuals. */
  readonly losses: Instruction;
  /** Writes d objective / d values. Those that no observation reaches stay 0. */
  readonly gradient: readonly Instruction[];
  /** d objective / d predictions. Has to be all zero before the gradient of a batch, and at first. */
  readonly zeroed: Field;
}

export interface ObjectiveOptions {
  readonly example: Workload;
  readonly layout: Layout;
  readonly page: PageLayout;
  readonly evaluator: Evaluator;
  /** Where the losses go: two floats. */
  readonly losses: Field;
}

export function createObjective(options: ObjectiveOptions): Objective {
  const { example, layout, page, evaluator } = options;
  const { problem, plan } = example;
  const y = page.add((workload) => workload.problem.y);
  if (problem.kind !== 'sensing') {
    const placeOf = plan.head.kind === 'dense' ? cellsOf : undefined;
    const predictions = evaluator.values;
    const e = evaluator.valueGradients;
    const x = placeOf === undefined ? NONE : page.add(placeOf);
    return {
      predictions,
      placeOf,
      predict: [],
      zeroed: e,
      losses: lossesOf(options, { predictions, x, y }),
      gradient: [gradientOf(options, { predictions, x, y }, e)],
    };
  }
  // predictions = A vec(W_e), and d objective / d vec(W_e) = A^T e
  const [samples, cells] = [problem.y.length, evaluator.values.length];
  const [predictions, e] = [layout.field(samples), layout.field(samples)];
  const rows = page.add((workload) => inCellOrder(workload), samples * cells);
  const columns = page.add((workload) => transposed(inCellOrder(workload), cells), samples * cells);
  const values = evaluator.values.offset;
  const predict = { m: samples, n: cells, a: values, x: columns, out: predictions.offset };
  const back = { m: cells, n: samples, a: e.offset, x: rows, out: evaluator.valueGradients.offset };
  const read = { predictions, x: NONE, y };
  return {
    predictions,
    placeOf: undefined,
    zeroed: e,
    predict: [{ kind: 'measurements', ...predict }],
    losses: lossesOf(options, read),
    gradient: [gradientOf(options, read, e), { kind: 'measurements', ...back }],
  };
}

interface Read {
  readonly predictions: Field;
  readonly x: number;
  readonly y: number;
}

const operandsOf = ({ example }: ObjectiveOptions, { predictions, x, y }: Read) => {
  const { loss } = example.config;
  return {
    m: example.problem.y.length,
    a: predictions.offset,
    x,
    y,
    variant: LOSS_VARIANT[loss.kind],
    constants: loss.kind === 'huber' ? [loss.threshold] : [],
  };
};

const lossesOf = (options: ObjectiveOptions, read: Read): Instruction => ({
  kind: 'losses',
  ...operandsOf(options, read),
  out: options.losses.offset,
});

const gradientOf = (options: ObjectiveOptions, read: Read, e: Field): Instruction => ({
  kind: 'lossGradient',
  ...operandsOf(options, read),
  out: e.offset,
});

const cellsOf = ({ plan }: Workload): Int32Array => (plan.head as DenseHead).cellOf;

/** A with its columns in the order of the cells of the dense last join, (samples, cells). */
function inCellOrder({ problem, plan }: Workload): Float32Array {
  const { measurements } = problem as SensingProblem;
  const { cellOf } = plan.head as DenseHead;
  const cells = cellOf.length;
  const rows = new Float32Array(measurements.length);
  for (let at = 0; at < rows.length; at += cells) {
    for (let entry = 0; entry < cells; entry++) rows[at + cellOf[entry]!] = measurements[at + entry]!;
  }
  return rows;
}

function transposed(rows: Float32Array, cols: number): Float32Array {
  const count = rows.length / cols;
  const columns = new Float32Array(rows.length);
  for (let i = 0; i < count; i++) {
    for (let j = 0; j < cols; j++) columns[j * count + i] = rows[i * cols + j]!;
  }
  return columns;
}
