/** Checks how a configuration's keys fit together, given that each one is valid by itself. */
import { getPath, given, hint, InputError, shown, type InputProblem } from '@ranksweep/core';
import { boxesOf, knownSets, pathfinderParameters, type KnownSet } from '@ranksweep/data';
import { imageShapeOf } from './cost.ts';
import { imagesPerIteration, unitsOfLength } from './epochs.ts';
import { circuitOf } from './layout.ts';
import { recordedNames } from './recorded.ts';
import type { ConvnetConfig } from './schema.ts';
import type { SameClassConfig } from './taskSchema.ts';

const problem = (path: string, text: string): InputProblem => ({ path: path.split('.'), text });

/** Empty if there are none. */
export const problems = (config: ConvnetConfig): InputProblem[] => [
  ...modelProblems(config),
  ...taskProblems(config),
  ...regularizerProblems(config),
  ...batchProblems(config),
  ...lengthProblems(config),
  ...recordProblems(config),
];

function modelProblems({ model, task }: ConvnetConfig): InputProblem[] {
  if (model.kind === 'conv-ac') return problemsThrown(() => circuitOf(model, imageShapeOf(task)), 'model');
  const { depth, widths } = model;
  const numbers = (['stem', 'widths', 'blocks', 'strides', 'bottleneck'] as const).filter(
    (key) => model[key] !== undefined,
  );
  if (depth !== undefined) {
    return numbers.map((key) => problem(`model.${key}`, `expected none beside model.depth ${depth}`));
  }
  if (widths === undefined) return [problem('model', 'expected either depth or widths, found neither')];
  return (['blocks', 'strides'] as const).flatMap((key) => {
    const found = model[key];
    if (found === undefined || found.length === widths.length) return [];
    return [
      problem(
        `model.${key}`,
        `expected ${widths.length} numbers, as model.widths has, found ${shown(found)}`,
      ),
    ];
  });
}

function taskProblems({ task }: ConvnetConfig): InputProblem[] {
  if (task.kind === 'is-same-class') return sameClassProblems(task);
  const { kind: _, train: __, test: ___, seed: ____, ...parameters } = task;
  return problemsThrown(() => pathfinderParameters(given(parameters)));
}

function sameClassProblems({ data, ...task }: SameClassConfig): InputProblem[] {
  if ((data.set === undefined) === (data.folder === undefined)) {
    const found = data.set === undefined ? 'neither' : 'both';
    return [problem('task.data', `expected either set or folder, found ${found}`)];
  }
  if (data.set === undefined) return [];
  const set = knownSets.find(({ name }) => name === data.set);
  if (set !== undefined) return problemsWithSet(task, set);
  const names = knownSets.map(({ name }) => name);
  return [
    problem(
      'task.data.set',
      `expected the name of a set of images, found '${data.set}'${hint(data.set, names, 'there are')}`,
    ),
  ];
}

/** Whether the images fit the canvas. */
export const problemsWithSet = (
  task: Omit<SameClassConfig, 'data'>,
  set: Pick<KnownSet, 'name' | 'height' | 'width'>,
): InputProblem[] => problemsThrown(() => boxesOf(set, task));

/** Messages begin with the key: `canvas: expected ...`. */
function problemsThrown(check: () => unknown, group: 'model' | 'task' = 'task'): InputProblem[] {
  try {
    check();
    return [];
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const [, key, text] = /^(?:model\.)?(\w+): (.*)$/s.exec(error.message) ?? [];
    return [key === undefined ? problem(group, error.message) : problem(`${group}.${key}`, text!)];
  }
}

function regularizerProblems({ task, regularizer: { patches } }: ConvnetConfig): InputProblem[] {
  if (patches === undefined) return [];
  if (task.kind === 'is-same-class') {
    return [
      problem('regularizer.patches', 'expected none with is-same-class, where the patches are the images'),
    ];
  }
  const { height } = imageShapeOf(task);
  const side = 2 * patches.size + patches.distance;
  if (side <= height) return [];
  return [
    problem(
      'regularizer.patches',
      `expected two patches within ${height} pixels, found ${side} with their distance`,
    ),
  ];
}

function batchProblems(config: ConvnetConfig): InputProblem[] {
  const { task, batch } = config;
  const images = imagesPerIteration(config);
  if (images <= task.train) return [];
  const key = batch.size > task.train ? 'size' : 'accumulate';
  return [
    problem(
      `batch.${key}`,
      `expected at most the ${task.train} images of task.train in an iteration, found ${images}`,
    ),
  ];
}

const lengthProblems = (config: ConvnetConfig): InputProblem[] =>
  unitsOfLength.flatMap(([inEpochs, inIterations]) => {
    const [epochs, iterations] = [getPath(config, inEpochs), getPath(config, inIterations)];
    if (epochs === undefined || iterations === undefined) return [];
    const text = `expected either this or ${inIterations}, found ${shown(epochs)} and ${shown(iterations)}`;
    return [problem(inEpochs, text)];
  });

function recordProblems(config: ConvnetConfig): InputProblem[] {
  const { perDecade, onChange } = config.record;
  if (onChange !== undefined && perDecade === undefined) {
    return [
      problem('record.onChange', `expected together with record.perDecade, found ${onChange} without it`),
    ];
  }
  try {
    recordedNames(config);
    return [];
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return [problem('record.metrics', error.message.replace(/^record\.metrics: /, ''))];
  }
}
