/** What a caption must add to panels of final values to be understood. */
import type { FinalPanel, FinalPoint } from './figure.ts';

export function finalNotes(panels: readonly FinalPanel[]): string[] {
  const drawn = panels.filter((panel) => panel.refusal === undefined && panel.lines.length > 0);
  const pointsOf = ({ lines }: FinalPanel): FinalPoint[] => lines.flatMap((line) => line.points);
  const isLost = (panel: FinalPanel): boolean => pointsOf(panel).some(({ value }) => value === Infinity);
  const isBelow = (panel: FinalPanel): boolean =>
    panel.yScale === 'log' && pointsOf(panel).some(({ value }) => value <= 0);
  const isLeft = (panel: FinalPanel): boolean =>
    panel.xScale === 'log' && pointsOf(panel).some(({ x }) => x <= 0);
  return [
    ...new Set(drawn.flatMap((panel) => summaryNote(panel, pointsOf(panel)))),
    ...new Set(drawn.flatMap(leftOutNote)),
    ...(drawn.some(isLost) ? ['Crosses at the top: no finite value, or no such event.'] : []),
    ...(drawn.some(isBelow) || drawn.some(isLeft)
      ? ['Logarithmic axes leave out what is not positive.']
      : []),
  ];
}

function leftOutNote({ leftOut }: FinalPanel): string[] {
  if (leftOut === undefined) return [];
  const { values, of, mostError } = leftOut;
  return [`Left out: ${values} of ${of} values, with an error above ${mostError}.`];
}

function summaryNote({ seeds, hasErrors }: FinalPanel, points: readonly FinalPoint[]): string[] {
  if (seeds === 'points' || points.every(({ runs }) => runs === 1)) {
    return hasErrors ? ['Bars of single runs: the error of their value.'] : [];
  }
  const reach = seeds === 'range' ? 'smallest to largest over the seeds' : 'middle half of the seeds';
  return [`Points: median over the seeds; bars: ${reach}${hasErrors ? ', errors included' : ''}.`];
}
