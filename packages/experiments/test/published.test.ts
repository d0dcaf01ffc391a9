/** Published values belong to cells that exist and to metrics that their runs record. */
import { metricSet, dimsOf, networkOf, type FactorizationConfig } from '@ranksweep/core';
import { cellsOf, configAt, parseRunConfig } from '@ranksweep/kinds';
import { describe, expect, it } from 'vitest';
import { builtInDefinitions, published, type PublishedTrajectory } from '../src/index.ts';

const cases = published.map((one) => [`${one.part} ${JSON.stringify(one.cell)}`, one] as const);

/** The configuration of the cell at preset `paper`. */
function configOf({ definition, part: name, cell }: PublishedTrajectory): FactorizationConfig {
  const part = builtInDefinitions.find((one) => one.name === definition)!.presets['paper']!.parts[name]!;
  expect(cellsOf(part)).toContainEqual(cell);
  return parseRunConfig({ ...configAt(part.base, cell), seed: 0 }, name) as FactorizationConfig;
}

describe('published values', () => {
  it.each(cases)('of %s are of a cell whose runs record the metrics', (_, one) => {
    const config = configOf(one);
    const { names } = metricSet(config, networkOf(config.model, dimsOf(config.task)));
    const ranked = one.finals.map((_value, k) => `${one.metric}_${k + 1}`);
    expect(names).toEqual(expect.arrayContaining([...ranked, 'reconstruction_error']));
  });

  it.each(cases)('of %s are in the order that ranks and a falling error have', (_, one) => {
    const { riseIterations, finals, errorPlateaus = [], finalError, lastIteration } = one;
    expect(riseIterations).toEqual(riseIterations.toSorted((a, b) => a - b));
    expect(riseIterations.length).toBeLessThanOrEqual(finals.length);
    expect(riseIterations.at(-1)).toBeLessThanOrEqual(lastIteration);
    expect(finals).toEqual(finals.toSorted((a, b) => b - a));
    const errors = [...errorPlateaus, ...(finalError === undefined ? [] : [finalError])];
    expect(errors).toEqual(errors.toSorted((a, b) => b - a));
  });

  it('are one set a cell', () => {
    const cells = published.map(({ definition, part, cell }) => JSON.stringify([definition, part, cell]));
    expect(new Set(cells).size).toBe(cells.length);
  });
});
