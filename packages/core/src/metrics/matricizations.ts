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

/** Each takes singular values of its own at every snapshot. */
const mostMatricizations = 1000;

/**
 * The matricizations that a request names: one, `{1,3}`, or all with so many modes in their rows, `{all_2}`. Where it names none: of
 * order 2 the end matrix itself, of higher orders those of all nodes of the mode tree but the root, whose ranks are the hierarchical
 * tensor rank (Razin et al. 2022). The nodes of CP's tree are the single modes.
 * @throws InputError when it names no matricization, or more than a thousand
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

/** Of how many matricizations a metric is that does not go by the nodes of a tree; 1 for one that is of none. */
export function matricizationsAsked(request: MetricRequest, N: number): number {
  const size = sizeOfAll(request);
  return size === undefined ? 1 : binomial(N, size);
}

/** k of `{all_k}`. */
function sizeOfAll({ part = '' }: MetricRequest): number | undefined {
  const size = /^\{all_(\d+)\}$/.exec(part)?.[1];
  return size === undefined ? undefined : Number(size);
}

/** Exact while it is below 2^53; 0 for k > n. */
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

/** Sets of modes of the nodes, ascending as in their names, each once; complementary sets are two nodes. */
function nodesBelowRoot({ tree }: TreeNetwork): { readonly name: string; readonly modes: number[] }[] {
  const proper = tree.nodes.filter(({ modes }) => modes.length < tree.order);
  const ascending = proper.map(({ modes }) => modes.toSorted((a, b) => a - b));
  const byName = new Map(ascending.map((modes) => [modeSetName(modes), modes]));
  return [...byName].map(([name, modes]) => ({ name, modes }));
}
