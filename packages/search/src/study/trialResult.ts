/** What a trial's runs, one for each seed, amount to. */
import type { SearchSpec } from '@ranksweep/kinds';
import type { TrialState } from '@ranksweep/store';

/** How a run of a trial has ended; `value` is NaN where it has none. */
export interface RunResult {
  readonly status: 'done' | 'diverged' | 'failed';
  readonly value: number;
}

export interface TrialResult {
  readonly state: Exclude<TrialState, 'running' | 'pruned'>;
  /** Over the seeds, as the metric has it. Null if the trial has diverged or failed. */
  readonly objective: number | null;
  /** To be minimized. Infinity if the trial has diverged or failed. */
  readonly loss: number;
}

/** A run that has diverged or failed counts as the worst: the median over seeds may do without it, the mean may not. */
export function trialResult(
  runs: readonly RunResult[],
  { minimize, summary }: Pick<SearchSpec, 'minimize' | 'summary'>,
): TrialResult {
  const sign = minimize === undefined ? -1 : 1;
  const losses = runs.map(({ status, value }) =>
    status === 'done' && !Number.isNaN(value) ? sign * value : Infinity,
  );
  const loss = summary === 'mean' ? meanOf(losses) : medianOf(losses);
  if (Number.isFinite(loss)) return { state: 'done', objective: sign * loss, loss };
  const hasFailed = runs.some(({ status }) => status === 'failed');
  return { state: hasFailed ? 'failed' : 'diverged', objective: null, loss: Infinity };
}

const meanOf = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/** Of an even number, the mean of the two in the middle. */
function medianOf(values: readonly number[]): number {
  const sorted = Float64Array.from(values).sort();
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
