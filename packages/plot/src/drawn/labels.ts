/** Labels at the ends of ranked curves: they tell the ranks apart where colours cannot, as in black-and-white print. */

export interface CurveEnd {
  readonly rank: number;
  readonly iteration: number;
  readonly value: number;
}

export interface EndLabel {
  readonly value: number;
  /** One rank, or a range `6–10` of curves that end too close together for labels of their own. */
  readonly text: string;
}

/**
 * One label for every group of curves whose ends lie nearer than `separation` (in the unit of the values).
 *
 * Ends are merged, never moved: a label stands at the mean value of its curves.
 */
export function endLabels(ends: readonly CurveEnd[], separation: number): EndLabel[] {
  const groups: CurveEnd[][] = [];
  for (const end of [...ends].sort((a, b) => b.value - a.value || a.rank - b.rank)) {
    groups.push([end]);
    // A merged group's mean moves towards the group above, so that one may come too close in turn.
    while (groups.length > 1 && meanValue(groups.at(-2)!) - meanValue(groups.at(-1)!) < separation) {
      const below = groups.pop()!;
      groups.at(-1)!.push(...below);
    }
  }
  return groups.map((group) => ({
    value: meanValue(group),
    text: rankRange(group.map((end) => end.rank)),
  }));
}

function meanValue(ends: readonly CurveEnd[]): number {
  return ends.reduce((sum, end) => sum + end.value, 0) / ends.length;
}

function rankRange(ranks: readonly number[]): string {
  const [first, last] = [Math.min(...ranks), Math.max(...ranks)];
  return first === last ? `${first}` : `${first}–${last}`;
}
