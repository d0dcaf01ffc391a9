/**
 * Names of metrics as users write them and columns carry them: a stem, for some a set of modes, and in columns of ranked
 * metrics a rank from 1 = largest. `train_loss`, `singular_value{1,2}`, `component_norm_1`.
 */

export interface MetricRequest {
  /** As it was written. */
  readonly text: string;
  readonly stem: string;
  /** What stands in braces behind the stem, numbered from 1, in the order written. */
  readonly modes?: readonly number[];
}

export function parseRequest(text: string): MetricRequest {
  const match = /^(\w+?)\{(\d+(?:,\d+)*)\}(_\d+)?$/.exec(text);
  if (!match) return { text, stem: text };
  return { text, stem: match[1]!, modes: match[2]!.split(',').map(Number) };
}

/** The stem of a ranked column and its rank from 1, or undefined: `component_norm_2` -> `component_norm`, 2. */
export function rankedName(name: string): { readonly stem: string; readonly rank: number } | undefined {
  const match = /^(.*)_(\d+)$/.exec(name);
  return match ? { stem: match[1]!, rank: Number(match[2]) } : undefined;
}
