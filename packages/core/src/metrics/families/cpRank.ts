/** The CP rank of the end tensor. It needs fits, which take too long for every snapshot, so it is measured when a run ends. */
import { cpRank } from '../../cpRank/cpRank.ts';
import { scalarFamily, type MetricFamilies } from '../family.ts';
import { fromOne } from '../formula.ts';
import { need } from '../quantities.ts';
import type { Snapshot } from '../snapshot.ts';

export const cpRankFamilies: MetricFamilies = {
  cp_rank: scalarFamily({
    description: 'CP rank of the end tensor, found by fits; measured at the end of a run',
    isAtEnd: true,
    formula: () => fromOne(need('endTensor'), cpRankOf),
  }),
};

/** NaN if no rank is found, or W_e is not finite. */
function cpRankOf(W: ArrayLike<number>, { network: { dims } }: Snapshot): number {
  const values = Float64Array.from(W);
  if (!values.every(Number.isFinite)) return NaN;
  return cpRank({ dims, values }).rank ?? NaN;
}
