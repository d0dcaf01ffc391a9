/** `zip(...)` and `random(...)`: words of several keys. */
import { parseDefinition, type SweepDefinition } from '@ranksweep/kinds';
import { describe, expect, it } from 'vitest';
import { expandSweep, type ExpandedPart, type SweepSpec } from '../../src/definition/expand.ts';
import { parseOverride } from '../../src/definition/overrides.ts';
import { definition, inputErrorOf } from './support.ts';

const { base } = definition.presets['quick']!.parts['b-tf']!;

/** A definition of one part, `b-tf`. */
const ownDefinition = (part: object): SweepDefinition =>
  parseDefinition(
    { name: 'own', description: '', presets: { quick: { parts: { 'b-tf': { base, ...part } } } } },
    'own',
  );

const specOf = (words: readonly string[], of: SweepDefinition = definition): SweepSpec =>
  expandSweep(of, { overrides: words.map(parseOverride) }).spec;

const partOf = (words: readonly string[], of?: SweepDefinition): ExpandedPart =>
  specOf(words, of).parts['b-tf']!;

const cellsIn = (words: readonly string[], of: SweepDefinition = definition): string[] => {
  const { runs } = expandSweep(of, { overrides: words.map(parseOverride), seeds: [0] });
  return runs.flatMap(({ part, cell }) => (part === 'b-tf' ? JSON.stringify(cell) : []));
};

describe('zip(...)', () => {
  it('makes one cell of the first values, and one of the second ones', () => {
    expect(cellsIn(['zip(b-tf.init.std=0.3,0.4, b-tf.stop.maxIterations=10,20)'])).toEqual([
      '{"init.std":0.3,"stop.maxIterations":10}',
      '{"init.std":0.4,"stop.maxIterations":20}',
    ]);
    const words = ['zip(init.std=logspace(-2,-1,2),record.every=range(1,3))', 'record.top=3,4'];
    expect(cellsIn(words)).toHaveLength(4);
  });

  it('reaches every part', () => {
    const { parts } = specOf(['zip(init.std=0.3,0.4,stop.maxIterations=10,20)']);
    expect(parts['b-tf']!.zip).toEqual([['init.std', 'stop.maxIterations']]);
    expect(parts['b-htf']!.zip).toEqual([['init.std', 'stop.maxIterations']]);
  });

  it('of one part stands above one of all parts', () => {
    const words = [
      'zip(init.std=0.3,0.4,record.every=1,2)',
      'zip(b-tf.init.std=1,2,3,b-tf.record.top=1,2,3)',
    ];
    expect(partOf(words).zip).toEqual([['init.std', 'record.top']]);
    expect(partOf(words).axes).toEqual({
      'init.std': [1, 2, 3],
      'record.every': [1, 2],
      'record.top': [1, 2, 3],
    });
  });

  it('takes lists, strings in quotes and blanks', () => {
    const word = ' zip( b-htf.model.widths = [2,2],[4,4] , b-htf.init.scheme = gaussian , "orthogonal" ) ';
    expect(specOf([word]).parts['b-htf']!.axes).toEqual({
      'model.widths': [
        [2, 2],
        [4, 4],
      ],
      'init.scheme': ['gaussian', 'orthogonal'],
    });
  });

  it('of a definition loses an axis that a word sets, and keeps the others', () => {
    const own = ownDefinition({
      axes: { 'init.std': [0.1, 0.2], 'stop.maxIterations': [10, 20], 'record.every': [1, 2] },
      zip: [['init.std', 'stop.maxIterations', 'record.every']],
    });
    expect(cellsIn(['init.std=0.5'], own)).toEqual([
      '{"init.std":0.5,"stop.maxIterations":10,"record.every":1}',
      '{"init.std":0.5,"stop.maxIterations":20,"record.every":2}',
    ]);
    expect(partOf(['init.std=0.5', 'record.every=5'], own)).not.toHaveProperty('zip');
  });

  it('of a definition leaves an axis alone with each of its values once', () => {
    const own = ownDefinition({
      axes: { 'init.std': [0.1, 0.1, 0.2], 'stop.maxIterations': [10, 20, 10] },
      zip: [['init.std', 'stop.maxIterations']],
    });
    expect(cellsIn(['stop.maxIterations=10'], own)).toEqual([
      '{"init.std":0.1,"stop.maxIterations":10}',
      '{"init.std":0.2,"stop.maxIterations":10}',
    ]);
  });

  it('is no key of the specification of a sweep without it', () => {
    expect(partOf([])).not.toHaveProperty('zip');
    expect(partOf(['init.std=0.5,0.6'])).not.toHaveProperty('zip');
  });

  it.each([
    [
      'zip(init.std=1,2,record.every=1)',
      'expected equally many values of axes that move together; init.std has 2, record.every has 1',
    ],
    ['zip(init.std=1,init.std=2)', 'expected each key once, found init.std again'],
    ['zip(init.std=1,2', 'expected a comma or ), found the end'],
    ['zip(init.std=1,2,record.every=1,2)x', 'expected a comma or the end, found "x"'],
    ['zip(0.1,0.2)', 'expected key=values, found "0.1,0.2)"'],
    ['zap(init.std=1,2)', 'expected a function, found zap(...); did you mean zip?'],
    ['zip(init.sdt=1,2,record.every=1,2)', 'no part has the key init.sdt; did you mean init.std?'],
    ['zip(init.std=-1,2,record.every=1,2)', 'expected a number > 0, found -1'],
    ['zip(seed=1,2,init.std=1,2)', 'expected no seed, which goes with every cell'],
    [
      'zip(init.std=1,2,model.widths=[2,2],[3,3])',
      'expected keys of the same parts; init.std is one of b-tf, b-htf, model.widths of b-htf; put the part before each key',
    ],
  ])('%s is refused', (word, expected) => {
    expect(inputErrorOf(() => specOf([word]))).toBe(`${word}: ${expected}`);
  });
});

