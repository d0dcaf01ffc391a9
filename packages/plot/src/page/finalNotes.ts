/** What a caption must add to panels of final values to be understood. */
import type { FinalPanel, FinalPoint } from '../figure.ts';
import { runsInWords } from '../source/summarizedOver.ts';

export function finalNotes(panels: readonly FinalPanel[]): string[] {
  const drawn = panels.filter((panel) => panel.refusal === undefined && panel.lines.length > 0);
  const isLeftOut = (panel: FinalPanel): boolean => pointsOf(panel).some(({ lost = 0 }) => lost > 0);
  const isLost = (panel: FinalPanel): boolean => pointsOf(panel).some(({ value }) => value === Infinity);
  const isBelow = (panel: FinalPanel): boolean =>
    panel.yScale === 'log' && pointsOf(panel).some(({ value }) => value <= 0);
  const isLeft = (panel: FinalPanel): boolean =>
    panel.xScale === 'log' && pointsOf(panel).some(({ x }) => x <= 0);
  return [
    ...summaryNotes(drawn),
    ...new Set(drawn.flatMap(leftOutNote)),
    ...(drawn.some(isLeftOut)
      ? ['Crosses at the top: runs that diverged or have no finite value; the means leave them out.']
      : []),
    ...(drawn.some(isLost) ? ['Crosses at the top: no finite value, or no such event.'] : []),
    ...(drawn.some(isBelow) || drawn.some(isLeft)
      ? ['Logarithmic axes leave out what is not positive.']
      : []),
  ];
}

const pointsOf = ({ lines }: FinalPanel): FinalPoint[] => lines.flatMap((line) => line.points);

function leftOutNote({ leftOut }: FinalPanel): string[] {
  if (leftOut === undefined) return [];
  const { values, of, mostError } = leftOut;
  return [`Left out: ${values} of ${of} values, with an error above ${mostError}.`];
}

/** Panels that summarize alike are told of together. */
function summaryNotes(panels: readonly FinalPanel[]): string[] {
  const alike = Map.groupBy(panels, ({ seeds, hasErrors, over }) => JSON.stringify([seeds, hasErrors, over]));
  return [...new Set([...alike.values()].flatMap(summaryNote))];
}

function summaryNote(panels: readonly FinalPanel[]): string[] {
  const { seeds, hasErrors, over } = panels[0]!;
  const counts = panels.flatMap(pointsOf).map(({ runs }) => runs);
  if (seeds === 'points' || counts.every((runs) => runs === 1)) {
    return hasErrors ? ['Bars of single runs: the error of their value.'] : [];
  }
  const errors = hasErrors ? ', errors included' : '';
  if (seeds === 'deviation') {
    const runs = runsInWords(counts, over ?? []);
    return [`Points: mean over ${runs}; bars: one population standard deviation to either side${errors}.`];
  }
  const runs = over === undefined ? 'the seeds' : runsInWords(counts, over);
  const those = over === undefined ? 'the seeds' : 'them';
  const reach = seeds === 'range' ? `smallest to largest over ${those}` : `middle half of ${those}`;
  return [`Points: median over ${runs}; bars: ${reach}${errors}.`];
}
