/** Which matricizations of the end tensor spectral metrics are of. */
import { InputError } from '../config/errors.ts';
import { shownWord } from '../config/expectation.ts';
import type { TreeNetwork } from '../factorization/network.ts';
import { numelOf } from '../tensor/shape.ts';
import type { Measured } from './family.ts';
import { modeSetName } from '../modeTree/modeTree.ts';
import type { MetricRequest } from './request.ts';

/** [[W_e]]_I, I the modes in its rows. */
export interface Matricization {
  /** Of its columns, without a rank: `singular_value{1,2}`. */
  readonly name: string;
  readonly modes: readonly number[];
  readonly rows: number;
  readonly cols: number;
}

/**
 * The matricization that a request names. Where it names none: of order 2 the end matrix itself, of higher orders those of all
 * nodes of the mode tree but the root, whose ranks are the hierarchical tensor rank (Razin et al. 2022). The nodes
 * of CP's tree are the single modes.
 * @throws InputError when it names no matricization
 */
export function matricizationsOf(
  { text, stem, part, modes = [], height }: MetricRequest,
  { network }: Measured,
): Matricization[] {
  const { dims } = network;
  const N = dims.length;
  const shaped = (name: string, rowModes: readonly number[]): Matricization => {
    const rows = numelOf(rowModes.map((mode) => dims[mode - 1]!));
    return { name, modes: rowModes, rows, cols: numelOf(dims) / rows };
  };
  if (part === undefined) {
    if (N === 2) return [shaped(stem, [1])];
    return nodesBelowRoot(network as TreeNetwork).map(({ name, modes }) => shaped(`${stem}${name}`, modes));
  }
  const isProper =
    height === undefined && // it is of nodes; all with these modes have one matricization
    modes.length > 0 &&
    modes.length < N &&
    modes.every((m, i) => m >= 1 && m <= N && modes.indexOf(m) === i);
  if (!isProper) {
    throw new InputError(
      `record.metrics: expected modes of a matricization, some but not all of 1..${N}, such as '${stem}{1}', ` +
        `found '${shownWord(text)}'`,
    );
  }
  return [shaped(`${stem}${part}`, modes)];
}

/** Sets of modes of the nodes, ascending as in their names, each once; complementary sets are two nodes. */
function nodesBelowRoot({ tree }: TreeNetwork): { readonly name: string; readonly modes: number[] }[] {
  const proper = tree.nodes.filter(({ modes }) => modes.length < tree.order);
  const ascending = proper.map(({ modes }) => modes.toSorted((a, b) => a - b));
  const byName = new Map(ascending.map((modes) => [modeSetName(modes), modes]));
  return [...byName].map(([name, modes]) => ({ name, modes }));
}
