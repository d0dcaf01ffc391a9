import { InputError } from '@ranksweep/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expandSweep } from '../../src/definition/expand.ts';
import { formatOverride, parseOverride } from '../../src/definition/overrides.ts';
import { parseSeeds } from '../../src/definition/seeds.ts';
import { parseValues } from '../../src/definition/values.ts';
import { definition, inputErrorOf } from './support.ts';

describe('values', () => {
  it.each([
    ['0.05,0.01', [0.05, 0.01]],
    ['1e-3', [0.001]],
    ['-.5, +2.', [-0.5, 2]],
    ['range(0,4)', [0, 1, 2, 3]],
    ['range(10,0,-4)', [10, 6, 2]],
    ['linspace(0,1,5)', [0, 0.25, 0.5, 0.75, 1]],
    ['linspace(0.1,0.3,3)', [0.1, 0.2, 0.3]],
    ['logspace(-3,-1,3)', [0.001, 0.01, 0.1]],
    ['logspace(-3,0,7)', [0.001, 0.00316227766017, 0.01, 0.0316227766017, 0.1, 0.316227766017, 1]],
    ['1, range(2,4), 9', [1, 2, 3, 9]],
    ['[64,64]', [[64, 64]]],
    [
      '[64,64],[ 32 , 32 ]',
      [
        [64, 64],
        [32, 32],
      ],
    ],
    [
      '[[1,2],[3,4]]',
      [
        [
          [1, 2],
          [3, 4],
        ],
      ],
    ],
    ['[]', [[]]],
    ['true,false', [true, false]],
    ['sgd', ['sgd']],
    ['./my data/x-1.npy', ['./my data/x-1.npy']],
    ['"a, \\"b\\" \\\\"', ['a, "b" \\']],
    ["'it is 1'", ['it is 1']],
    ['"1"', ['1']],
    ['1_000', ['1_000']],
  ])('%s', (text, values) => {
    expect(parseValues(text)).toEqual(values);
  });

  it.each([
    ['', 'expected a value, found the end'],
    ['1,', 'expected a value, found the end'],
    ['1,,2', 'expected a value, found ",2"'],
    ['[1,2', 'expected a comma or ], found the end'],
    ['[1]2', 'expected a comma or the end, found "2"'],
    ['1]', 'expected a comma or the end, found "]"'],
    ['"a', 'expected a closing ", found "\\"a"'],
    ['1e999', 'expected a number that a double can hold, found "1e999"'],
    ['rang(0,1)', 'expected a function or a quoted string, found rang(...); did you mean range?'],
    ['range(0,1', 'expected a comma or ), found the end'],
    ['range()', 'expected a value, found ")"'],
    ['range(a,1)', 'expected a number, found "a,1)"'],
    ['range(1)', 'expected range(start, end) or range(start, end, step), found (1)'],
    ['range(0,1,.5)', 'expected integers in range(...); linspace takes fractions, found (0, 1, 0.5)'],
    ['range(0,4,0)', 'expected a step other than 0 in range(...), found (0, 4, 0)'],
    ['range(4,0)', 'expected from 1 to 100000 values of range(...), found (4, 0)'],
    ['range(0,1e9)', 'expected from 1 to 100000 values of range(...), found (0, 1000000000)'],
    ['linspace(0,1)', 'expected linspace(start, end, n), found (0, 1)'],
    ['logspace(0,1,2.5)', 'expected from 1 to 100000 values of logspace(...), found (0, 1, 2.5)'],
    ['logspace(0,400,3)', 'expected exponents from -300 to 300 in logspace(a, b, n), found (0, 400, 3)'],
    ['['.repeat(1000), `expected at most 500 levels of lists, found "${'['.repeat(56)}...`],
  ])('%s is refused', (text, expected) => {
    expect(inputErrorOf(() => parseValues(text))).toBe(expected);
  });

  const scalar = fc.oneof(
    fc.double({ noNaN: true, noDefaultInfinity: true }).map((x) => x + 0),
    fc.string(),
    fc.constantFrom('true', '1', ' a', 'range(0,2)', "'", '\\'),
    fc.boolean(),
  );
  const value = fc.letrec((tie) => ({
    value: fc.oneof({ maxDepth: 4 }, scalar, fc.array(tie('value') as typeof scalar, { maxLength: 4 })),
  })).value;

  it('are read back as they were written', () => {
    fc.assert(
      fc.property(fc.array(value, { minLength: 1, maxLength: 5 }), (values) => {
        const plain = JSON.parse(JSON.stringify(values)); // without -0 and the like
        const { settings } = parseOverride(formatOverride('init.std', plain));
        expect(settings).toEqual([{ key: 'init.std', values: plain }]);
      }),
      { numRuns: 1000 },
    );
  });

  it('of logspace are the same as those of linspace on the logarithms, within 12 digits', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -20, max: 20 }),
        fc.integer({ min: -20, max: 20 }),
        fc.integer({ min: 2, max: 30 }),
        (a, b, n) => {
          const values = parseValues(`logspace(${a},${b},${n})`) as number[];
          expect(values[0]).toBe(Number(`1e${a}`));
          expect(values.at(-1)).toBe(Number(`1e${b}`));
          values.forEach((v, i) =>
            expect(Math.abs(v / 10 ** (a + ((b - a) * i) / (n - 1)) - 1)).toBeLessThan(6e-12),
          );
        },
      ),
    );
  });
});

