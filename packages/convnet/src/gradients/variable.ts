/**
 * Reverse-mode differentiation, of any order: the gradient of an operation is itself made of operations.
 *
 * TensorFlow.js has a tape of its own. Several second derivatives are silently wrong there, others throw, and what one user of a
 * thread registers changes everybody's; so operations of convolutional networks are differentiated here.
 */
import type { Tensor } from '@ranksweep/engine/tfjs';
import type { Primitives } from '../primitives/primitives.ts';

/**
 * From the gradient with respect to an output, those with respect to the inputs, in their order. They are functions, so that only
 * those that are asked for are computed.
 */
export type Pullback = (dy: Variable) => readonly (() => Variable)[];

/** A tensor, and how it came about. */
export class Variable {
  readonly on: Primitives;
  readonly tensor: Tensor;
  readonly inputs: readonly Variable[];
  readonly pullback: Pullback;

  /** Without inputs, it is a constant or what gradients are taken with respect to. */
  constructor(
    on: Primitives,
    tensor: Tensor,
    inputs: readonly Variable[] = [],
    pullback: Pullback = () => [],
  ) {
    this.on = on;
    this.tensor = tensor;
    this.inputs = inputs;
    this.pullback = pullback;
  }

  get shape(): readonly number[] {
    return this.tensor.shape;
  }
}

/**
 * The gradients of y with respect to each of xs, which can be differentiated again.
 * @param y with a dy of ones: the gradient of its sum
 * @returns zeros for what y does not depend on
 */
export function gradients(y: Variable, xs: readonly Variable[]): Variable[] {
  const { on } = y;
  const seed = new Variable(on, on.tf.onesLike(y.tensor));
  const found = accumulate(y, seed, xs, (compute) => compute());
  return xs.map((x) => found.get(x) ?? new Variable(on, on.tf.zerosLike(x.tensor)));
}

/** The same as plain tensors. Memory of what is only needed in between is released on the way. */
export function gradientTensors(y: Variable, xs: readonly Variable[]): Tensor[] {
  const { on } = y;
  const { tf } = on;
  const seed = new Variable(on, tf.onesLike(y.tensor));
  const found = accumulate(y, seed, xs, (compute) =>
    tf.tidy(() => compute().map(({ tensor }) => tensor)).map((tensor) => new Variable(on, tensor)),
  );
  return xs.map((x) => found.get(x)?.tensor ?? tf.zerosLike(x.tensor));
}

/** @param within computes what is added to the gradients of one operation's inputs */
function accumulate(
  y: Variable,
  seed: Variable,
  xs: readonly Variable[],
  within: (compute: () => Variable[]) => Variable[],
): Map<Variable, Variable> {
  const sums = new Map([[y, seed]]);
  const dependents = dependentsOf(xs, y);
  for (const node of [...dependents].toReversed()) {
    const wanted = [...new Set(node.inputs)].filter((input) => dependents.has(input));
    if (wanted.length === 0) continue;
    const ofInputs = within(() => {
      const pulled = node.pullback(sums.get(node)!);
      return wanted.map((input) => {
        const terms = node.inputs.flatMap((one, i) => (one === input ? [pulled[i]!()] : []));
        return [sums.get(input), ...terms].filter((term) => term !== undefined).reduce(add);
      });
    });
    wanted.forEach((input, i) => sums.set(input, ofInputs[i]!));
  }
  return sums;
}

/** What y is computed of and depends on one of xs, these and y included: inputs before what is computed of them. */
function dependentsOf(xs: readonly Variable[], y: Variable): Set<Variable> {
  const dependents = new Set<Variable>();
  const seen = new Set<Variable>();
  const visit = (node: Variable): void => {
    if (seen.has(node)) return;
    seen.add(node);
    node.inputs.forEach(visit);
    if (xs.includes(node) || node.inputs.some((input) => dependents.has(input))) dependents.add(node);
  };
  visit(y);
  return dependents;
}

/** Of equal shapes. */
export const add = (a: Variable, b: Variable): Variable =>
  new Variable(a.on, a.on.tf.add(a.tensor, b.tensor), [a, b], (dy) => [() => dy, () => dy]);
