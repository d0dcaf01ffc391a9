import { canonicalJson, getPath } from '@ranksweep/core';
import { parseDefinition } from '@ranksweep/kinds';
import { describe, expect, it } from 'vitest';
import { expandSweep } from '../../src/definition/expand.ts';
import type { ExpandOptions } from '../../src/definition/expand.ts';
import { parseOverride } from '../../src/definition/overrides.ts';
import { definition, inputErrorOf } from './support.ts';

/** `part cell seed`, a line a run. */
function runs(words: readonly string[] = [], options: ExpandOptions = {}): string[] {
  const sweep = expandSweep(definition, { ...options, overrides: words.map(parseOverride) });
  return sweep.runs.map(({ part, cell, config }) => {
    const values = Object.entries(cell).map(([path, value]) => `${path}=${JSON.stringify(value)}`);
    return [part, ...values, config.seed].join(' ');
  });
}

describe('a sweep', () => {
  it('is parts, then cells, then seeds', () => {
    expect(runs()).toEqual([
      'b-tf init.std=0.1 0',
      'b-tf init.std=0.1 1',
      'b-tf init.std=0.2 0',
      'b-tf init.std=0.2 1',
      'b-htf 0',
      'b-htf 1',
    ]);
  });

  it('takes the preset quick unless asked for another', () => {
    expect(expandSweep(definition).preset).toBe('quick');
    expect(runs([], { preset: 'paper' })).toEqual(['b-tf 0', 'b-tf 1', 'b-tf 2']);
    expect(inputErrorOf(() => expandSweep(definition, { preset: 'papr' }))).toBe(
      'preset: expected a preset of test, found papr; did you mean paper?',
    );
    expect(inputErrorOf(() => expandSweep(definition, { preset: '__proto__' }))).toBe(
      'preset: expected a preset of test, found __proto__; its presets: paper, quick',
    );
  });

  it('has a configuration for every run, complete and valid', () => {
    const { runs: all } = expandSweep(definition, { overrides: [parseOverride('b-tf.model.components=7')] });
    expect(all[2]!.config).toMatchObject({
      model: { kind: 'cp', components: 7 },
      init: { std: 0.2 },
      seed: 0,
    });
  });
});

describe('overrides', () => {
  it('of several values become an axis, which varies faster than those before it', () => {
    expect(runs(['record.every=5,10', 'b-tf.init.std=0.3', 'seed=7'])).toEqual([
      'b-tf init.std=0.3 record.every=5 7',
      'b-tf init.std=0.3 record.every=10 7',
      'b-htf record.every=5 7',
      'b-htf record.every=10 7',
    ]);
  });

  it('of one value set the key, which is no axis', () => {
    const { runs: all } = expandSweep(definition, { overrides: [parseOverride('b-htf.init.std=0.3')] });
    expect(all.at(-1)).toMatchObject({ part: 'b-htf', cell: {}, config: { init: { std: 0.3 } } });
  });

  it('without a part reach every part that has the key', () => {
    expect(runs(['model.widths=[2,2],[3,3]', 'seed=0'])).toEqual([
      'b-tf init.std=0.1 0',
      'b-tf init.std=0.2 0',
      'b-htf model.widths=[2,2] 0',
      'b-htf model.widths=[3,3] 0',
    ]);
  });

  it('for one part stand above those for all, in any order', () => {
    const expected = ['b-tf init.std=0.5 0', 'b-htf init.std=0.3 0', 'b-htf init.std=0.4 0'];
    expect(runs(['b-htf.init.std=0.3,0.4', 'init.std=0.5', 'seed=0'])).toEqual(expected);
    expect(runs(['init.std=0.5', 'b-htf.init.std=0.3,0.4', 'seed=0'])).toEqual(expected);
  });

  it('count a value that is listed twice once', () => {
    expect(runs(['b-htf.init.std=0.3,0.3', 'b-tf.init.std=1', 'seed=0,0'])).toEqual([
      'b-tf init.std=1 0',
      'b-htf 0',
    ]);
  });

  it('of a kind bring its keys along, in any order', () => {
    const words = ['b-htf.optimizer.momentum=0.9', 'b-htf.optimizer.kind=sgd'];
    const { runs: all } = expandSweep(definition, { overrides: words.map(parseOverride) });
    expect(all.at(-1)!.config.optimizer).toEqual({ kind: 'sgd', learningRate: 0.01, momentum: 0.9 });
  });

  it('of a target file make the target one of kind file, taken as it is', () => {
    const { runs: all } = expandSweep(definition, { overrides: [parseOverride('task.target.file=x.npy')] });
    expect(getPath(all[0]!.config, 'task.target')).toEqual({ kind: 'file', file: 'x.npy' });
  });

  it('of the seed take the place of the seeds, of one part or of all', () => {
    expect(runs(['seed=range(3,5)', 'b-tf.init.std=1', 'b-htf.seed=0..1'])).toEqual([
      'b-tf init.std=1 3',
      'b-tf init.std=1 4',
      'b-htf 0',
      'b-htf 1',
    ]);
    expect(inputErrorOf(() => runs(['seed=3'], { seeds: [1] }))).toBe(
      'seed=3: seeds are given twice, by seed=3 and by --seeds; leave one out',
    );
    expect(runs(['b-tf.init.std=1'], { seeds: [8] })).toEqual(['b-tf init.std=1 8', 'b-htf 8']);
  });

  it('make at most a million runs', () => {
    expect(inputErrorOf(() => runs(['record.every=range(1,1001)', 'b-tf.record.top=range(1,101)']))).toBe(
      'b-tf: expected at most 100000 cells, found 200000',
    );
    expect(inputErrorOf(() => runs(['init.std=linspace(1,2,1000)', 'seed=range(0,10000)']))).toBe(
      'expected at most 1000000 runs, found 20000000',
    );
  });
});

