/**
 * A problem: the ground truth W* and what is observed of it, drawn from the task's seed. All numbers are float32 numbers, so that
 * engines of any precision fit exactly the same data.
 */
import { InputError } from '../config/errors.ts';
import type { TensorConfig, TensorTaskConfig } from '../config/schema.ts';
import { RandomStream } from '../random/stream.ts';
import { euclideanNorm, numelOf } from '../tensor/shape.ts';
import { targetTensor } from './target.ts';

/** Entries of the target at the positions Omega. */
export interface CompletionProblem {
  readonly kind: 'completion';
  readonly dims: readonly number[];
  /** W*, row-major. */
  readonly target: Float32Array;
  /** Omega: flat positions, ascending, without duplicates. */
  readonly observed: Int32Array;
  /** y = W* on Omega, (n_obs). */
  readonly y: Float32Array;
}

/** y_k = <A_k, W*>. */
export interface Measurements {
  /** A, (n_obs, numel) row-major. */
  readonly measurements: Float32Array;
  /** (n_obs). */
  readonly y: Float32Array;
}

export interface SensingProblem extends Measurements {
  readonly kind: 'sensing';
  readonly dims: readonly number[];
  readonly target: Float32Array;
  /** Measurements that are held out and not fitted. */
  readonly heldOut?: Measurements;
}

/**
 * Entries of a function on index tuples, such as labels of discretized images (Razin et al. 2021, section 5). The tensor may have
 * too many entries to be stored, and only the samples are known, so there is no target tensor.
 */
export interface SamplesProblem {
  readonly kind: 'samples';
  readonly dims: readonly number[];
  /** Index tuples from 0, (n, N) row-major; tuples may repeat. */
  readonly tuples: Uint8Array;
  /** (n). */
  readonly y: Float32Array;
  /** Samples that are held out and not fitted. */
  readonly test?: Samples;
}

/** Index tuples, (n, N) row-major, and the values there, (n). */
export type Samples = Pick<SamplesProblem, 'tuples' | 'y'>;

/** The training samples followed by those of the test set; samples are numbered in this order. */
export function allSamples({ tuples, y, test }: SamplesProblem): Samples {
  if (test === undefined) return { tuples, y };
  const joined = {
    tuples: new Uint8Array(tuples.length + test.tuples.length),
    y: new Float32Array(y.length + test.y.length),
  };
  joined.tuples.set(tuples);
  joined.tuples.set(test.tuples, tuples.length);
  joined.y.set(y);
  joined.y.set(test.y, y.length);
  return joined;
}

export type Problem = CompletionProblem | SensingProblem | SamplesProblem;

/**
 * The problem as one of a whole tensor.
 * @throws InputError for a problem of samples
 */
export function tensorProblem(problem: Problem): CompletionProblem | SensingProblem {
  if (problem.kind !== 'samples') return problem;
  throw new InputError(
    'target tensor: expected a completion or sensing problem, found samples, which have none',
  );
}

/**
 * W*, row-major.
 * @throws InputError for a problem of samples
 */
export const targetOf = (problem: Problem): Float32Array => tensorProblem(problem).target;

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
