import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  factorizationSchema,
  InputError,
  type FactorizationConfig,
  type FactorizationInput,
} from '@ranksweep/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { idxBytes, smallSet, writeFiles, type Files } from '../../data/test/support/idxFiles.ts';
import { factorization } from '../src/index.ts';

const input: FactorizationInput = {
  model: { kind: 'cp', components: 3 },
  task: { kind: 'samples', data: { set: 'digits' }, label: 6 },
  init: { std: 0.001, mean: 1 },
  batch: { size: 100 },
};

const parse = (changes: Partial<FactorizationInput> = {}): FactorizationConfig =>
  factorizationSchema.parse({ ...input, ...changes });

/** `path: text` of every problem. */
const problemsOf = (changes: Partial<FactorizationInput>): string[] =>
  factorization.problems(parse(changes)).map(({ path, text }) => `${path.join('.')}: ${text}`);

const task = (changes: object): FactorizationInput['task'] =>
  ({ ...input.task, ...changes }) as FactorizationInput['task'];

const pinnedConfig = (config: FactorizationConfig): Promise<FactorizationConfig> =>
  factorization.files!.reader(folder).pinned(config);

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'samples-'))));
afterEach(() => rmSync(folder, { recursive: true }));

describe('a task of samples', () => {
  it('is told how many images there are, and how large, by the set that it names', () => {
    const { train, test } = factorization.canonical(parse()).task as { train: number; test: number };
    expect(train + test).toBe(1797);
    expect(factorization.canonical(parse()).task).toMatchObject({
      size: [8, 8],
      levels: 2,
      randomize: 'none',
    });
    expect(factorization.canonical(parse({ task: task({ train: 50, test: 0 }) })).task).toMatchObject({
      train: 50,
      test: 0,
    });
  });

  it('has its epochs in iterations once it is canonical, and keeps them out of the hash', async () => {
    const asked = parse({
      task: task({ train: 950 }),
      stop: { maxEpochs: 7 },
      record: { everyEpochs: 2 },
    });
    expect(factorization.iterationsPerEpoch!(asked)).toBe(10);
    for (const config of [factorization.canonical(asked), await pinnedConfig(asked)]) {
      expect(config.stop).toMatchObject({ maxIterations: 70 });
      expect(config.record).toMatchObject({ every: 20 });
      expect(config.stop).not.toHaveProperty('maxEpochs');
      expect(config.record).not.toHaveProperty('everyEpochs');
    }
  });

  it('counts epochs of a completion too, and one iteration an epoch without batches', () => {
    const completion = {
      kind: 'completion' as const,
      dims: [4, 4],
      observed: 11,
      target: { kind: 'matrix' as const, rank: 1 },
    };
    const model = { kind: 'matrix' } as const;
    const stop = { maxEpochs: 5 };
    const inBatches = parse({ model, task: completion, batch: { size: 4 }, stop });
    expect(factorization.canonical(inBatches).stop.maxIterations).toBe(15);
    const whole = parse({ model, task: completion, batch: undefined, stop });
    expect(factorization.iterationsPerEpoch!(whole)).toBeUndefined();
    expect(factorization.canonical(whole).stop.maxIterations).toBe(5);
  });

  it('is known by the content of its data, whatever they are called', async () => {
    const pinned = await pinnedConfig(parse());
    const { data } = pinned.task as { data: { sha256: string } };
    expect(data.sha256).toMatch(/^[0-9a-f]{64}$/);
    const hashed = (config: FactorizationConfig) =>
      JSON.stringify(factorization.hashed(factorization.canonical(config)));
    const { sha256 } = data;
    const elsewhere = {
      ...pinned,
      task: { ...pinned.task, data: { folder: '/somewhere', sha256 } },
    } as FactorizationConfig;
    expect(hashed(elsewhere)).toBe(hashed(pinned));
    const other = { ...pinned, task: { ...pinned.task, data: { set: 'digits', sha256: '0'.repeat(64) } } };
    expect(hashed(other as FactorizationConfig)).not.toBe(hashed(pinned));
  });

  it('refuses data that are not those it is pinned to', async () => {
    const other = parse({ task: task({ data: { set: 'digits', sha256: '0'.repeat(64) } }) });
    await expect(pinnedConfig(other)).rejects.toThrow(InputError);
    await expect(pinnedConfig(other)).rejects.toThrow(/0{64}/);
  });

  it('says that a folder is not there, before anything is computed', async () => {
    const missing = parse({ task: task({ data: { folder: 'nowhere' } }) });
    expect(factorization.problems(missing)).toEqual([]);
    await expect(pinnedConfig(missing)).rejects.toThrow(join(folder, 'nowhere'));
  });

  describe('with images in a folder', () => {
    const own = { task: task({ data: { folder: 'own' }, label: 1 }), batch: { size: 2 } };

    it('is told the size of an epoch by them', async () => {
      writeFiles(join(folder, 'own'), smallSet());
      const asked = parse({ ...own, stop: { maxEpochs: 4 } });
      expect(factorization.canonical(asked).stop).toMatchObject({ maxEpochs: 4 });
      const { stop, task } = await pinnedConfig(asked);
      expect(task).toMatchObject({ size: [2, 3], train: 5, test: 2 });
      expect(stop.maxIterations).toBe(12);
      expect(stop).not.toHaveProperty('maxEpochs');
    });

    it('refuses more epochs than iterations can be counted', async () => {
      writeFiles(join(folder, 'own'), smallSet());
      const asked = parse({ ...own, stop: { maxEpochs: Number.MAX_SAFE_INTEGER } });
      expect(factorization.problems(asked)).toEqual([]);
      await expect(pinnedConfig(asked)).rejects.toThrow(
        `stop.maxEpochs: expected at most ${Math.floor(Number.MAX_SAFE_INTEGER / 3)} epochs`,
      );
    });

    it('reads them again for every sweep, since they may have changed', async () => {
      const contentOf = async (files: Files): Promise<unknown> => {
        writeFiles(join(folder, 'own'), files);
        const { data } = (await pinnedConfig(parse(own))).task as { data: { sha256: string } };
        return data.sha256;
      };
      const before = await contentOf(smallSet());
      const name = 't10k-labels-idx1-ubyte';
      expect(await contentOf({ ...smallSet(), [name]: idxBytes([2], [3, 1]) })).not.toBe(before);
      expect(await contentOf(smallSet())).toBe(before);
    });

    it('reads them once in a sweep', async () => {
      writeFiles(join(folder, 'own'), smallSet());
      const reader = factorization.files!.reader(folder);
      const first = await reader.pinned(parse(own));
      rmSync(join(folder, 'own'), { recursive: true });
      expect(await reader.pinned(parse(own))).toEqual(first);
    });
  });

  it.each<[string, Partial<FactorizationInput>, string]>([
    [
      'neither set nor folder',
      { task: task({ data: {} }) },
      'task.data: expected either set or folder, found neither',
    ],
    [
      'both',
      { task: task({ data: { set: 'digits', folder: 'x' } }) },
      'task.data: expected either set or folder, found both',
    ],
    [
      'an unknown set',
      { task: task({ data: { set: 'digit' } }) },
      "task.data.set: expected the name of a set of images, found 'digit'; did you mean digits?",
    ],
    [
      'a label that no image has',
      { task: task({ label: 10 }) },
      'task.label: expected a label below 10, found 10',
    ],
    ['more images than there are', { task: task({ train: 2000 }) }, 'images of digits, found 2000'],
    ['another size', { task: task({ size: [28, 28] }) }, 'task.size: expected [8, 8], found [28, 28]'],
    [
      'a matrix factorization',
      { model: { kind: 'matrix' } },
      'model.kind: expected cp or hierarchical with the task samples, found matrix',
    ],
    [
      'no number of components',
      { model: { kind: 'cp' } },
      'model.components: expected a number with the task samples, found none',
    ],
    [
      'a balanced initialization',
      { init: { scheme: 'balanced', std: 1 } },
      'init.scheme: expected another one with the task samples, found balanced',
    ],
    [
      'a batch of more than there is',
      { batch: { size: 5000 } },
      'batch.size: expected at most 1500 observations',
    ],
    [
      'a metric of a target',
      { record: { metrics: ['reconstruction_error'] } },
      "record.metrics: expected metrics that do without the end tensor, which samples do not tell, found 'reconstruction_error'",
    ],
    [
      'a metric that batches do not have',
      { record: { metrics: ['gamma_component_norm'] } },
      "record.metrics: expected metrics that do without the gradient of the whole objective, since iterations take batches, found 'gamma_component_norm'",
    ],
  ])('refuses %s', (_, changes, expected) => {
    const problems = problemsOf(changes);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(expected);
  });

  it('is the only one with a logistic loss and with metrics of a test set', () => {
    const target = { kind: 'gaussian' as const };
    const completion = { kind: 'completion' as const, dims: [2, 2, 2], observed: 4, target };
    const [loss, metric] = [
      problemsOf({ task: completion, batch: undefined, loss: { kind: 'logistic' } }),
      problemsOf({ task: completion, batch: undefined, record: { metrics: ['test_accuracy'] } }),
    ];
    expect(loss).toEqual([
      'loss.kind: expected logistic with the task samples only, found the task completion',
    ]);
    expect(metric).toEqual(['record.metrics: expected test_accuracy with the task samples only']);
  });
});
