/** What a caption must add to be understood: what bold, thin, dashed, pale and grey mean in this figure. */
import { drawsBand } from './curveLayers.ts';
import { firstSeed, goesOn, type Extent } from './extent.ts';
import { isCurvePanel, isHeatmap } from './figure.ts';
import type { CurvePanel, Figure, HeatmapPanel } from './figure.ts';
import type { Shared } from './shared.ts';

export function captionNotes(figure: Figure, { extents, theoryTitle }: Shared): string[] {
  const panels = figure.panels.filter(isCurvePanel).filter((panel) => panel.curves.length > 0);
  const isTrue = (is: (extent: Extent) => boolean): boolean => [...extents.values()].some(is);
  return [
    ...seedNotes(panels),
    ...(theoryTitle === undefined ? [] : ['Dashed lines end where their curve has risen.']),
    ...(isTrue((extent) => extent.cut) ? ['Some curves go on beyond their panel.'] : []),
    ...(isTrue(goesOn) ? ['Axes end soon after most curves have come to rest.'] : []),
    ...heatmapNotes(figure.panels.filter(isHeatmap)),
  ];
}

const seedInWords = (panels: readonly CurvePanel[]): string => {
  const first = [...new Set(panels.map(firstSeed))];
  return first.length === 1 ? `seed ${first[0]}` : 'the first seed';
};

function seedNotes(panels: readonly CurvePanel[]): string[] {
  const isSeveral = (panel: CurvePanel): boolean =>
    panel.curves.some((curve) => curve.seed !== firstSeed(panel));
  const [inBands, inLines] = [panels.filter(drawsBand), panels.filter((panel) => !drawsBand(panel))];
  const theoryOf = (drawn: readonly CurvePanel[], whose: string): string =>
    drawn.some(({ theory }) => theory?.curves.length) ? `, dashed ${whose} theory` : '';
  const notes: string[] = [];
  if (inLines.some(isSeveral)) {
    notes.push(`Bold: ${seedInWords(inLines)}${theoryOf(inLines, 'its')}; thin: the other seeds.`);
  }
  if (inBands.length > 0) {
    const median = `with their median${theoryOf(inBands, 'that of their')}`;
    notes.push(
      `Bands: smallest to largest over the seeds, ${median}; a run that has ended keeps its last value.`,
    );
  }
  return notes;
}

function heatmapNotes(panels: readonly HeatmapPanel[]): string[] {
  const drawn = panels.filter((panel) => panel.cells.length > 0);
  const isMissing = ({ cells, xLabels, yLabels }: HeatmapPanel): boolean =>
    cells.length < xLabels.length * yLabels.length;
  return [
    ...(drawn.some((panel) => panel.cells.some((cell) => !Number.isFinite(cell.value)))
      ? ['Crossed out: no finite value, or no such event.']
      : []),
    ...(drawn.some(isMissing) ? ['White: no run has ended.'] : []),
  ];
}
