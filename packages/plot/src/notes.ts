/** What a caption must add to be understood: what bold, thin, dashed, pale and grey mean in this figure. */
import { drawsBand } from './curveLayers.ts';
import { extentOf, firstSeed } from './extent.ts';
import { isCurvePanel, isHeatmap } from './figure.ts';
import type { CurvePanel, Figure, HeatmapPanel } from './figure.ts';

export function captionNotes(figure: Figure): string[] {
  const panels = figure.panels.filter(isCurvePanel).filter((panel) => panel.curves.length > 0);
  return [
    ...seedNotes(panels),
    ...theoryNotes(panels),
    ...(panels.some((panel) => extentOf(panel).cut) ? ['Some curves go on beyond their panel.'] : []),
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
  const notes: string[] = [];
  if (panels.some((panel) => isSeveral(panel) && !drawsBand(panel))) {
    const inLines = panels.filter((panel) => !drawsBand(panel));
    notes.push(`Bold: ${seedInWords(inLines)}; thin: the other seeds.`);
  }
  if (panels.some(drawsBand)) {
    notes.push(
      'Bands: smallest to largest over the seeds, with their median; a run that has ended keeps its last value.',
    );
  }
  return notes;
}

function theoryNotes(panels: readonly CurvePanel[]): string[] {
  const drawn = panels.filter((panel) => (panel.theory?.curves ?? []).length > 0);
  if (drawn.length === 0) return [];
  const titles = [...new Set(drawn.map((panel) => panel.theory!.title))].join(', ');
  const ofOneSeed = drawn.filter(
    (panel) => !drawsBand(panel) && panel.curves.some((curve) => curve.seed !== firstSeed(panel)),
  );
  const orMedian = ofOneSeed.length < drawn.length ? ', or the median' : '';
  const note = ofOneSeed.length > 0 ? ` (${seedInWords(ofOneSeed)}${orMedian})` : '';
  return [`Dashed: ${titles}${note}.`];
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
