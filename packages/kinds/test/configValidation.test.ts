import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  getPath,
  InputError,
  nearestName,
  withPath,
  type FactorizationConfig,
  type TensorConfig,
} from '@ranksweep/core';
import type { FactorizationInput } from '@ranksweep/core';
import { checkRunConfig, configPaths, flattenConfig, parseRunConfig, withSettings } from '../src/index.ts';

const base: FactorizationInput = {
  model: { kind: 'cp', components: 4 },
  task: { kind: 'completion', dims: [4, 4, 4], observed: 10, target: { kind: 'cp', rank: 2 } },
  init: { std: 0.1 },
};

/** The message for the base with some paths replaced, without the `config: ` that begins each line. */
function message(...settings: [path: string, value: unknown][]): string {
  const value = settings.reduce((config, [path, to]) => withPath(config, path, to), base);
  try {
    parseRunConfig(value, 'config');
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return error.message.replaceAll(/^config: /gm, '');
  }
  return 'valid';
}

describe('a run configuration', () => {
  it('gets its defaults', () => {
    expect(parseRunConfig(base, 'config')).toMatchObject({
      model: { kind: 'cp', components: 4, linearOutput: false },
      loss: { kind: 'mse' },
      optimizer: { kind: 'group-rmsprop', learningRate: 0.01, decay: 0.99, epsilon: 1e-6 },
      seed: 0,
      stop: { patience: 100, maxIterations: 500_000 },
    });
  });

  it('reports every problem, one a line, each with the place', () => {
    expect(() => parseRunConfig({ ...base, seed: -1, init: { std: 'x' } }, 'a.json')).toThrow(
      new InputError(
        'a.json: init.std: expected a number > 0, found "x"\n' +
          'a.json: seed: expected an integer from 0 to 281474976710655, found -1',
      ),
    );
  });
});

