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
import { knownSetOf, type SetFacts } from '../samplesTask.ts';
import { atMost, problem } from './problem.ts';

/** What can be said before anything is read; empty if nothing is wrong so far. */
export function samplesProblems({ task, model, init }: SamplesConfig): InputProblem[] {
  const { data, size, levels } = task;
  if ((data.set === undefined) === (data.folder === undefined)) {
    const found = data.set === undefined ? 'neither' : 'both';
    return [problem('task.data', `expected either set or folder, found ${found}`)];
  }
  const set = knownSetOf(task);
  if (data.set !== undefined && set === undefined) {
    const names = knownSets.map(({ name }) => name);
    return [problem('task.data.set', `found '${data.set}'${hint(data.set, names, 'there are')}`)];
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
  if (set !== undefined) problems.push(...setProblems(task, set));
  return problems.length > 0 ? problems : tooLarge(size, levels, (task.train ?? 0) + (task.test ?? 0));
}

/** Whether what is asked for is in a set of images. */
export function setProblems(task: SamplesTaskConfig, set: SetFacts): InputProblem[] {
  const { size, label } = task;
  const { name, height, width, classes } = set;
  const problems: InputProblem[] = [];
  if (size !== undefined && (size[0] !== height || size[1] !== width)) {
    problems.push(problem('task.size', `expected ${shown([height, width])}, found ${shown(size)}`));
  }
  if (label >= classes) {
    problems.push(problem('task.label', `expected a label below ${classes}, found ${label}`));
  }
  for (const part of ['train', 'test'] as const) {
    const asked = task[part];
    if (asked !== undefined && asked > set[part]) {
      problems.push(atMost(`task.${part}`, set[part], `images of ${name}`, asked));
    }
  }
  return problems;
}

function tooLarge(size: readonly number[] | undefined, levels: number, images: number): InputProblem[] {
  if (size === undefined) return [];
  const modes = numelOf(size);
  if (modes > mostModes) return [atMost('task.size', mostModes, 'pixels', modes)];
  if (modes * levels > mostTupleNumbers)
    return [atMost('task.levels', mostTupleNumbers / modes, 'levels', levels)];
  const most = Math.floor(mostTupleNumbers / modes);
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
