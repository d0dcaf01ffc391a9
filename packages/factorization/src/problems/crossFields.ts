/** Checks how a run configuration's keys fit together, given that each one is valid by itself. */
import {
  greatestDepth,
  InputError,
  knownDims,
  matricizationsAsked,
  metricSet,
  mostEntries,
  mostMeasurementEntries,
  mostModes,
  mostParameters,
  mostTupleNumbers,
  mostValues,
  networkOf,
  numelOf,
  parameterCount,
  parseRequest,
  shown,
  targetNetwork,
  type FactorizationConfig,
  type InitConfig,
  type InputProblem,
  type Network,
  type RecordConfig,
  type TensorConfig,
  type TensorTaskConfig,
} from '@ranksweep/core';
import { completeTask, isOfSamples } from '../samplesTask.ts';
import { atMost, problem } from './problem.ts';
import { epochProblems } from './epochs.ts';
import { batchProblems, samplesProblems } from './samples.ts';

/** Problems of a configuration that passes the schema; empty when there are none. */
export function crossFieldProblems(asked: FactorizationConfig): InputProblem[] {
  const ofTask = isOfSamples(asked) ? samplesProblems(asked) : sizeProblems(asked as TensorConfig);
  if (ofTask.length > 0) return ofTask;
  const config = isOfSamples(asked) ? { ...asked, task: completeTask(asked.task) } : asked;
  return [
    ...modelProblems(config),
    ...(isOfSamples(config) ? [] : targetProblems(config.task as TensorTaskConfig)),
    ...initProblems(config),
    ...batchProblems(config),
    ...epochProblems(config),
    ...recordProblems(config),
  ];
}

/** A model can only be checked where its dimensions are known, which those of images in a folder may not be yet. */
function modelProblems(config: FactorizationConfig): InputProblem[] {
  const dims = knownDims(config.task);
  if (dims === undefined) return [];
  return problemsThrown('model', () => {
    const network = networkOf(config.model, dims);
    const parameters = parameterCount(network);
    if (parameters > mostParameters) {
      throw new InputError(`model: expected at most ${mostParameters} parameters, found ${parameters}`);
    }
    requireFewValues(config.record, network);
    metricSet(config, network);
  });
}

/** Why a mean does not fit this scheme. */
const meanIsZeroOf: Partial<Record<InitConfig['scheme'], string>> = {
  balanced: 'whose vectors have one norm',
  identity: 'whose entries beside the diagonal are 0',
  unit: 'whose entries have a mean of their own',
};

/**
 * Only CP has components, only a matrix can be an identity, only nodes with matrices can average what they join, and the proof
 * about a leading component needs at least three modes.
 */
function initProblems({ init, model, task }: FactorizationConfig): InputProblem[] {
  const isBalanced = init.scheme === 'balanced';
  if (init.scheme === 'identity' && model.kind !== 'matrix') {
    return [
      problem('init.scheme', `expected identity with a matrix model only, found a ${model.kind} model`),
    ];
  }
  if (init.scheme === 'unit' && model.kind !== 'hierarchical') {
    const found = `expected unit with a hierarchical model only, found a ${model.kind} model`;
    const instead =
      model.kind === 'cp' ? '; products of numbers around 1 have scheme gaussian with mean 1' : '';
    return [problem('init.scheme', found + instead)];
  }
  if (isBalanced && (model.kind !== 'cp' || model.linearOutput)) {
    const found = model.kind === 'cp' ? 'one with it' : `a ${model.kind} model`;
    return [
      problem('init.scheme', `expected balanced with a cp model without linear output only, found ${found}`),
    ];
  }
  if (meanIsZeroOf[init.scheme] !== undefined && (init.mean ?? 0) !== 0) {
    const { scheme, mean } = init;
    return [problem('init.mean', `expected 0 with scheme ${scheme}, ${meanIsZeroOf[scheme]}, found ${mean}`)];
  }
  if (init.lead === undefined) return [];
  if (!isBalanced)
    return [problem('init.lead', `expected together with scheme balanced, found ${init.scheme}`)];
  if (task.kind === 'samples' || task.dims.length > 2) return [];
  return [problem('init.lead', `expected with 3 dimensions or more, found task.dims ${shown(task.dims)}`)];
}

