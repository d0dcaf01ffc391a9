/** What is expected of the runs of a part, beside what they give. */
import { isDeepStrictEqual } from 'node:util';
import { getPath, valueReader } from '@ranksweep/core';
import type { Expectation } from '@ranksweep/experiments';
import type { ReadOnlyStore } from '@ranksweep/store';
import type { MeasuredRun } from '../measuredRuns.ts';
import { cellTitle, count, measure, NONE, spreadOf, spreadText, table } from '../words.ts';

export type ExpectationVerdict = 'met' | 'met in the median' | 'not met';

/** @param of the runs that have such a value; none have met nothing */
export function expectationVerdict(
  { is, value }: Pick<Expectation, 'is' | 'value'>,
  of: readonly number[],
): {
  readonly verdict: ExpectationVerdict;
  readonly met: number;
} {
  const meets = (one: number): boolean => (is === 'below' ? one < value : one > value);
  const met = of.filter(meets).length;
  if (of.length > 0 && met === of.length) return { verdict: 'met', met };
  const spread = spreadOf(of);
  return { verdict: spread !== undefined && meets(spread.median) ? 'met in the median' : 'not met', met };
}

/** @returns undefined where nothing is expected of the part's cells */
export function expectationTable(
  store: Pick<ReadOnlyStore, 'trajectory'>,
  expectations: readonly Expectation[],
  runs: readonly MeasuredRun[],
): string | undefined {
  const rows = expectations.flatMap((expectation) => {
    const { where, metric, iteration, is, value } = expectation;
    const own = runs.filter(({ config }) =>
      Object.entries(where).every(([axis, wanted]) => isDeepStrictEqual(getPath(config, axis), wanted)),
    );
    if (own.length === 0) return [];
    const values = own.map((run) => valueOf(store, run, expectation)).filter((one) => one !== undefined);
    const spread = spreadOf(values);
    const { verdict, met } = expectationVerdict(expectation, values);
    const when = iteration === undefined ? 'in the end' : `at ${count(iteration)} iterations`;
    return [
      [
        cellTitle(where),
        `\`${metric}\` ${is} ${measure(value)} ${when}`,
        spread === undefined ? NONE : spreadText(spread, measure),
        `${met} of ${own.length}`,
        verdict,
      ],
    ];
  });
  if (rows.length === 0) return undefined;
  return table(['cells', 'expected', 'here', 'runs that meet it', 'verdict'], rows);
}

function valueOf(
  store: Pick<ReadOnlyStore, 'trajectory'>,
  { runId, finals }: MeasuredRun,
  { metric, iteration }: Expectation,
): number | undefined {
  if (iteration === undefined) return finals.get(metric);
  const [curve] = store.trajectory(runId, [metric]);
  return curve === undefined ? undefined : valueReader(curve)(iteration);
}
