/** Draws a problem from the task's seed. */
import { InputError } from '../config/errors.ts';
import type { TensorConfig, TensorTaskConfig } from '../factorization/schema.ts';
import type { CompletionProblem, Measurements, SensingProblem } from '../problem.ts';
import { RandomStream } from '../random/stream.ts';
import { euclideanNorm, numelOf } from '../tensor/shape.ts';
import { targetTensor } from './target.ts';

/**
 * @param userTarget the tensor of a target of kind `file`, row-major, numel(dims) values
 * @throws InputError when more entries are to be observed than there are
 */
export function buildProblem(
  config: TensorConfig,
  userTarget?: Float64Array,
): CompletionProblem | SensingProblem {
  const { task } = config;
  const seed = task.seed ?? config.seed;
  const target = targetTensor(task.target, task.dims, new RandomStream(seed, 'target'), userTarget);
  return task.kind === 'completion'
    ? completionProblem(task.dims, task.observed, target, seed)
    : sensingProblem(task, target, seed);
}

/** Omega: `count` of `numel` positions, ascending. */
export const observedEntries = (count: number, numel: number, seed: number): Int32Array =>
  new RandomStream(seed, 'observed').subset(count, numel);

function completionProblem(
  dims: readonly number[],
  count: number,
  target: Float32Array,
  seed: number,
): CompletionProblem {
  if (count > target.length) {
    throw new InputError(`task.observed: expected at most ${target.length} entries, found ${count}`);
  }
  const observed = observedEntries(count, target.length, seed);
  return { kind: 'completion', dims, target, observed, y: Float32Array.from(observed, (i) => target[i]!) };
}

type SensingTask = Extract<TensorTaskConfig, { kind: 'sensing' }>;

/** Held-out measurements have their own random stream, so that they do not change what is fitted. */
function sensingProblem(task: SensingTask, target: Float32Array, seed: number): SensingProblem {
  const { dims, observed, heldOut } = task;
  const problem: SensingProblem = {
    kind: 'sensing',
    dims,
    target,
    ...measure(task, observed, target, new RandomStream(seed, 'observed')),
  };
  if (heldOut === undefined) return problem;
  return { ...problem, heldOut: measure(task, heldOut, target, new RandomStream(seed, 'held-out')) };
}

function measure(
  { dims, measurements: kind, measurementNorm }: SensingTask,
  count: number,
  target: Float32Array,
  stream: RandomStream,
): Measurements {
  const numel = numelOf(dims);
  const measurements = new Float32Array(count * numel);
  const y = new Float32Array(count);
  for (let k = 0; k < count; k++) {
    const A = kind === 'gaussian' ? stream.gaussians(numel) : rankOneTensor(dims, stream);
    const scale = measurementNorm === undefined ? 1 / Math.sqrt(numel) : measurementNorm / euclideanNorm(A);
    measurements.set(
      A.map((a) => a * scale),
      k * numel,
    );
    const row = measurements.subarray(k * numel, (k + 1) * numel);
    y[k] = row.reduce((sum, a, i) => sum + a * target[i]!, 0);
  }
  return { measurements, y };
}

/** Outer product of one N(0, 1) vector per mode. */
function rankOneTensor(dims: readonly number[], stream: RandomStream): Float64Array {
  return dims.reduce<Float64Array>((tensor, d) => {
    const vector = stream.gaussians(d);
    return Float64Array.from(
      { length: tensor.length * d },
      (_, i) => tensor[Math.floor(i / d)]! * vector[i % d]!,
    );
  }, Float64Array.of(1));
}
