/** Observed entries: their places among the values of a plan. */
import type { Workload } from '@ranksweep/core';
import type { Backend } from '../tensorflow.ts';
import type { Evaluator } from './evaluator.ts';
import type { Observer } from './observation.ts';
import { choose } from './selected.ts';

export function completionObserver(
  { tf }: Backend,
  workloads: readonly Workload[],
  evaluator: Evaluator,
): Observer {
  const C = workloads.length;
  const { head } = workloads[0]!.plan;
  const V = head.kind === 'dense' ? head.rows * head.cols : workloads[0]!.plan.entries;
  const placeOf = workloads.map(({ plan }): ((s: number) => number) => {
    if (plan.head.kind !== 'dense') return (s) => s;
    const { cellOf } = plan.head;
    return (s) => cellOf[s]!;
  });
  return {
    observe: (selection) => {
      const lookup = choose(tf, V, {
        ...selection,
        numbers: selection.numbers.map((numbers, c) => numbers.map((s) => placeOf[c]!(s))),
      });
      return {
        predictions: (parameters) =>
          tf.reshape(lookup.of(tf.reshape(evaluator.values(parameters), [C * V, 1])), [C, -1]),
        dispose: () => lookup.dispose(),
      };
    },
    dispose: () => evaluator.dispose(),
  };
}
