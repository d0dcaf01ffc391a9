/** Nodes of a mode tree by the names that metrics give them, `{1,2}`. */
import { InputError } from '../config/errors.ts';
import { modeSetName, type ModeTree } from '../modeTree/modeTree.ts';
import type { MetricRequest } from './request.ts';

interface NamedNode {
  readonly nu: number;
  readonly name: string;
}

/**
 * The node that a request names, or all without modes. A unary node has the modes of its child: of several nodes with one
 * name the lowest keeps it.
 * @param nodes those to choose from, bottom up
 * @throws InputError when none has the modes asked for
 */
export function namedNodes(
  { text, modes }: MetricRequest,
  tree: ModeTree,
  nodes: readonly number[],
): NamedNode[] {
  const all = nodes.map((nu) => ({ nu, name: modeSetName(tree.nodes[nu]!.modes) }));
  const chosen = modes === undefined ? all : all.filter(({ name }) => name === modeSetName(modes));
  if (chosen.length === 0) {
    throw new InputError(
      `record.metrics: expected a node of the mode tree (${all.map(({ name }) => name).join(' ')}), found '${text}'`,
    );
  }
  return chosen.filter(({ name }, i) => chosen.findIndex((other) => other.name === name) === i);
}
