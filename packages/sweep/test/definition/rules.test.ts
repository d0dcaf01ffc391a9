/** `when(...)`, `exclude(...)` and `skip(...)`: words that leave out axes, cells and runs. */
import { canonicalJson } from '@ranksweep/core';
import { parseDefinition } from '@ranksweep/kinds';
import { describe, expect, it } from 'vitest';
import { expandSweep, type SweepSpec } from '../../src/definition/expand.ts';
import { parseOverride } from '../../src/definition/overrides.ts';
import { definition, inputErrorOf } from './support.ts';

const expanded = (words: readonly string[]) =>
  expandSweep(definition, { overrides: words.map(parseOverride), seeds: [0] });

const specOf = (words: readonly string[]): SweepSpec => expanded(words).spec;

const cellsIn = (words: readonly string[], name = 'b-tf'): string[] =>
  expanded(words).runs.flatMap(({ part, cell }) => (part === name ? JSON.stringify(cell) : []));

const problemOf = (...words: string[]): string => inputErrorOf(() => expanded(words));

const kinds = 'optimizer.kind=group-rmsprop,sgd';
const momentum = `when(optimizer.kind == 'sgd', optimizer.momentum=0,0.9)`;

describe('when(...)', () => {
  it('makes axes of the cells in which its condition holds', () => {
    expect(cellsIn([kinds, momentum, 'init.std=0.1'])).toEqual([
      '{"init.std":0.1,"optimizer.kind":"group-rmsprop"}',
      '{"init.std":0.1,"optimizer.kind":"sgd","optimizer.momentum":0}',
      '{"init.std":0.1,"optimizer.kind":"sgd","optimizer.momentum":0.9}',
    ]);
  });

  it('combines its keys with each other, and makes an axis of a single value', () => {
    const word = `when(optimizer.kind in ['sgd', "adam"] && init.std > 0.1, stop.maxIterations=10,20, record.every=3)`;
    expect(cellsIn([kinds, word])).toEqual([
      '{"init.std":0.1,"optimizer.kind":"group-rmsprop"}',
      '{"init.std":0.1,"optimizer.kind":"sgd"}',
      '{"init.std":0.2,"optimizer.kind":"group-rmsprop"}',
      '{"init.std":0.2,"optimizer.kind":"sgd","stop.maxIterations":10,"record.every":3}',
      '{"init.std":0.2,"optimizer.kind":"sgd","stop.maxIterations":20,"record.every":3}',
    ]);
  });

  it('may be for one part', () => {
    const { parts } = specOf(['when(model.components == 4, b-tf.record.every=1,2)']);
    expect(parts['b-tf']!.when).toEqual({ 'record.every': 'model.components == 4' });
    expect(parts['b-htf']).not.toHaveProperty('when');
  });

  it('keeps what a definition says of an axis whose values a word replaces', () => {
    const { base } = definition.presets['quick']!.parts['b-tf']!;
    const part = {
      base,
      axes: { 'optimizer.kind': ['group-rmsprop', 'sgd'], 'optimizer.momentum': [0, 0.9] },
      when: { 'optimizer.momentum': "optimizer.kind == 'sgd'" },
      exclude: 'optimizer.momentum == 0.5',
      skip: { 'optimizer.momentum': 'rest-after-success' },
    };
    const own = parseDefinition(
      { name: 'own', description: '', presets: { quick: { parts: { a: part } } } },
      'own',
    );
    const { runs, spec } = expandSweep(own, { overrides: [parseOverride('optimizer.momentum=0.5')] });
    expect(runs.map(({ cell }) => cell)).toEqual([{ 'optimizer.kind': 'group-rmsprop' }]);
    const { when, exclude, skip, axes } = spec.parts['a']!;
    expect({ when, exclude: exclude![0], skip }).toEqual({
      when: part.when,
      exclude: part.exclude,
      skip: part.skip,
    });
    expect(axes['optimizer.momentum']).toEqual([0.5]);
  });
});

