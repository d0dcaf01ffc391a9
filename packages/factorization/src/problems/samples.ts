/** Checks of a task whose observations are images, and of everything that goes with batches. */
import {
  hint,
  mostModes,
  mostTupleNumbers,
  numelOf,
  shown,
  type FactorizationConfig,
  type InputProblem,
  type SamplesConfig,
  type SamplesTaskConfig,
} from '@ranksweep/core';
import { knownSets } from '@ranksweep/data';
import { observationCount } from '../epochs.ts';
import { completeTask, knownSetOf, type SetFacts } from '../samplesTask.ts';
import { atMost, problem } from './problem.ts';

/**
 * Problems of a task and of the keys that depend on it; empty if there are none.
 * @param set what is known of the images; default: of a known set all, of others nothing before they are read
 */
export function samplesProblems(
  { task, model, init }: SamplesConfig,
  set: SetFacts | undefined = knownSetOf(task),
): InputProblem[] {
  const { data } = task;
  if ((data.set === undefined) === (data.folder === undefined)) {
    const found = data.set === undefined ? 'neither' : 'both';
    return [problem('task.data', `expected either set or folder, found ${found}`)];
  }
  if (data.set !== undefined && set === undefined) {
    const names = knownSets.map(({ name }) => name);
    return [
      problem(
        'task.data.set',
        `expected the name of a set of images, found '${data.set}'${hint(data.set, names, 'there are')}`,
      ),
    ];
  }
  const problems: InputProblem[] = [];
  if (model.kind === 'matrix') {
    problems.push(problem('model.kind', 'expected cp or hierarchical with the task samples, found matrix'));
  }
  if (model.kind === 'cp' && model.components === undefined) {
    problems.push(problem('model.components', 'expected a number with the task samples, found none'));
  }
  if (init.scheme === 'balanced' || init.scheme === 'identity') {
    problems.push(problem('init.scheme', `expected another one with the task samples, found ${init.scheme}`));
  }
  if (init.lead !== undefined) {
    problems.push(problem('init.lead', `expected none with the task samples, found ${init.lead}`));
  }
  if (set !== undefined) problems.push(...problemsWithImages(task, set));
  return problems.length > 0 ? problems : tooLarge(completeTask(task, set));
}

function problemsWithImages(task: SamplesTaskConfig, set: SetFacts): InputProblem[] {
  const { height, width, channels, classes } = set;
  const { size, label } = task;
  const problems: InputProblem[] = [];
  if (channels > 1) {
    const found = `${set.name}, which is in colour`;
    problems.push(problem('task.data', `expected grey images with the task samples, found ${found}`));
  }
  if (size !== undefined && (size[0] !== height || size[1] !== width)) {
    problems.push(problem('task.size', `expected ${shown([height, width])}, found ${shown(size)}`));
  }
  if (label >= classes) {
    problems.push(problem('task.label', `expected a label below ${classes}, found ${label}`));
  }
  for (const part of ['train', 'test'] as const) {
    const asked = task[part];
    if (asked !== undefined && asked > set[part]) {
      problems.push(atMost(`task.${part}`, set[part], `images of ${set.name}`, asked));
    }
  }
  return problems;
}

function tooLarge({ size, train = 0, test = 0 }: SamplesTaskConfig): InputProblem[] {
  if (size === undefined) return [];
  const modes = numelOf(size);
  if (modes > mostModes) return [atMost('task.size', mostModes, 'pixels', modes)];
  const most = Math.floor(mostTupleNumbers / modes);
  const images = train + test;
  return images > most ? [atMost('task.train', most, `images of ${modes} pixels`, images)] : [];
}

/** Keys of batches and of losses that need samples. */
export function batchProblems(config: FactorizationConfig): InputProblem[] {
  const { batch, loss, task } = config;
  if (loss.kind === 'logistic' && task.kind !== 'samples') {
    return [
      problem('loss.kind', `expected logistic with the task samples only, found the task ${task.kind}`),
    ];
  }
  const observations = observationCount(config);
  if (batch === undefined || observations === undefined || batch.size <= observations) return [];
  return [atMost('batch.size', observations, 'observations', batch.size)];
}
