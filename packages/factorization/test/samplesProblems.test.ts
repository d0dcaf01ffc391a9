/** What is wrong with a configuration of images or batches is said with the key, what was expected and what was found. */
import { factorizationSchema, formatProblem, withPath, type FactorizationInput } from '@ranksweep/core';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { namedFiles } from '../src/files.ts';
import { crossFieldProblems } from '../src/problems/crossFields.ts';
import { parts } from './support/configs.ts';

const DIGITS = fileURLToPath(new URL('../../data/src/digits', import.meta.url));

const images: FactorizationInput = {
  model: { kind: 'cp', components: 3 },
  task: { kind: 'samples', data: { set: 'digits' }, label: 6 },
  init: { mean: 1, std: 0.001 },
  batch: { size: 50 },
};
const sensing: FactorizationInput = { ...parts.tf, batch: { size: 10 } };

/** All that is wrong with a configuration in which some paths are replaced. */
const problems = (base: FactorizationInput, settings: readonly (readonly [string, unknown])[]): string[] =>
  crossFieldProblems(
    factorizationSchema.parse(
      settings.reduce((config, [path, value]) => withPath(config, path, value), base),
    ),
  ).map(formatProblem);

it('finds nothing wrong with these', () => {
  expect(problems(images, [])).toEqual([]);
  expect(problems(sensing, [])).toEqual([]);
  expect(problems(images, [['stop.maxEpochs', 5]])).toEqual([]);
  // Without batches, an epoch is an iteration.
  expect(
    problems(images, [
      ['batch', undefined],
      ['stop.maxEpochs', 5],
    ]),
  ).toEqual([]);
});

it.each<[settings: [string, unknown][], expected: string]>([
  [[['task.size', [28, 28]]], 'task.size: expected [8, 8], found [28, 28]'],
  [[['task.label', 10]], 'task.label: expected a label below 10, found 10'],
  [[['task.train', 1501]], 'task.train: expected at most 1500 images of digits, found 1501'],
  [[['task.train', 40]], 'batch.size: expected at most 40 observations, found 50'],
])('%# says it of a folder once its images are read', async (settings, expected) => {
  const ofFolder = withPath(images, 'task.data', { folder: DIGITS });
  const config = settings.reduce((changed, [path, value]) => withPath(changed, path, value), ofFolder);
  await expect(namedFiles.reader('/').pinned(factorizationSchema.parse(config))).rejects.toThrow(expected);
});

it.each<[base: FactorizationInput, settings: [string, unknown][], expected: string]>([
  [images, [['batch.size', 2000]], 'batch.size: expected at most 1500 observations, found 2000'],
  [images, [['task.train', 40]], 'batch.size: expected at most 40 observations, found 50'],
  [sensing, [['batch.size', 51]], 'batch.size: expected at most 50 observations, found 51'],
  [
    images,
    [
      ['stop.maxEpochs', 5],
      ['stop.maxIterations', 100],
    ],
    'stop.maxEpochs: expected either this or stop.maxIterations, found 5 and maxIterations 100',
  ],
  [
    sensing,
    [
      ['record.everyEpochs', 2],
      ['record.every', 7],
    ],
    'record.everyEpochs: expected either this or record.every, found 2 and every 7',
  ],
  [
    images,
    [['stop.maxEpochs', Number.MAX_SAFE_INTEGER]],
    'stop.maxEpochs: expected at most 300239975158033 epochs, found 9007199254740991',
  ],
  [images, [['task.train', 1501]], 'task.train: expected at most 1500 images of digits, found 1501'],
  [images, [['task.label', 10]], 'task.label: expected a label below 10, found 10'],
  [images, [['task.size', [9, 9]]], 'task.size: expected [8, 8], found [9, 9]'],
  [
    images,
    [['task.data.set', 'cifar-10']],
    'task.data: expected grey images with the task samples, found cifar-10, which is in colour',
  ],
  [images, [['task.data', {}]], 'task.data: expected either set or folder, found neither'],
  [images, [['task.data.folder', 'x']], 'task.data: expected either set or folder, found both'],
  [
    images,
    [['task.data.set', 'digit']],
    "task.data.set: expected the name of a set of images, found 'digit'; did you mean digits?",
  ],
  [
    sensing,
    [['loss', { kind: 'logistic' }]],
    'loss.kind: expected logistic with the task samples only, found the task completion',
  ],
  [
    images,
    [['model', { kind: 'matrix' }]],
    'model.kind: expected cp or hierarchical with the task samples, found matrix',
  ],
  [
    images,
    [['record.metrics', ['reconstruction_error']]],
    "record.metrics: expected metrics that do without the end tensor, which samples do not tell, found 'reconstruction_error'",
  ],
  [
    images,
    [
      ['task.test', 0],
      ['record.metrics', ['test_mse_clamped']],
    ],
    "record.metrics: expected no metrics of the test set, which task.test says is empty, found 'test_mse_clamped'",
  ],
  [sensing, [['record.metrics', ['test_accuracy']]], 'record.metrics: expected test_accuracy'],
])('%# says what is wrong', (base, settings, expected) => {
  const found = problems(base, settings);
  expect(found).toHaveLength(1);
  expect(found[0]).toContain(expected);
});
