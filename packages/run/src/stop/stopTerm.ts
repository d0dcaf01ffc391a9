/**
 * What the names in `stop.when` stand for. A metric goes by its own name, `train_loss`, or by `metric.train_loss`, which also serves
 * where a metric's name is another term's. Those with braces or the like stand in brackets: `risen["singular_value{1,2}_1"]`.
 */

export type StopTerm =
  /** The iteration of the snapshot. */
  | { readonly kind: 'iteration' }
  /** The last value of a metric. */
  | { readonly kind: 'metric'; readonly metric: string }
  /**
   * Whether a ranked metric has risen, as the event `rise` says, and is on a plateau since. While a value still grows, that event is
   * provisional: near initialization, noise passes for a rise.
   */
  | { readonly kind: 'risen'; readonly metric: string }
  /** Iterations that a metric has been on a plateau for, as the event `plateau_start` says. Undefined: the error. */
  | { readonly kind: 'plateau'; readonly metric: string | undefined }
  /** How many values of a ranked metric are significant, as the event `rank_change` says. */
  | { readonly kind: 'rank'; readonly metric: string };

const OF_METRICS = ['metric', 'risen', 'plateau', 'rank'] as const;

/** The term of a name, as `Condition` tells names. */
export function stopTerm(name: string): StopTerm {
  if (name === 'iteration') return { kind: 'iteration' };
  if (name === 'plateau') return { kind: 'plateau', metric: undefined };
  const kind = OF_METRICS.find((one) => name.startsWith(`${one}.`));
  return kind === undefined
    ? { kind: 'metric', metric: name }
    : { kind, metric: name.slice(kind.length + 1) };
}

/** A term as it is written: `risen.component_norm_3`, `risen["singular_value{1,2}_1"]`. */
export function termText(kind: (typeof OF_METRICS)[number], metric: string): string {
  const isWord = /^[A-Za-z_$][\w$]*$/.test(metric);
  if (kind === 'metric' && isWord) return metric;
  return isWord ? `${kind}.${metric}` : `${kind}["${metric}"]`;
}
