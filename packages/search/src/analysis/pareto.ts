/** Points that none other beats in both objectives. */
import { asLoss, type AnalysisTable } from './table.ts';

/** The Pareto front of the first two objectives: indices of the points, by the first objective. Equal points are all in it. */
export function paretoFront({ points, objectives }: AnalysisTable): number[] {
  const [first, second] = objectives;
  if (first === undefined || second === undefined) return [];
  const losses = points.map(
    (point) => [asLoss(point.objectives[0]!, first), asLoss(point.objectives[1]!, second)] as const,
  );
  const order = losses
    .flatMap(([a, b], i) => (Number.isFinite(a) && Number.isFinite(b) ? [i] : []))
    .sort((i, j) => losses[i]![0] - losses[j]![0] || losses[i]![1] - losses[j]![1] || i - j);
  const front: number[] = [];
  for (const i of order) {
    const last = front.at(-1);
    const isEqual =
      last !== undefined && losses[last]![0] === losses[i]![0] && losses[last]![1] === losses[i]![1];
    if (last === undefined || losses[i]![1] < losses[last]![1] || isEqual) front.push(i);
  }
  return front;
}
