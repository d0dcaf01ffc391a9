/** Parts that no small database has: many cells, and growth exponents. */
import { type RunConfig } from '@ranksweep/core';
import { cellsOf, configAt } from '@ranksweep/kinds';
import { tensorRank } from '@ranksweep/experiments';
import { describe, expect, it } from 'vitest';
import type { MeasuredRun } from '../measuredRuns.ts';
import { partSection } from '../partSection.ts';
import { rowsBehind } from './markdown.ts';

const { base } = tensorRank.presets['paper']!.parts['a-dyn']!;

/** A run in each cell, whose final error is the number of the cell. */
function partOf(axes: Record<string, number[]>, finals: Record<string, number> = {}): string {
  const runs = cellsOf({ axes }).map((cell, place): MeasuredRun => ({
    runId: place,
    part: 'a-dyn',
    cell: place,
    config: { ...configAt(base, cell), seed: 0 } as RunConfig,
    ending: 'converged',
    iterations: 100,
    wallMs: 1,
    attempts: [],
    finals: new Map(Object.entries({ reconstruction_error: place, ...finals })),
    rises: new Map(),
    errorPlateaus: [],
    components: undefined,
  }));
  return partSection({ part: { axes }, runs, published: [], remarks: [] }).join('\n\n') + '\n';
}

it('of axes that move together has a row for each of their cells', () => {
  const axes = { 'init.std': [1, 2], 'task.observed': [100, 200] };
  const zip = [['init.std', 'task.observed']];
  const text = partSection({ part: { axes, zip }, runs: [], published: [], remarks: [] }).join('\n');
  expect(text).toContain('| 2 | 200 |');
  expect(text).not.toContain('| 1 | 200 |');
});

describe('a part with more than 40 cells', () => {
  const text = partOf({
    'task.observed': [100, 200, 300],
    'init.std': Array.from({ length: 14 }, (_, i) => i + 1),
  });

  it('has a table for each axis', () => {
    expect(rowsBehind(text, '| `task.observed`').get('200')).toEqual([
      '14 converged',
      '100',
      '20.5 [14, 27]',
      '–',
    ]);
    expect(rowsBehind(text, '| `init.std`').get('2')).toEqual(['3 converged', '100', '15 [1, 29]', '–']);
  });

  it('has no table for an axis of one value', () => {
    const values = Array.from({ length: 41 }, (_, i) => i + 1);
    expect(partOf({ 'init.std': values, 'task.observed': [100] })).not.toContain('`task.observed`');
  });
});

describe('growth exponents', () => {
  const measured = (k: number, exponent: number, error: number) => ({
    [`growth_exponent_component_norm_${k}`]: exponent,
    [`growth_exponent_error_component_norm_${k}`]: error,
  });
  const row = (finals: Record<string, number>): string[] | undefined =>
    rowsBehind(partOf({ 'init.std': [0.05] }, finals), '| cell').get('`init.std` = 0.05');

  it('are gathered by norm, those that tell, beside the theory', () => {
    const theory = { theoretical_exponent_component_norm: 1.5 };
    const finals = {
      ...measured(1, 1.48, 0.03),
      ...measured(2, 1.7, 0.05),
      ...measured(3, -9, 4),
      ...theory,
    };
    expect(row(finals)).toEqual([
      '`component_norm`',
      '1.5000',
      '1.5900 [1.4800, 1.7000]',
      '0.0400 [0.0300, 0.0500]',
      '2 of 3',
      '1 of 2',
    ]);
  });

  it('stand alone where no theory was recorded', () => {
    expect(row(measured(1, 1.48, 0.03))).toEqual([
      '`component_norm`',
      '–',
      '1.4800',
      '0.0300',
      '1 of 1',
      '–',
    ]);
  });

  it('have no table where none was measured', () => {
    expect(partOf({ 'init.std': [0.05] })).not.toContain('exponent');
  });
});
