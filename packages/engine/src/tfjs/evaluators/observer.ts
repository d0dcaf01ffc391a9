/** What the members of a cohort observe of their end tensors: all observations, or a batch of each. */
import { allSamples, indexTuples, type Plan, type Workload } from '@ranksweep/core';
import type { Backend, Tensor } from '../tensorflow.ts';
import { chainEvaluator } from './chainEvaluator.ts';
import { completionObserver } from './completionObserver.ts';
import type { Evaluator } from './evaluator.ts';
import { rowProductsObserver } from './rowProductsObserver.ts';
import { sensingObserver } from './sensingObserver.ts';
import { treeEvaluator } from './treeEvaluator.ts';
import { treeSamplesObserver } from './treeSamplesObserver.ts';

/** Observations of each member by number, all equally many. */
export interface Selection {
  readonly numbers: readonly Int32Array[];
  /** How many of each member's count; the others repeat one of these, and have no gradient. */
  readonly counts: readonly number[];
}

export interface Observed {
  /** (C, n) of parameters (C, P), n observations of every member. */
  predictions(parameters: Tensor): Tensor;
  dispose(): void;
}

/** Those of samples are numbered on into the test set. */
export interface Observer {
  observe(selection: Selection): Observed;
  dispose(): void;
}

/** @param workloads one for each member, with equal cohort keys */
export function createObserver(backend: Backend, workloads: readonly Workload[]): Observer {
  const { plan, problem, network } = workloads[0]!;
  if (problem.kind === 'sensing')
    return sensingObserver(backend, workloads, planEvaluator(backend, plansOf(workloads)));
  if (network.kind === 'chain' || (problem.kind === 'completion' && plan.kind === 'tree')) {
    return completionObserver(backend, workloads, planEvaluator(backend, plansOf(workloads)));
  }
  const tuples = workloads.map(tuplesOf);
  return plan.kind === 'blocks'
    ? rowProductsObserver(backend, network, tuples)
    : treeSamplesObserver(backend, network, tuples);
}

/** @param plans one for each member, of equal sizes */
export function planEvaluator(backend: Backend, plans: readonly Plan[]): Evaluator {
  const [first] = plans as [Plan];
  switch (first.kind) {
    case 'chain':
      return chainEvaluator(backend, first.network);
    case 'tree':
      return treeEvaluator(backend, plans as (typeof first)[]);
    case 'blocks':
      throw new TypeError('blocks are evaluated sample by sample');
  }
}

const plansOf = (workloads: readonly Workload[]): Plan[] => workloads.map(({ plan }) => plan);

/** Index tuples of all observations, (n, N) row-major. */
function tuplesOf({ problem }: Workload): Int32Array | Uint8Array {
  switch (problem.kind) {
    case 'samples':
      return allSamples(problem).tuples;
    case 'completion':
      return indexTuples(problem.observed, problem.dims);
    case 'sensing':
      throw new TypeError('measurements have no index tuples');
  }
}
