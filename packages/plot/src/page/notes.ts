/** What a caption must add to be understood: what bold, thin, dashed, pale and grey mean in this figure. */
import { leadersOf } from '../layers/endLabelLayers.ts';
import { analysisNotes } from './analysisNotes.ts';
import { isAnalysis, isFinalPanel, isHeatmap } from '../figure.ts';
import { finalNotes } from './finalNotes.ts';
import type { CurvePanel, Figure, HeatmapPanel } from '../figure.ts';
import { bandKind } from '../drawn/band.ts';
import { hasSeveralSeeds, type PanelLines } from '../drawn/panelLines.ts';
import { runsInWords } from '../source/summarizedOver.ts';
import { runNotes } from './runNotes.ts';
import type { Shared } from '../shared/shared.ts';

export function captionNotes(figure: Figure, { extents, lines, seeds }: Shared): string[] {
  const drawn = [...lines];
  const isSome = (is: (found: PanelLines) => boolean): boolean => drawn.some(([, found]) => is(found));
  const inBands = drawn.filter(([panel]) => bandKind(panel) !== undefined);
  const inLines = drawn.filter(([panel]) => bandKind(panel) === undefined && hasSeveralSeeds(panel));
  return [
    ...lineNotes(inLines, seeds),
    ...bandNotes(inBands),
    ...theoryNotes({
      endsRisen: isSome((found) => found.endsRisen),
      leavesRange: isSome((found) => found.leavesRange),
    }),
    ...(drawn.some((one) => endsEarly(one, extents)) ? ['Dotted: from the end of a run to its label.'] : []),
    ...([...extents.values()].some(({ cut }) => cut) ? ['Some curves go on beyond their panel.'] : []),
    ...runNotes(figure, lines),
    ...finalNotes(figure.panels.filter(isFinalPanel)),
    ...heatmapNotes(figure.panels.filter(isHeatmap)),
    ...analysisNotes(figure.panels.filter(isAnalysis)),
    ...(figure.unrecorded === undefined
      ? []
      : [`Left out: ${figure.unrecorded.join(', ')}, which no run records.`]),
  ];
}

type Drawn = readonly [CurvePanel, PanelLines];

/** Of more panels than these the seeds are not listed. */
const MOST_SEEDS_LISTED = 4;

function lineNotes(drawn: readonly Drawn[], seeds: Shared['seeds']): string[] {
  if (drawn.length === 0) return [];
  const bold = drawn.map(([panel]) => [...seeds.get(panel)!.values()]);
  const [seed, ...others] = new Set(bold.flat());
  const theory = hasTheory(drawn) ? ', dashed its theory' : '';
  if (others.length === 0) {
    return [`Bold: seed ${seed}, of all seeds the closest to their median${theory}; thin: the other seeds.`];
  }
  const isListed = bold.length <= MOST_SEEDS_LISTED && bold.every(({ length }) => length === 1);
  const which = isListed ? ` (${bold.flat().join(', ')})` : '';
  const where = bold.some(({ length }) => length > 1) ? 'panel and colour' : 'panel';
  return [
    `Bold: in every ${where} the seed that is closest to the median of all seeds${which}${theory}; thin: the other seeds.`,
  ];
}

/** Panels that summarize alike are told of together. */
function bandNotes(drawn: readonly Drawn[]): string[] {
  const alike = Map.groupBy(drawn, ([panel]) => JSON.stringify([bandKind(panel), panel.over]));
  const notes = Array.from(alike.values(), bandNote);
  const isLost = drawn.some(([, { bands }]) => bands.some(({ lost }) => lost > 0));
  return [...notes, ...(isLost ? ['The means leave out runs that diverged.'] : [])];
}

function bandNote(drawn: readonly Drawn[]): string {
  const [panel] = drawn[0]!;
  const theory = hasTheory(drawn) ? ', dashed that of their theory' : '';
  const ended = 'a run that has ended keeps its last value';
  const told = (over: readonly string[] = []): string =>
    runsInWords(
      drawn.flatMap(([, { bands }]) => bands.map(({ runs }) => runs)),
      over,
    );
  if (bandKind(panel) === 'deviation') {
    return `Bands: one population standard deviation to either side of the mean over ${told(panel.over)}${theory}; ${ended}.`;
  }
  const runs = panel.over === undefined ? 'the seeds' : told(panel.over);
  const reach = bandKind(panel) === 'quartiles' ? 'the middle half of' : 'smallest to largest over';
  return `Bands: ${reach} ${runs}, with their median${theory}; ${ended}.`;
}

const hasTheory = (drawn: readonly Drawn[]): boolean => drawn.some(([, { dashed }]) => dashed.length > 0);

function theoryNotes({ endsRisen, leavesRange }: Pick<PanelLines, 'endsRisen' | 'leavesRange'>): string[] {
  const risen = 'where their curve has risen';
  const range = 'where theory leaves the range of what was measured';
  if (endsRisen && leavesRange) return [`Dashed lines end ${risen}, or ${range}.`];
  return endsRisen ? [`Dashed lines end ${risen}.`] : leavesRange ? [`Dashed lines end ${range}.`] : [];
}

const endsEarly = ([panel, { bold }]: Drawn, extents: Shared['extents']): boolean =>
  leadersOf(bold, extents.get(panel)!).length > 0;

function heatmapNotes(panels: readonly HeatmapPanel[]): string[] {
  const drawn = panels.filter((panel) => panel.cells.length > 0);
  const isMissing = ({ cells, xLabels, yLabels }: HeatmapPanel): boolean =>
    cells.length < xLabels.length * yLabels.length;
  return [
    ...(drawn.some((panel) => panel.cells.some((cell) => !Number.isFinite(cell.value)))
      ? ['Crossed out: no finite value, or no such event.']
      : []),
    ...(drawn.some(isMissing) ? ['White: no value.'] : []),
  ];
}
