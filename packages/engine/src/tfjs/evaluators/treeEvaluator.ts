/**
 * Executes the tree plans of a cohort, node by node. Members differ in the rows that meet.
 *
 * Letters: C members, D tuples of a node, R width.
 */
import type { Pairing, TreePlan } from '@ranksweep/core';
import { product } from '../operations/product.ts';
import { createRowLookup, type RowLookup } from '../operations/rows.ts';
import type { Backend, Tensor } from '../tensorflow.ts';
import type { Evaluator } from './evaluator.ts';
import { matricesOf } from './parameters.ts';

/** @param plans one for each member, of equal sizes */
export function treeEvaluator(backend: Backend, plans: readonly TreePlan[]): Evaluator {
  const { tf, products } = backend;
  const { network, nodes, head, weights, ...plan } = plans[0]!;
  const C = plans.length;
  const made: { dispose(): void }[] = [];
  /** Rows of a node's outputs, (C D, R); those of every member are its own. */
  const lookUp = (node: number, indexOf: (of: TreePlan) => Int32Array): RowLookup => {
    const { tuples } = nodes[node]!;
    const lookup = createRowLookup(tf, C * tuples, joined(plans.map(indexOf), tuples));
    made.push(lookup);
    return lookup;
  };
  const meeting = (pairingOf: (of: TreePlan) => Pairing): ((outputs: readonly Tensor[]) => Tensor) => {
    const { left, right } = pairingOf(plans[0]!);
    const ofLeft = lookUp(left, (of) => pairingOf(of).leftIndex);
    const ofRight = lookUp(right, (of) => pairingOf(of).rightIndex);
    return (outputs) => tf.mul(ofLeft.of(outputs[left]!), ofRight.of(outputs[right]!));
  };
  const times = (input: Tensor, matrix: Tensor): Tensor => {
    const [, rows, cols] = matrix.shape as [number, number, number];
    return tf.reshape(product(tf, tf.reshape(input, [C, -1, rows]), matrix, products), [-1, cols]);
  };

  const steps = nodes.map((node, nu): Step => {
    switch (node.kind) {
      case 'leaf':
        return (_, matrices) => tf.reshape(matrices[node.parameter]!, [-1, node.width]);
      case 'unary':
        return (outputs, matrices) => times(outputs[node.child]!, matrices[node.parameter]!);
      case 'join': {
        const met = meeting((of) => (of.nodes[nu] as typeof node).pairing);
        const { parameter } = node;
        return parameter === undefined
          ? met
          : (outputs, matrices) => times(met(outputs), matrices[parameter]!);
      }
    }
  });

  const last = ((): Step => {
    if (head.kind === 'gather') {
      const met = meeting((of) => (of.head as typeof head).pairing);
      const ones = tf.keep(tf.ones([C, plan.width, 1]));
      made.push(ones);
      return (outputs, matrices) =>
        tf.reshape(times(met(outputs), weights === undefined ? ones : matrices[weights]!), [C, -1]);
    }
    const { rows, cols } = head;
    const everyRow = weights === undefined ? undefined : createRowLookup(tf, C, repeated(C, rows));
    if (everyRow !== undefined) made.push(everyRow);
    return (outputs, matrices) => {
      const left = outputs[plan.left]!;
      const weighted =
        everyRow === undefined
          ? left
          : tf.mul(left, everyRow.of(tf.reshape(matrices[weights!]!, [C, plan.width])));
      const [A, B] = [weighted, outputs[plan.right]!].map((x) => tf.reshape(x, [C, -1, plan.width]));
      return tf.reshape(product(tf, A!, B!, { transposeB: true, ...products }), [C, rows * cols]);
    };
  })();

  return {
    values: (parameters) => {
      const matrices = matricesOf(tf, network, parameters);
      const outputs: Tensor[] = [];
      for (const step of steps) outputs.push(step(outputs, matrices));
      return last(outputs, matrices);
    },
    dispose: () => {
      for (const one of made) one.dispose();
    },
  };
}

type Step = (outputs: readonly Tensor[], matrices: readonly Tensor[]) => Tensor;

/** The members' rows one after another. */
export function joined(indices: readonly Int32Array[], rows: number): Int32Array {
  const { length } = indices[0]!;
  const all = new Int32Array(indices.length * length);
  indices.forEach((index, c) => {
    for (let i = 0; i < length; i++) all[c * length + i] = c * rows + index[i]!;
  });
  return all;
}

/** Each of `count` numbers `times` times. */
const repeated = (count: number, times: number): Int32Array =>
  new Int32Array(count * times).map((_, i) => Math.floor(i / times));