describe('the message for one mistake', () => {
  const cases: [name: string, settings: [string, unknown][], expected: string][] = [
    ['unknown key', [['task.observd', 3]], 'task.observd: unknown key; did you mean task.observed?'],
    ['unknown key at the top', [['optimiser', 3]], 'optimiser: unknown key; did you mean optimizer?'],
    ['key of another group', [['lossBelow', 1e-5]], 'lossBelow: unknown key; did you mean stop.lossBelow?'],
    [
      'key like no other',
      [['init.color', 3]],
      'init.color: unknown key; valid keys: scheme, std, mean, lead',
    ],
    [
      'key of another kind',
      [['model.widths', [3]]],
      'model.widths: unknown key; valid keys: kind, components, linearOutput',
    ],
    [
      'inherited name',
      [['init.constructor', 3]],
      'init.constructor: unknown key; valid keys: scheme, std, mean, lead',
    ],
    [
      'unknown kind',
      [['model.kind', 'cpp']],
      'model.kind: expected matrix, cp, hierarchical, resnet or conv-ac, found "cpp"; did you mean cp?',
    ],
    [
      'kind like no other',
      [['task.target.kind', 'zzzzzz']],
      'task.target.kind: expected matrix, cp, hierarchical, gaussian or file, found "zzzzzz"',
    ],
    ['no kind', [['loss', {}]], 'loss.kind: missing; expected mse, l1, huber or logistic'],
    [
      'target without a kind and a file',
      [['task.target', { rank: 2 }]],
      'task.target.kind: missing; expected matrix, cp, hierarchical, gaussian or file',
    ],
    [
      'file that is none, of a target without a kind',
      [['task.target', { file: 3 }]],
      'task.target.file: expected a non-empty string, found 3',
    ],
    [
      'key of a target without a kind',
      [['task.target', { file: 'x.npy', sha: 'a' }]],
      'task.target.sha: unknown key; did you mean task.target.sha256?',
    ],
    [
      'file of a target of another kind',
      [['task.target', { kind: 'cp', rank: 2, file: 'x.npy' }]],
      'task.target.file: unknown key; valid keys: kind, rank, frobeniusNorm, symmetric',
    ],
    [
      'group of a union replaced',
      [['loss', 3]],
      'loss: expected a group of keys whose kind is mse, l1, huber or logistic, found 3',
    ],
    ['missing key', [['task.observed', undefined]], 'task.observed: missing; expected an integer >= 1'],
    ['missing group', [['init', undefined]], 'init: missing; expected a group of keys'],
    ['string for a number', [['init.std', '0.1']], 'init.std: expected a number > 0, found "0.1"'],
    ['zero std', [['init.std', 0]], 'init.std: expected a number > 0, found 0'],
    ['NaN', [['stop.lossBelow', NaN]], 'stop.lossBelow: expected a number >= 0, found NaN'],
    ['infinity', [['init.std', Infinity]], 'init.std: expected a number > 0, found Infinity'],
    ['null', [['seed', null]], 'seed: expected an integer from 0 to 281474976710655, found null'],
    ['fraction', [['record.every', 2.5]], 'record.every: expected an integer >= 1, found 2.5'],
    [
      'no snapshot a decade',
      [['record.perDecade', 0]],
      'record.perDecade: expected an integer from 1 to 10000, found 0',
    ],
    [
      'change of all',
      [
        ['record.perDecade', 50],
        ['record.onChange', 1],
      ],
      'record.onChange: expected a number > 0 and < 1, found 1',
    ],
    [
      'changes alone',
      [['record.onChange', 0.1]],
      'record.onChange: expected together with record.perDecade, found 0.1 without it',
    ],
    [
      'bounded number',
      [
        ['optimizer.kind', 'group-rmsprop'],
        ['optimizer.decay', 1],
      ],
      'optimizer.decay: expected a number >= 0 and < 1, found 1',
    ],
    ['element of a list', [['task.dims', [4, 'a']]], 'task.dims[1]: expected an integer >= 1, found "a"'],
    [
      'short list',
      [['task.dims', [4]]],
      'task.dims: expected a list of integers >= 1, at least 2 of them, found [4]',
    ],
    [
      'mistyped choice',
      [['init.scheme', 'ortho']],
      'init.scheme: expected gaussian, orthogonal, balanced, identity or unit, found "ortho"; did you mean orthogonal?',
    ],
    [
      'number or list',
      [['model', { kind: 'hierarchical', widths: [2], poolSize: 'x' }]],
      'model.poolSize: expected an integer >= 2 or a list of integers >= 2, at least 1 of them, found "x"',
    ],
    [
      'tree of strings',
      [['model', { kind: 'hierarchical', widths: [2], tree: [['a', 1], 2] }]],
      'model.tree: expected nested lists of mode numbers from 1, for example [[1, 2], [3, 4]], found [["a", 1], 2]',
    ],
    [
      'too many observed',
      [['task.observed', 65]],
      'task.observed: expected at most 64 entries (the product of task.dims), found 65',
    ],
    [
      'matrix model of order 3',
      [['model', { kind: 'matrix' }]],
      'task.dims: expected 2 dimensions for a matrix model, found [4,4,4]',
    ],
    [
      'matrix target of order 3',
      [['task.target.kind', 'matrix']],
      'task.target.kind: expected matrix for 2 dimensions only, found task.dims [4, 4, 4]',
    ],
    [
      'symmetric target of unequal dimensions',
      [
        ['task.target.symmetric', true],
        ['task.dims', [4, 4, 5]],
      ],
      'task.target.symmetric: expected equal dimensions, found task.dims [4, 4, 5]',
    ],
    [
      'identity without a square',
      [['init.scheme', 'identity']],
      'init.scheme: expected identity with a matrix model only, found a cp model',
    ],
    [
      'identity with a mean',
      [
        ['model', { kind: 'matrix' }],
        ['task.dims', [4, 4]],
        ['init', { scheme: 'identity', std: 0.1, mean: 0.5 }],
      ],
      'init.mean: expected 0 with scheme identity, whose entries beside the diagonal are 0, found 0.5',
    ],
    [
      'error of nothing held out',
      [
        ['task.kind', 'sensing'],
        ['record', { metrics: ['train_loss', 'held_out_mse'] }],
      ],
      'record.metrics: expected held_out_mse with task.heldOut only, which says of how many',
    ],
    [
      'hidden widths',
      [
        ['model', { kind: 'matrix', depth: 3, hiddenWidths: [4] }],
        ['task.dims', [4, 4]],
      ],
      'model.hiddenWidths: expected depth - 1 = 2 widths, found [4]',
    ],
    [
      'tree with a mode missing',
      [['model', { kind: 'hierarchical', widths: [2, 2], tree: [[1, 2], 2] }]],
      'model.tree: expected every mode 1..3 exactly once, found [[1,2],2]: mode 2 appears twice, mode 3 is missing',
    ],
    [
      'widths and layers',
      [['model', { kind: 'hierarchical', widths: [2] }]],
      'model.widths: expected 2, one per layer of the mode tree below its root, found [2]',
    ],
    [
      'ranks and layers',
      [['task.target', { kind: 'hierarchical', ranks: [2] }]],
      'task.target.ranks: expected 2, one per layer of the mode tree below its root, found [2]',
    ],
    [
      'entries beyond memory',
      [['task.dims', [100_000, 100_000]]],
      'task.dims: expected at most 268435456 entries (the product of dims), found 10000000000',
    ],
    [
      'measurements beyond memory',
      [
        ['task.kind', 'sensing'],
        ['task.dims', [1024, 1024]],
        ['task.observed', 2000],
      ],
      'task.observed: expected at most 1024 measurements of 1048576 entries each, found 2000',
    ],
    [
      'measurements held out beyond memory',
      [
        ['task', { ...base.task, kind: 'sensing', heldOut: 1020 }],
        ['task.dims', [1024, 1024]],
      ],
      'task.observed: expected at most 1024 measurements of 1048576 entries each, found 1030',
    ],
    [
      'matricizations beyond patience',
      [
        ['task.dims', new Array(16).fill(2)],
        ['record', { metrics: ['rank{all_8}'] }],
      ],
      "record.metrics: expected at most 1000 matricizations, found 12870 in 'rank{all_8}'",
    ],
    [
      'parameters beyond memory',
      [['model.components', 1e9]],
      'model: expected at most 268435456 parameters, found 12000000000',
    ],
    [
      'depth beyond memory',
      [
        ['model', { kind: 'matrix', depth: 1e9 }],
        ['task.dims', [4, 4]],
      ],
      'model.depth: expected at most 1000 factors, found 1000000000',
    ],
  ];
  it.each(cases)('%s', (_, settings, expected) => {
    expect(message(...settings)).toBe(expected);
  });

  it('is about the value itself where that is no group', () => {
    expect(() => parseRunConfig([], 'config')).toThrow(
      new InputError('config: expected a group of keys, found []'),
    );
    expect(() => parseRunConfig(undefined, 'config')).toThrow(
      new InputError('config: missing; expected a group of keys'),
    );
  });

  it('is none where the theory holds, or is not asked for', () => {
    const sgd = { kind: 'sgd', learningRate: 0.1 };
    expect(message(['record.theory', true])).toBe('valid');
    expect(message(['record.theory', true], ['optimizer', sgd])).toBe('valid');
    expect(message(['record.theory', false], ['optimizer.kind', 'adam'])).toBe('valid');
  });

  it('names a metric that the model does not have', () => {
    expect(message(['record', { metrics: ['component_nrom'] }])).toMatch(
      /^record\.metrics: expected a metric of a cp model.*component_norm/,
    );
  });

  it('cuts what was found', () => {
    expect(message(['init.std', 'x'.repeat(1000)])).toBe(
      `init.std: expected a number > 0, found "${'x'.repeat(56)}...`,
    );
  });
});

