/** All families of metrics. What a family measures says in which file it is. */
import { hint } from '../config/nearest.ts';
import { InputError } from '../config/errors.ts';
import { shownWord } from '../config/expectation.ts';
import { componentFamilies } from './families/components.ts';
import { cpRankFamilies } from './families/cpRank.ts';
import { fitFamilies } from './families/fit.ts';
import { growthFamilies } from './families/growth.ts';
import { rankOneFamilies } from './families/rankOne.ts';
import { spectrumFamilies } from './families/spectra.ts';
import { weightFamilies } from './families/weights.ts';
import type { ModelKind } from '../config/schema.ts';
import type { MetricFamilies, MetricFamily } from './family.ts';
import { parseRequest, type MetricRequest } from './request.ts';

const FAMILIES: MetricFamilies = {
  ...fitFamilies,
  ...spectrumFamilies,
  ...cpRankFamilies,
  ...componentFamilies,
  ...weightFamilies,
  ...growthFamilies,
  ...rankOneFamilies,
};

/** Every stem, and the model kinds that have it; undefined: all. */
export const metricFamilies = (): {
  readonly stem: string;
  readonly only: readonly ModelKind[] | undefined;
}[] => Object.entries(FAMILIES).map(([stem, { only }]) => ({ stem, only }));

/** @throws InputError when there is none, or the model does not have it */
export function familyOf({ text, stem }: MetricRequest, kind: ModelKind): MetricFamily {
  const offered = Object.keys(FAMILIES).filter((name) => FAMILIES[name]!.only?.includes(kind) ?? true);
  if (!offered.includes(stem)) {
    throw new InputError(
      `record.metrics: expected a metric of a ${kind} model, found '${shownWord(text)}'${hint(stem, offered, 'there are')}`,
    );
  }
  return FAMILIES[stem]!;
}

/** Whether a ranked column's values are ranked by themselves: those of `component_norm_2` are, of `gamma_component_norm_2` not. */
export const isRankedByItself = (stem: string): boolean =>
  FAMILIES[parseRequest(stem).stem]?.borrowsRanks !== true;

/** What a stem means, with or without the rank of a column behind it; empty for one that does not exist. */
export const meaningOf = (stem: string): string =>
  (FAMILIES[stem] ?? FAMILIES[stem.replace(/_\d+$/, '')])?.description ?? '';
