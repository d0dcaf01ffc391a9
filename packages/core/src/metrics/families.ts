/** All families of metrics. Each family is described in its own file. */
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
import type { ModelKind } from '../models/schema.ts';
import { isOfSamples, type MeasuredConfig, type MetricFamilies, type MetricFamily } from './family.ts';
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

/** Every stem, with the model kinds that have it (undefined means all), and whether only samples have it. */
export const metricFamilies = (): {
  readonly stem: string;
  readonly only: readonly ModelKind[] | undefined;
  readonly isOfSamplesOnly: boolean;
}[] =>
  Object.entries(FAMILIES).map(([stem, { only, isOfSamplesOnly = false }]) => ({
    stem,
    only,
    isOfSamplesOnly,
  }));

/** @throws InputError if there is no such family, or the model does not have it */
export function familyOf({ text, stem }: MetricRequest, config: MeasuredConfig): MetricFamily {
  const { kind } = config.model;
  const isOffered = (name: string): boolean => FAMILIES[name]!.only?.includes(kind) ?? true;
  if (!Object.hasOwn(FAMILIES, stem) || !isOffered(stem)) {
    const offered = Object.keys(FAMILIES).filter(isOffered);
    throw new InputError(
      `record.metrics: expected a metric of a ${kind} model, found '${shownWord(text)}'${hint(stem, offered, 'there are')}`,
    );
  }
  const family = FAMILIES[stem]!;
  if (family.isOfSamplesOnly && !isOfSamples(config)) {
    throw new InputError(`record.metrics: expected ${stem} with the task samples only`);
  }
  return family;
}

/**
 * Whether a column's values are ranked by their own size: those of `component_norm_2` are, those of `gamma_component_norm_2` are
 * not.
 */
export const isRankedByItself = (stem: string): boolean =>
  FAMILIES[parseRequest(stem).stem]?.borrowsRanks !== true;

/** The meaning of a stem, with or without a column's rank; empty if there is no such stem. */
export const meaningOf = (stem: string): string =>
  (FAMILIES[stem] ?? FAMILIES[stem.replace(/_\d+$/, '')])?.description ?? '';
