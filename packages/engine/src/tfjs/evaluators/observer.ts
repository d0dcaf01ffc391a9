/** The observer of a cohort, by its task and plan. */
import { allSamples, indexTuples, type Plan, type Workload } from '@ranksweep/core';
import type { Backend } from '../tensorflow.ts';
import { chainEvaluator } from './chainEvaluator.ts';
import { completionObserver } from './completionObserver.ts';
import type { Evaluator } from './evaluator.ts';
import type { Observer } from './observation.ts';
import { rowProductsObserver } from './rowProductsObserver.ts';
import { sensingObserver } from './sensingObserver.ts';
import { treeEvaluator } from './treeEvaluator.ts';
import { treeSamplesObserver } from './treeSamplesObserver.ts';

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
