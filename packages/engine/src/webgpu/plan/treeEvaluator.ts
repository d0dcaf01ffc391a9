/** A tree plan as instructions: CP and hierarchical factorizations. */
import type { JoinNode, Pairing, TreePlan, Workload } from '@ranksweep/core';
import type { Instruction } from '../instruction.ts';
import type { Layout, MatrixField } from '../layout.ts';
import type { PageLayout } from '../page.ts';
import type { Evaluator, ParameterFields } from './evaluator.ts';
import { product, transposedLeft, transposedRight } from './products.ts';
import { segmentsOf, type Segments } from './segments.ts';

/** One step up a tree, and the matching step back. */
interface Step {
  readonly forward: readonly Instruction[];
  readonly backward: readonly Instruction[];
}

/** Finds the plan in a workload: a member's own, or another that is made of it. */
type PlanOf = (workload: Workload) => TreePlan;

interface TreeOptions {
  readonly plan: TreePlan;
  readonly planOf: PlanOf;
  readonly layout: Layout;
  readonly page: PageLayout;
  readonly parameters: ParameterFields;
}

export function treeEvaluator(options: TreeOptions): Evaluator {
  const { plan, layout, parameters } = options;
  const steps: Step[] = [];
  // By node: its output, (D, R), and d objective / d output.
  const outputs: MatrixField[] = [];
  const deltas: MatrixField[] = [];
  const add = (output: MatrixField, delta: MatrixField): void => {
    outputs.push(output);
    deltas.push(delta);
  };
  const addMatrix = (input: MatrixField, inputDelta: MatrixField, parameter: number): void => {
    const [W, dW] = [parameters.values[parameter]!, parameters.gradients[parameter]!];
    const [output, delta] = [layout.matrix(input.rows, W.cols), layout.matrix(input.rows, W.cols)];
    add(output, delta);
    steps.push({
      forward: [product(input, W, output)],
      backward: [transposedLeft(input, delta, dW), transposedRight(delta, W, inputDelta)],
    });
  };
  plan.nodes.forEach((node, nu) => {
    switch (node.kind) {
      case 'leaf':
        return add(parameters.values[node.parameter]!, parameters.gradients[node.parameter]!);
      case 'unary':
        return addMatrix(outputs[node.child]!, deltas[node.child]!, node.parameter);
      case 'join': {
        const [joined, delta] = [0, 1].map(() => layout.matrix(node.tuples, node.inputWidth)) as [
          MatrixField,
          MatrixField,
        ];
        const pairingOf = (workload: Workload): Pairing =>
          (options.planOf(workload).nodes[nu] as JoinNode).pairing;
        const { left, right } = node.pairing;
        steps.push(
          joinStep(options, pairingOf, {
            left: outputs[left]!,
            right: outputs[right]!,
            joined,
            leftDelta: deltas[left]!,
            rightDelta: deltas[right]!,
            delta,
          }),
        );
        if (node.parameter === undefined) add(joined, delta);
        else addMatrix(joined, delta, node.parameter);
      }
    }
  });
  const last = lastJoin(options, {
    left: outputs[plan.left]!,
    right: outputs[plan.right]!,
    leftDelta: deltas[plan.left]!,
    rightDelta: deltas[plan.right]!,
  });
  return {
    values: last.values,
    valueGradients: last.valueGradients,
    forward: [...steps.flatMap((step) => step.forward), ...last.forward],
    backward: [...last.backward, ...steps.toReversed().flatMap((step) => step.backward)],
  };
}

interface Operands {
  readonly left: MatrixField;
  readonly right: MatrixField;
  readonly leftDelta: MatrixField;
  readonly rightDelta: MatrixField;
}

/** Rows of the two operands that are met, multiplied elementwise. */
function joinStep(
  { page }: TreeOptions,
  pairingOf: (workload: Workload) => Pairing,
  {
    left,
    right,
    leftDelta,
    rightDelta,
    joined,
    delta,
  }: Operands & { joined: MatrixField; delta: MatrixField },
): Step {
  const { leftIndex, rightIndex } = addIndices(page, pairingOf);
  const size = { m: joined.rows, n: joined.cols };
  const rows = { aRow: delta.cols, aColumn: 1 };
  const sums = { kind: 'segmentSums', a: delta.offset, ...rows } as const;
  return {
    forward: [
      {
        kind: 'gatherProduct',
        out: joined.offset,
        ...size,
        a: left.offset,
        x: leftIndex,
        b: right.offset,
        y: rightIndex,
      },
    ],
    backward: [
      { ...sums, ...segmentOperands(page, pairingOf, 'left', joined.rows, right, leftDelta) },
      { ...sums, ...segmentOperands(page, pairingOf, 'right', joined.rows, left, rightDelta) },
    ],
  };
}

