/** What is expected of runs, beside what they give. */
import type { RunConfig } from '@ranksweep/core';
import { builtInDefinitions, expectations, type Expectation } from '@ranksweep/experiments';
import { describe, expect, it } from 'vitest';
import type { MeasuredRun } from '../measuredRuns.ts';
import { expectationTable, expectationVerdict } from '../verdicts/expectationTable.ts';

/** A run that ends at this error, which grows in equal steps from 0. */
const ended = (runId: number, observed: number, error: number): MeasuredRun => ({
  runId,
  part: 'a',
  cell: 0,
  config: { task: { observed } } as unknown as RunConfig,
  ending: 'converged',
  iterations: 20,
  wallMs: 1,
  attempts: [],
  finals: new Map([['reconstruction_error', error]]),
  rises: new Map(),
  errorPlateaus: [],
  components: undefined,
});
const runs = [ended(0, 250, 0.01), ended(1, 250, 0.02), ended(2, 250, 8), ended(3, 500, 0.4)];
const store = {
  trajectory: (runId: number, [metric]: readonly string[]) => {
    const last = runs[runId]!.finals.get(metric!)!;
    return [
      { metric: metric!, iterations: Float64Array.of(0, 10, 20), values: Float64Array.of(0, last / 2, last) },
    ];
  },
};
const expectation = (more: Partial<Expectation>): Expectation => ({
  definition: 'd',
  part: 'a',
  where: { 'task.observed': 250 },
  metric: 'reconstruction_error',
  is: 'below',
  value: 0.05,
  ...more,
});
const rowOf = (more: Partial<Expectation>): string[] =>
  expectationTable(store, [expectation(more)], runs)!
    .split('\n')
    .at(-1)!
    .split(' | ')
    .map((cell) => cell.replace(/^\| | \|$/g, ''));

describe('a table of what is expected', () => {
  it('counts the runs of the cells that meet it', () => {
    expect(rowOf({})).toEqual([
      '`task.observed` = 250',
      '`reconstruction_error` below 0.05 in the end',
      '0.02 [0.01, 8]',
      '2 of 3',
      'met in the median',
    ]);
    expect(rowOf({ value: 0.02 }).at(-1)).toBe('not met');
    expect(rowOf({ is: 'above', value: 0.3, where: { 'task.observed': 500 } }).slice(3)).toEqual([
      '1 of 1',
      'met',
    ]);
  });

  it('looks at runs where they stood at an iteration', () => {
    expect(rowOf({ iteration: 10 }).slice(1, 3)).toEqual([
      '`reconstruction_error` below 0.05 at 10 iterations',
      '0.01 [0.005, 4]',
    ]);
  });

  it('has no row for cells without runs, and none of a metric that they lack is met', () => {
    const elsewhere = expectation({ where: { 'task.observed': 1 } });
    expect(expectationTable(store, [elsewhere], runs)).toBeUndefined();
    expect(rowOf({ metric: 'effective_rank{1,2}' }).slice(2)).toEqual(['–', '0 of 3', 'not met']);
    expect(expectationVerdict(expectation({}), [])).toEqual({ verdict: 'not met', met: 0 });
  });
});

it.each(expectations)(
  '$metric in $part of $definition is about cells that preset paper has, and a metric that they record',
  (one) => {
    const definition = builtInDefinitions.find(({ name }) => name === one.definition)!;
    const { axes, base } = definition.presets['paper']!.parts[one.part]!;
    for (const [axis, value] of Object.entries(one.where)) expect(axes[axis]).toContainEqual(value);
    expect(base.record.metrics).toContain(one.metric);
  },
);