describe('the spec', () => {
  const spec = (...words: string[]): string =>
    canonicalJson(expandSweep(definition, { overrides: words.map(parseOverride) }).spec);

  it('is the same whatever words ask for the same runs', () => {
    expect(spec('init.std=0.01', 'record.every=5')).toBe(spec('record.every=5', 'init.std=1e-2'));
    expect(spec('seed=0..1')).toBe(spec());
  });

  it('differs with the runs', () => {
    expect(spec('record.every=5')).not.toBe(spec());
    expect(spec('seed=0')).not.toBe(spec());
  });

  it('keeps what the figure draws', () => {
    const drawn = parseDefinition(
      {
        ...definition,
        figure: { caption: 'c', panels: [{ title: 't', part: 'b-tf', metric: 'train_loss' }] },
      },
      'd',
    );
    expect(expandSweep(drawn).spec.figure).toEqual(drawn.figure);
  });

  it('leaves out what the figure draws of parts that only other presets have', () => {
    const [first, second] = ['b-tf', 'b-htf'].map((part) => ({ title: part, part, metric: 'train_loss' }));
    const line = (part: string) => ({ part, x: 1, value: { kind: 'final' as const, metric: 'train_loss' } });
    const final = {
      kind: 'final' as const,
      title: 'both',
      lines: [line('b-tf'), line('b-htf')],
    };
    const figureAt = (preset: string, panels: object[]) =>
      expandSweep(parseDefinition({ ...definition, figure: { caption: 'c', panels } }, 'd'), { preset }).spec
        .figure;
    const titles = (preset: string) =>
      figureAt(preset, [first!, second!, final])!.panels.map(({ title }) => title);
    expect(titles('quick')).toEqual(['b-tf', 'b-htf', 'both']);
    expect(titles('paper')).toEqual(['b-tf', 'both']);
    const [, both] = figureAt('paper', [first!, second!, final])!.panels;
    expect(both).toMatchObject({ lines: [{ part: 'b-tf' }] });
    expect(figureAt('paper', [second!])).toBeUndefined();
  });
});

it('refuses a pruner whose first rung no run comes to', () => {
  const search = { minimize: 'train_loss', trials: 5, space: { 'init.std': { from: 0.01, to: 1 } } };
  const { base } = definition.presets['quick']!.parts['b-tf']!;
  const problemOf = (rungs: unknown): string => {
    const parts = {
      tune: {
        base: { ...base, stop: { maxIterations: 500 } },
        search: { ...search, pruner: { kind: 'asha', rungs } },
      },
    };
    const searched = parseDefinition({ name: 'd', description: '', presets: { quick: { parts } } }, 'd');
    return inputErrorOf(() => expandSweep(searched));
  };
  const expected =
    'tune: search.pruner.rungs: expected a rung below 500, the most iterations of its runs, found ';
  expect(problemOf([1000, 5000])).toBe(`${expected}none but 1000, 5000`);
  expect(problemOf({ from: 500, every: 500 })).toBe(`${expected}500 as the first`);
  expect(problemOf([100, 5000])).toBe('no error');
});

it('takes trials of a boundary, and no seeds where every part looks for one', () => {
  const { base } = definition.presets['quick']!.parts['b-tf']!;
  const line = {
    base,
    axes: { 'init.std': [0.01, 0.1, 1] },
    boundary: { along: 'init.std', outcome: 'train_loss < 1' },
  };
  const parsed = (parts: object) =>
    parseDefinition({ name: 'd', description: '', presets: { quick: { parts } } }, 'd');
  const lines = parsed({ line });
  const { parts } = expandSweep(lines, { search: { trials: 7 } }).spec;
  expect(parts['line']!.boundary).toEqual({ ...lines.presets['quick']!.parts['line']!.boundary, trials: 7 });
  expect(inputErrorOf(() => expandSweep(lines, { search: { sampler: 'tpe' } }))).toBe(
    '--sampler: expected a definition with a search, found that no part of d has one',
  );
  expect(inputErrorOf(() => expandSweep(lines, { search: { trials: 1001 } }))).toBe(
    '--trials: expected at most 1000 for a boundary, found 1001',
  );
  expect(inputErrorOf(() => expandSweep(lines, { seeds: [3, 4] }))).toBe(
    '--seeds: expected none where every part looks for a boundary, whose runs have the seeds from boundary.seed on, found 3, 4',
  );
  const { runs: ofGrid } = expandSweep(parsed({ line, grid: { base } }), { seeds: [3, 4] });
  expect(ofGrid.map(({ part, config }) => `${part} ${config.seed}`)).toEqual(['grid 3', 'grid 4']);
});
