/** The matricizations of the end tensor that spectral metrics use. */
import { InputError } from '../config/errors.ts';
import { shownWord } from '../config/expectation.ts';
import type { TreeNetwork } from '../models/network.ts';
import { numelOf } from '../tensor/shape.ts';
import type { Measured } from './family.ts';
import { modeSetName } from '../modeTree/modeTree.ts';
import type { MetricRequest } from './request.ts';

/** [[W_e]]_I, where I is the set of modes in its rows. */
export interface Matricization {
  /** The name of its columns, without a rank: `singular_value{1,2}`. */
  readonly name: string;
  readonly modes: readonly number[];
  readonly rows: number;
  readonly cols: number;
}

/** The most matricizations. Each needs its own singular values at every snapshot. */
const mostMatricizations = 1000;

/**
 * The matricizations that a request names: one, `{1,3}`, or all with this many modes in their rows, `{all_2}`. If the request
 * names none, order 2 has the end matrix itself. Higher orders have those of all nodes of the mode tree but the root; their ranks
 * are the hierarchical tensor rank (Razin et al. 2022). The nodes of CP's tree are the single modes.
 * @throws InputError if it names no matricization, or more than a thousand
 */
export function matricizationsOf(request: MetricRequest, { network }: Measured): Matricization[] {
  const { text, stem, part, modes = [], height } = request;
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
  const size = sizeOfAll(request);
  if (size !== undefined && size > 0 && size < N) {
    const count = binomial(N, size);
    if (count <= mostMatricizations) {
      return subsets(N, size).map((set) => shaped(`${stem}${modeSetName(set)}`, set));
    }
    throw new InputError(
      `record.metrics: expected at most ${mostMatricizations} matricizations, found ${count} in '${shownWord(text)}'`,
    );
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

/**
 * The number of matricizations of a metric that does not depend on the nodes of a tree; 1 for a metric without matricizations.
 */
export function matricizationsAsked(request: MetricRequest, N: number): number {
  const size = sizeOfAll(request);
  return size === undefined ? 1 : binomial(N, size);
}

/** Returns k for `{all_k}`. */
function sizeOfAll({ part = '' }: MetricRequest): number | undefined {
  const size = /^\{all_(\d+)\}$/.exec(part)?.[1];
  return size === undefined ? undefined : Number(size);
}

/** The binomial coefficient, exact below 2^53; 0 for k > n. */
function binomial(n: number, k: number): number {
  let count = 1;
  for (let i = 1; i <= Math.min(k, n - k); i++) count = (count * (n - i + 1)) / i;
  return k > n ? 0 : count;
}

/** All sets of k of the modes 1..N, ascending, in lexicographic order. */
function subsets(N: number, k: number, from = 1): number[][] {
  if (k === 0) return [[]];
  const firsts = Array.from({ length: Math.max(0, N - k + 2 - from) }, (_, i) => from + i);
  return firsts.flatMap((first) => subsets(N, k - 1, first + 1).map((rest) => [first, ...rest]));
}

/** Sets of modes of the nodes, ascending as in their names, without duplicates. Complementary sets are two nodes. */
function nodesBelowRoot({ tree }: TreeNetwork): { readonly name: string; readonly modes: number[] }[] {
  const proper = tree.nodes.filter(({ modes }) => modes.length < tree.order);
  const ascending = proper.map(({ modes }) => modes.toSorted((a, b) => a - b));
  const byName = new Map(ascending.map((modes) => [modeSetName(modes), modes]));
  return [...byName].map(([name, modes]) => ({ name, modes }));
}