function targetProblems({ target, dims }: TensorTaskConfig): InputProblem[] {
  if (target.kind === 'gaussian' || target.kind === 'file') return [];
  if (target.kind === 'matrix' && dims.length !== 2) {
    return [
      problem('task.target.kind', `expected matrix for 2 dimensions only, found task.dims ${shown(dims)}`),
    ];
  }
  if (target.kind !== 'hierarchical' && target.symmetric && dims.some((d) => d !== dims[0])) {
    return [problem('task.target.symmetric', `expected equal dimensions, found task.dims ${shown(dims)}`)];
  }
  return problemsThrown('task.target', () => targetNetwork(target, dims));
}

/** Every matrix of the network may have ranked values, each of which needs its own column. */
function requireFewValues({ top, metrics = [] }: RecordConfig, { parameters, dims }: Network): void {
  const ranked = parameters.reduce((sum, { rows, cols }) => sum + Math.min(top, Math.max(rows, cols)), 0);
  const asked = metrics.reduce((sum, text) => sum + matricizationsAsked(parseRequest(text), dims.length), 0);
  const values = ranked * Math.max(1, asked);
  if (values <= mostValues) return;
  throw new InputError(
    `record.top: expected at most ${mostValues} values of all metrics together, found up to ${values}`,
  );
}

function recordProblems({ task, record }: FactorizationConfig): InputProblem[] {
  const { perDecade, onChange, metrics = [] } = record;
  if (metrics.includes('held_out_mse') && (task.kind !== 'sensing' || task.heldOut === undefined)) {
    return [
      problem('record.metrics', 'expected held_out_mse with task.heldOut only, which says of how many'),
    ];
  }
  if (onChange === undefined || perDecade !== undefined) return [];
  return [
    problem('record.onChange', `expected together with record.perDecade, found ${onChange} without it`),
  ];
}

/** Configurations that would take too much memory even to check further. */
function sizeProblems({ model, task }: TensorConfig): InputProblem[] {
  const { dims, observed } = task;
  if (dims.length > mostModes) return [atMost('task.dims', mostModes, 'modes', dims.length)];
  const numel = numelOf(dims);
  if (numel > mostEntries) return [atMost('task.dims', mostEntries, 'entries (the product of dims)', numel)];
  const problems: InputProblem[] = [];
  if (task.kind === 'completion' && observed > numel) {
    problems.push(atMost('task.observed', numel, 'entries (the product of task.dims)', observed));
  }
  if (task.kind === 'completion' && observed * dims.length > mostTupleNumbers) {
    const most = Math.floor(mostTupleNumbers / dims.length);
    problems.push(atMost('task.observed', most, `entries of ${dims.length} modes`, observed));
  }
  const measurements = task.kind === 'sensing' ? observed + (task.heldOut ?? 0) : 0;
  if (measurements * numel > mostMeasurementEntries) {
    const most = Math.floor(mostMeasurementEntries / numel);
    problems.push(atMost('task.observed', most, `measurements of ${numel} entries each`, measurements));
  }
  if (model.kind === 'matrix' && model.depth > greatestDepth) {
    problems.push(atMost('model.depth', greatestDepth, 'factors', model.depth));
  }
  return problems;
}

/** The problems that `check` finds in a group of keys. Its messages begin with the key: `tree: expected ...`. */
function problemsThrown(group: string, check: () => unknown): InputProblem[] {
  try {
    check();
    return [];
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const [, key, text] = /^([\w.]+): (.*)$/s.exec(error.message) ?? [];
    if (key === undefined || text === undefined) return [problem(group, error.message)];
    return [problem(fullPath(group, key), text)];
  }
}

function fullPath(group: string, key: string): string {
  if (key.includes('.') || key === group) return key;
  // The layers of a target's tree have ranks instead of widths.
  return group === 'task.target' && key === 'widths' ? 'task.target.ranks' : `${group}.${key}`;
}
