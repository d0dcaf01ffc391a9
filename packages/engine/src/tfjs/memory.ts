/** How much memory a run takes: an estimate that is meant to be large enough. */
import { parameterCount, slotCount, type PlanNode, type Workload } from '@ranksweep/core';

/** What autodiff keeps of a forward pass until the backward pass is through, and that pass's own numbers. */
const PASSES = 4;

/** @returns bytes of one member of a cohort */
export function memberBytes(workload: Workload): number {
  const { network, problem, config } = workload;
  const P = parameterCount(network);
  const ofState = P * (6 + 2 * slotCount(config.optimizer));
  const ofData = problem.kind === 'sensing' ? problem.measurements.length : 0;
  return 4 * (ofState + ofData + PASSES * (forwardNumbers(workload) + 3 * problem.y.length));
}

function forwardNumbers({ plan, network, problem, config }: Workload): number {
  if (plan.kind === 'chain') {
    return network.parameters.reduce((sum, { cols }) => sum + network.dims[0]! * cols, 0);
  }
  if (problem.kind === 'samples' || plan.kind === 'blocks') {
    const b = Math.min(config.batch?.size ?? Infinity, problem.y.length);
    const { widthOf, dims } = plan.network;
    const ofNodes = widthOf.reduce((sum, width) => sum + 2 * width + 1, 0);
    return b * (ofNodes + dims.length * Math.max(2, ...dims));
  }
  const { head, width, entries, nodes } = plan;
  const ofHead =
    head.kind === 'dense' ? head.rows * head.cols + (head.rows + head.cols) * width : 3 * entries * width;
  return nodes.reduce((sum, node) => sum + nodeNumbers(node), ofHead);
}

const nodeNumbers = (node: PlanNode): number =>
  node.tuples * (node.kind === 'join' ? 3 * node.inputWidth + node.width : node.width);
