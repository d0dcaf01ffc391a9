/** How a search came on: the best objective among the points up to each. */
import { asLoss, type AnalysedPoint, type AnalysisTable } from './table.ts';

/** Points that are better than all of lower numbers. */
export function improvementsOf({ points, objectives }: AnalysisTable): AnalysedPoint[] {
  const objective = objectives[0]!;
  let best = Infinity;
  return points.filter((point) => {
    const loss = asLoss(point.objectives[0]!, objective);
    if (!(loss < best)) return false;
    best = loss;
    return true;
  });
}

/** The points, the best first; those without a finite objective last. */
export function bestFirst({ points, objectives }: AnalysisTable): AnalysedPoint[] {
  const objective = objectives[0]!;
  const losses = new Map(points.map((point) => [point, asLoss(point.objectives[0]!, objective)]));
  return points.toSorted((a, b) => {
    const [one, other] = [losses.get(a)!, losses.get(b)!];
    return one < other ? -1 : one > other ? 1 : a.cell - b.cell;
  });
}