describe('exclude(...)', () => {
  it('leaves out cells, of the parts that have its names', () => {
    const words = ['record.every=1,2', 'exclude(init.std > 0.1 && record.every == 2)'];
    expect(cellsIn(words)).toHaveLength(3);
    expect(cellsIn(words, 'b-htf')).toHaveLength(2);
    const { parts } = specOf(['exclude(model.components == 4 && init.std > 0.1)']);
    expect(parts['b-tf']!.exclude).toEqual(['model.components == 4 && init.std > 0.1']);
    expect(parts['b-htf']).not.toHaveProperty('exclude');
  });

  it('may be for one part, and come several times', () => {
    const { parts } = specOf(['init.std=1,2,3', 'b-tf.exclude(init.std == 2)', 'exclude(init.std==1)']);
    expect(parts['b-tf']!.exclude).toEqual(['init.std == 2', 'init.std==1']);
    expect(parts['b-htf']!.exclude).toEqual(['init.std==1']);
  });
});

describe('skip(...)', () => {
  it('gives axes a rule, in the parts that have them', () => {
    const { parts } = specOf(['skip(init.std=larger-after-failure)']);
    expect(parts['b-tf']!.skip).toEqual({ 'init.std': 'larger-after-failure' });
    expect(parts['b-htf']).not.toHaveProperty('skip');
    const both = specOf([
      'record.every=1,2',
      'skip(b-htf.record.every=rest-after-success, init.std=smaller-after-failure)',
    ]);
    expect(both.parts['b-tf']!.skip).toEqual({ 'init.std': 'smaller-after-failure' });
    expect(both.parts['b-htf']!.skip).toEqual({ 'record.every': 'rest-after-success' });
  });
});

describe('a sweep without such words', () => {
  it('has the specification that it has always had', () => {
    const text = canonicalJson(specOf(['record.every=1,2']));
    expect(text).not.toMatch(/when|exclude|skip/);
  });
});

describe('what these words refuse', () => {
  it.each([
    [[`when(optimizer.kind == 'sgd')`], /expected a comma and key=values, such as when\(/],
    [
      [kinds, `when(optimizer.knd == 'sgd', optimizer.momentum=0,0.9)`],
      `b-tf: when["optimizer.momentum"]: expected names of axes and keys, found optimizer.knd; did you mean optimizer.kind?`,
    ],
    [['when(, init.std=1)'], /expected an expression such as/],
    [
      ['exclude(init.sdt > 1)'],
      /^exclude\(init\.sdt > 1\): b-tf: expected names of axes and keys, found init\.sdt; did you mean init\.std\?$/,
    ],
    [["exclude(init.std == 'a')"], /expected a number to compare init\.std with, found "a"$/],
    [['exclude(init.std > 0)'], 'b-tf: expected cells that are left, found that all 2 are excluded'],
    [['exclude(init.std > 1'], /expected a comma or \), found the end$/],
    [['exclude(init.std > 1) + 1'], /expected a comma or the end/],
    [
      ['b-ft.exclude(init.std > 1)'],
      /^b-ft\.exclude\(init\.std > 1\): expected a part, found b-ft; did you mean b-tf\?$/,
    ],
    [
      ['skip(init.std=larger-after-fail)'],
      /expected larger-after-failure, smaller-after-failure or rest-after-success, found larger-after-fail; did you mean larger-after-failure\?$/,
    ],
    [
      ['skip(record.every=rest-after-success)'],
      /^skip\(record\.every=rest-after-success\): expected an axis, found record\.every/,
    ],
    [
      ['skipp(init.std=rest-after-success)'],
      /expected a function, found skipp\(\.\.\.\); did you mean skip\?/,
    ],
  ])('%j', (words, message) => {
    expect(problemOf(...words)).toEqual(
      typeof message === 'string' ? message : expect.stringMatching(message),
    );
  });
});