/** Values = sum over r of left o weights o right, for every cell or for every entry. */
function lastJoin(options: TreeOptions, operands: Operands): Evaluator {
  const { plan, layout, parameters } = options;
  if (plan.weights === undefined) return lastProducts(options, operands);
  const { left, leftDelta } = operands;
  const [w, dw] = [parameters.values[plan.weights]!, parameters.gradients[plan.weights]!];
  const weighted = layout.matrix(left.rows, left.cols);
  const products = lastProducts(options, { ...operands, left: weighted });
  const size = { m: left.rows, n: left.cols };
  const scale = (from: MatrixField, to: MatrixField): Instruction => ({
    kind: 'scaleColumns',
    ...size,
    a: from.offset,
    b: w.offset,
    out: to.offset,
  });
  return {
    ...products,
    forward: [scale(left, weighted), ...products.forward],
    backward: [
      ...products.backward, // leftDelta: d objective / d (left o w)
      { kind: 'columnDots', ...size, a: left.offset, b: leftDelta.offset, out: dw.offset },
      scale(leftDelta, leftDelta),
    ],
  };
}

function lastProducts(options: TreeOptions, operands: Operands): Evaluator {
  const { plan, layout, page, planOf } = options;
  const { left, right, leftDelta, rightDelta } = operands;
  const { head } = plan;
  if (head.kind === 'dense') {
    const [F, E] = [layout.matrix(head.rows, head.cols), layout.matrix(head.rows, head.cols)];
    return {
      values: F,
      valueGradients: E,
      forward: [transposedRight(left, right, F)],
      backward: [product(E, right, leftDelta), transposedLeft(E, left, rightDelta)],
    };
  }
  // f[s] = <left[l_s], right[r_s]>
  const pairingOf = (workload: Workload): Pairing => {
    const own = planOf(workload).head;
    if (own.kind !== 'gather') throw new TypeError('plans of one cohort key have last joins of one kind');
    return own.pairing;
  };
  const { leftIndex, rightIndex } = addIndices(page, pairingOf);
  const [f, e] = [layout.field(plan.entries), layout.field(plan.entries)];
  const sums = { kind: 'segmentSums', a: e.offset, aRow: 1, aColumn: 0 } as const;
  return {
    values: f,
    valueGradients: e,
    forward: [
      {
        kind: 'gatherDot',
        out: f.offset,
        m: plan.entries,
        n: plan.width,
        a: left.offset,
        x: leftIndex,
        b: right.offset,
        y: rightIndex,
      },
    ],
    backward: [
      { ...sums, ...segmentOperands(page, pairingOf, 'left', plan.entries, right, leftDelta) },
      { ...sums, ...segmentOperands(page, pairingOf, 'right', plan.entries, left, rightDelta) },
    ],
  };
}

const addIndices = (
  page: PageLayout,
  pairingOf: (workload: Workload) => Pairing,
): { leftIndex: number; rightIndex: number } => ({
  leftIndex: page.add((workload) => pairingOf(workload).leftIndex),
  rightIndex: page.add((workload) => pairingOf(workload).rightIndex),
});

/** out[u] = sum over the tuples t whose operand on this side is u of g[t] o x[other[t]] */
function segmentOperands(
  page: PageLayout,
  pairingOf: (workload: Workload) => Pairing,
  side: 'left' | 'right',
  tuples: number,
  other: MatrixField,
  out: MatrixField,
): Partial<Instruction> {
  let latest: { readonly pairing: Pairing; readonly segments: Segments } | undefined;
  const grouped = (workload: Workload): Segments => {
    const pairing = pairingOf(workload);
    const key = side === 'left' ? pairing.leftIndex : pairing.rightIndex;
    if (latest?.pairing !== pairing) latest = { pairing, segments: segmentsOf(key, out.rows) };
    return latest.segments;
  };
  const others = (workload: Workload): Int32Array => {
    const { leftIndex, rightIndex } = pairingOf(workload);
    const from = side === 'left' ? rightIndex : leftIndex;
    return grouped(workload).tuple.map((t) => from[t]!);
  };
  return {
    out: out.offset,
    m: out.rows,
    n: out.cols,
    b: other.offset,
    x: page.add((workload) => grouped(workload).starts, out.rows + 1),
    y: page.add((workload) => grouped(workload).tuple, tuples),
    z: page.add(others, tuples),
  };
}