describe('hostile values', () => {
  it('never throw anything but an InputError', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...configPaths(parseRunConfig(base, '')), 'model', 'task', ''),
        fc.anything(),
        (path, value) => {
          try {
            parseRunConfig(path === '' ? value : withPath(base, path, value), 'config');
          } catch (error) {
            expect(error).toBeInstanceOf(InputError);
          }
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('such as trees without end are refused', () => {
    const endless: unknown[] = [];
    endless.push(endless, 1);
    expect(message(['model', { kind: 'hierarchical', widths: [2], tree: endless }])).toBe(
      'expected at most 1000 levels, found more',
    );
  });
});

describe('paths of a configuration', () => {
  const config = parseRunConfig(base, 'config') as FactorizationConfig;

  it('are those of the kinds chosen, set or not, in the order of the schema', () => {
    expect(configPaths(config).slice(0, 9)).toEqual([
      'model.kind',
      'model.components',
      'model.linearOutput',
      'task.kind',
      'task.dims',
      'task.observed',
      'task.target.kind',
      'task.target.rank',
      'task.target.frobeniusNorm',
    ]);
    expect(configPaths(config)).toContain('record.metrics');
    expect(configPaths({ ...config, model: { kind: 'matrix' } })).toContain('model.hiddenWidths');
  });

  it('flatten to the leaves that are set, from which the configuration can be made again', () => {
    const leaves = flattenConfig(config);
    expect(leaves).toContainEqual(['task.dims', [4, 4, 4]]);
    expect(leaves.map(([path]) => path)).not.toContain('record.metrics');
    expect(leaves.reduce((made, [path, value]) => withPath(made, path, value), {})).toEqual(config);
  });

  it('are replaced without a change to the original', () => {
    const frozen = Object.freeze({ ...config, init: Object.freeze({ ...config.init }) });
    expect(withPath(frozen, 'init.std', 3).init).toEqual({ scheme: 'gaussian', std: 3 });
    expect(withPath(frozen, 'init.std', undefined).init).toEqual({ scheme: 'gaussian' });
    expect(getPath(withPath(frozen, 'init.std', 3), 'init.std')).toBe(3);
    expect(frozen.init.std).toBe(0.1);
  });

  it('never lead into prototypes', () => {
    expect(getPath(config, '__proto__.toString')).toBeUndefined();
    withPath(config, '__proto__.polluted', 1);
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
  });
});

it('an unknown kind of model hides nothing else that is wrong, where all configurations are of one kind', () => {
  const checked = checkRunConfig({ model: { kind: 'kp' }, init: { std: 0 } });
  expect(checked.ok ? [] : checked.problems.map(({ path }) => path.join('.'))).toEqual([
    'model.kind',
    'task',
    'init.std',
  ]);
});

describe('settings', () => {
  const config = parseRunConfig(base, 'config') as FactorizationConfig;

  it('of a kind keep the keys that both kinds have, and come before the keys that need them', () => {
    const changed = withSettings(config, [
      ['optimizer.momentum', 0.9],
      ['optimizer.kind', 'sgd'],
    ]);
    expect(changed.optimizer).toEqual({ kind: 'sgd', learningRate: 0.01, momentum: 0.9 });
    expect(checkRunConfig(changed).ok).toBe(true);
  });

  it('of a target file replace the target', () => {
    expect(withSettings(config as TensorConfig, [['task.target.file', 'x.npy']]).task.target).toEqual({
      kind: 'file',
      file: 'x.npy',
    });
  });
});

describe('the nearest name', () => {
  const names = ['init.std', 'init.scheme', 'stop.patience', 'b-mf', 'b-htf', 'model.depth', 'model.widths'];
  it.each([
    ['init.st', 'init.std'],
    ['INIT.STD', 'init.std'],
    ['b-hft', 'b-htf'],
    ['stop.patiense', 'stop.patience'],
    ['sto', 'stop.patience'],
    ['model.dept', 'model.depth'],
    ['model.color', undefined],
    ['quite different', undefined],
    ['', undefined],
  ])('of %s is %s', (name, nearest) => {
    expect(nearestName(name, names)).toBe(nearest);
  });
});
