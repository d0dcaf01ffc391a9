/** Measurements: inner products with the end tensor, y_k = <A_k, W_e>. */
import type { DenseHead, SensingProblem, Workload } from '@ranksweep/core';
import { product } from '../operations/product.ts';
import type { Backend } from '../tensorflow.ts';
import type { Evaluator } from './evaluator.ts';
import type { Observer } from './observation.ts';
import { choose } from './selected.ts';

/** @param evaluator of all cells of a dense last join */
export function sensingObserver(
  { tf, products }: Backend,
  workloads: readonly Workload[],
  evaluator: Evaluator,
): Observer {
  const C = workloads.length;
  const n = workloads[0]!.problem.y.length;
  const all = workloads.map(measurementsOfCells);
  const cells = all[0]!.length / n;
  const joined = new Float32Array(C * n * cells);
  all.forEach((one, c) => joined.set(one, c * n * cells));
  const A = tf.keep(tf.tensor3d(joined, [C, n, cells]));
  return {
    observe: (selection) => {
      const lookup = choose(tf, n, selection);
      return {
        predictions: (parameters) => {
          const W = tf.reshape(evaluator.values(parameters), [C, 1, cells]);
          const f = product(tf, A, W, { transposeB: true, ...products });
          return tf.reshape(lookup.of(tf.reshape(f, [C * n, 1])), [C, -1]);
        },
        dispose: () => lookup.dispose(),
      };
    },
    dispose: () => {
      A.dispose();
      evaluator.dispose();
    },
  };
}

/** (n, cells), with the columns in the order of the cells. */
function measurementsOfCells({ problem, plan }: Workload): Float32Array {
  const { measurements, y } = problem as SensingProblem;
  const { cellOf } = plan.head as DenseHead;
  const ofCells = new Float32Array(measurements.length);
  cellOf.forEach((cell, entry) => {
    for (let k = 0; k < y.length; k++)
      ofCells[k * cellOf.length + cell] = measurements[k * cellOf.length + entry]!;
  });
  return ofCells;
}
