/**
 * A problem: the ground truth W* and what is observed of it, drawn from the task's seed. All numbers are float32 numbers, so that
 * engines of any precision fit exactly the same data.
 */
import { InputError } from './config/errors.ts';

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