describe('random(...)', () => {
  it('draws points of all its keys together', () => {
    const word = 'random(5,b-tf.init.std=log-uniform(1e-3,0.1),b-tf.model.components=integer(2,9))';
    expect(cellsIn([word])).toHaveLength(5);
  });

  it('draws what a definition draws, for one part as for all', () => {
    const axes = {
      'record.top': { kind: 'integer', from: 1, to: 9 },
      'init.std': { kind: 'log-uniform', from: 0.001, to: 0.1 },
      'record.every': { kind: 'choice', values: [1, 5] },
    };
    const own = partOf([], ownDefinition({ random: { count: 4, seed: 3, axes } }));
    const drawn = 'record.top=integer(1,9),init.std=log-uniform(0.001,0.1),record.every=choice(1,5)';
    const plain = ownDefinition({});
    expect(partOf([`random(4,${drawn},seed=3)`], plain)).toEqual(own);
    const ofPart = drawn.replaceAll(/(?=(?:record|init)\.)/g, 'b-tf.');
    expect(partOf([`random(4, ${ofPart}, seed=3)`], plain)).toEqual(own);
  });

  it('of one key is an axis', () => {
    const { axes, zip } = partOf(['random(3,init.std=uniform(1,2))']);
    expect(axes['init.std']).toHaveLength(3);
    expect(zip).toBeUndefined();
    const chosen = partOf(['random(9,init.scheme=choice(gaussian,orthogonal))']);
    expect(chosen.axes['init.scheme']!.toSorted()).toEqual(['gaussian', 'orthogonal']);
  });

  it.each([
    ['random(init.std=uniform(1,2))', 'expected a number, found "init.std=uniform(1,2))"'],
    ['random(0,init.std=uniform(1,2))', 'expected from 1 to 100000 points in random(...), found 0'],
    [
      'random(3,seed=1)',
      'expected a key in random(...), such as random(20, init.std=log-uniform(1e-4,1e-1)), found none',
    ],
    ['random(3,init.std=0.1)', 'expected a distribution such as log-uniform(1e-4,1e-1), found "0.1)"'],
    [
      'random(3,init.std=loguniform(1,2))',
      'init.std: expected a distribution, found loguniform(...); did you mean log-uniform?',
    ],
    ['random(3,init.std=uniform(1))', 'init.std: expected uniform(from,to), found 1 values in uniform(...)'],
    ['random(3,init.std=uniform(2,1))', 'init.std: to: expected at least `from`, which is 2, found 1'],
    ['random(3,init.std=log-uniform(-2,1))', 'init.std: from: expected a number > 0, found -2'],
    ['random(3,init.std=uniform(1,2),seed=0.5)', 'expected a seed from 0 to 281474976710655, found 0.5'],
  ])('%s is refused', (word, expected) => {
    expect(inputErrorOf(() => specOf([word]))).toBe(`${word}: ${expected}`);
  });
});
