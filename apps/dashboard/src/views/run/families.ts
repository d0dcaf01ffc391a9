/** Which of a run's metrics belong into one chart. */
import { columnsByStem, rankedName } from '@ranksweep/core';
import { isDerived } from '@ranksweep/kinds';

export type FamilyKind = 'ranked' | 'losses' | 'errors' | 'others';

export interface Member {
  readonly metric: string;
  /** Tells it from the others of its family; empty where it is alone. */
  readonly label: string;
}

export interface Family {
  /** The stem of its metrics, or their kind. */
  readonly name: string;
  readonly kind: FamilyKind;
  /** Ranked ones from the largest on. */
  readonly members: readonly Member[];
}

/** What the theory foretells of a metric, at every iteration. */
export const predictedName = (metric: string): string => `predicted_${metric}`;

/**
 * Values that are ranked by themselves come first, then losses, errors and the others, and last those that borrow ranks. What has
 * one value alone is left out, and so is what the theory says of a metric that is there.
 */
export function familiesOf(metrics: readonly string[]): Family[] {
  const known = new Set(metrics);
  const ownRanks = columnsByStem(metrics);
  const isPlotted = (metric: string): boolean => {
    const measured = metric.replace(/^predicted_/, '');
    return measured === metric ? !isDerived(metric) : !known.has(measured);
  };
  const places = metrics.filter(isPlotted).map((metric) => placeOf(metric, ownRanks));
  const groups = Map.groupBy(places, ({ order, name }) => `${order} ${name}`);
  return [...groups.values()].toSorted(([a], [b]) => a!.order - b!.order).map(familyOf);
}

interface Place extends Member {
  readonly order: number;
  readonly kind: FamilyKind;
  readonly name: string;
  readonly rank: number;
}

function placeOf(metric: string, ownRanks: ReadonlyMap<string, unknown>): Place {
  const ranked = rankedName(metric);
  if (ranked !== undefined) {
    const { stem, rank } = ranked;
    const order = ownRanks.has(stem) && !stem.startsWith('predicted_') ? 0 : 4;
    return { metric, label: String(rank), order, kind: 'ranked', name: stem, rank };
  }
  const alone = { metric, rank: 0 };
  if (/(^|_)(loss|mse)$/.test(metric))
    return { ...alone, label: metric, order: 1, kind: 'losses', name: 'losses' };
  if (/(^|_)(error|distance)$/.test(metric)) {
    return { ...alone, label: metric, order: 2, kind: 'errors', name: 'errors' };
  }
  const [, stem = metric, part = ''] = /^(.*)\{(.*)\}$/s.exec(metric) ?? [];
  return { ...alone, label: part, order: 3, kind: 'others', name: stem };
}

/** One metric alone is called by its name. */
function familyOf(group: readonly Place[]): Family {
  const { kind, name, metric } = group[0]!;
  if (kind !== 'ranked' && group.length === 1)
    return { name: metric, kind, members: [{ metric, label: '' }] };
  const members = group.toSorted((a, b) => a.rank - b.rank);
  return { name, kind, members: members.map((place) => ({ metric: place.metric, label: place.label })) };
}