describe('garbage', () => {
  const pieces = fc.constantFrom(
    ...'[](),"\'\\=. \n'.split(''),
    'range(',
    'logspace(',
    '1e5',
    'init.std',
    'b-htf.',
    '=',
    '__proto__',
    'seed',
  );
  const words = fc.oneof(
    fc.string(),
    fc.array(pieces, { maxLength: 12 }).map((list) => list.join('')),
  );

  it('never gives anything but an InputError', () => {
    fc.assert(
      fc.property(fc.array(words, { maxLength: 3 }), fc.boolean(), (texts, asValues) => {
        const all = asValues ? texts.map((text) => `init.std=${text}`) : texts;
        const message = inputErrorOf(() => expandSweep(definition, { overrides: all.map(parseOverride) }));
        expect(message).not.toBe('');
      }),
      { numRuns: 3000 },
    );
  });

  it('as seeds never gives anything but an InputError', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(fc.constantFrom('0', '..', ',', '9', ' ')).map((l) => l.join('')),
        ),
        (text) => {
          const message = inputErrorOf(() => parseSeeds(text));
          expect(message === 'no error' || message.startsWith('seeds: expected')).toBe(true);
        },
      ),
    );
  });
});

describe('seeds', () => {
  it.each([
    ['0..9', [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]],
    ['0,1,5', [0, 1, 5]],
    ['0..2,7', [0, 1, 2, 7]],
    ['3', [3]],
    ['1,1..2, 0', [1, 2, 0]],
    ['281474976710655', [281474976710655]],
  ])('%s', (text, seeds) => {
    expect(parseSeeds(text)).toEqual(seeds);
  });

  it.each([
    ['', 'seeds: expected a list such as 0,1,5 or a range such as 0..9, found ""'],
    ['0-9', 'seeds: expected a list such as 0,1,5 or a range such as 0..9, found "0-9"'],
    ['9..0', 'seeds: expected a range of seeds from 0 to 281474976710655, the lower first, found "9..0"'],
    [
      '281474976710656',
      'seeds: expected a range of seeds from 0 to 281474976710655, the lower first, found "281474976710656"',
    ],
    ['0..100000', 'seeds: expected at most 100000, found 100001 in "0..100000"'],
  ])('%s is refused', (text, expected) => {
    expect(inputErrorOf(() => parseSeeds(text))).toBe(expected);
  });
});

describe('the message for a word', () => {
  it.each([
    ['foo', '"foo": expected an override such as init.std=0.01, found no key=value'],
    ['=3', '"=3": expected an override such as init.std=0.01, found no key=value'],
    ['init.std=', 'init.std=: expected a value, found the end'],
    ['init.std=abc', 'init.std=abc: expected a number > 0, found "abc"'],
    ['init.std=0.1,-1', 'init.std=0.1,-1: expected a number > 0, found -1'],
    ['init.sdt=1', 'init.sdt=1: no part has the key init.sdt; did you mean init.std?'],
    ['std=1', 'std=1: no part has the key std; did you mean init.std?'],
    [
      'xyz=1',
      'xyz=1: no part has the key xyz; keys begin with model, task, init, loss, optimizer, batch, seed, stop or record',
    ],
    [
      '__proto__.x=1',
      '__proto__.x=1: no part has the key __proto__.x; keys begin with model, task, init, loss, optimizer, batch, seed, stop or record',
    ],
    ['b-htf.init.sdt=1', 'b-htf.init.sdt=1: part b-htf has no key init.sdt; did you mean b-htf.init.std?'],
    [
      'b-htf.model.components=1',
      'b-htf.model.components=1: part b-htf has no key model.components; keys of model: model.kind, model.widths, model.pooling, model.poolSize, model.tree',
    ],
    ['b-hft.init.std=1', 'b-hft.init.std=1: expected a part, found b-hft; did you mean b-htf.init.std?'],
    ['nowhere.init.std=1', 'nowhere.init.std=1: expected a part, found nowhere; parts: b-tf, b-htf'],
    [
      'init=1',
      'init=1: expected a key, found a group of keys; its keys are init.scheme, init.std, init.mean, init.lead',
    ],
    [
      'model.kind=cpp',
      'model.kind=cpp: expected matrix, cp, hierarchical, resnet or conv-ac, found "cpp"; did you mean cp?',
    ],
    [
      'model.widths=64',
      'model.widths=64: expected a list of integers >= 1, at least 1 of them, found 64; lists are written in brackets: model.widths=[64]',
    ],
    ['model.widths=[64,x]', 'model.widths=[64,x]: model.widths[1]: expected an integer >= 1, found "x"'],
    ['seed=-1', 'seed=-1: expected seeds from 0 to 281474976710655, found -1'],
    ['seed=x', 'seed=x: seeds: expected a list such as 0,1,5 or a range such as 0..9, found "x"'],
    [
      'task.observed=65',
      'b-tf (where init.std = 0.1): task.observed: expected at most 64 entries (the product of task.dims), found 65',
    ],
  ])('%s', (word, expected) => {
    expect(inputErrorOf(() => expandSweep(definition, { overrides: [parseOverride(word)] }))).toBe(expected);
  });

  it('tells of a key that is set twice', () => {
    const overrides = ['init.std=1', 'init.std=2'].map(parseOverride);
    expect(inputErrorOf(() => expandSweep(definition, { overrides }))).toBe(
      'init.std=2: init.std is set already, by init.std=1; list values with commas',
    );
  });

  it('is an InputError', () => {
    expect(() => parseOverride('x')).toThrow(InputError);
  });
});
