/** What the panels of a figure have in common, so that one legend holds for all. */
import { boldSeeds, type BoldSeeds } from '../drawn/boldSeeds.ts';
import { drawnLines } from '../drawn/drawnLines.ts';
import { extentsOf } from '../drawn/extent.ts';
import type { Extent } from '../drawn/extent.ts';
import { colouredIn } from './coloured.ts';
import { isCurvePanel, isFinalPanel } from '../figure.ts';
import type { CurvePanel, Figure, FinalPanel } from '../figure.ts';
import { heatScalesOf } from './heatScale.ts';
import type { HeatScale } from './heatScale.ts';
import { layoutOf, type PanelLayout } from './layout.ts';
import type { PanelLines } from '../drawn/panelLines.ts';
import { mostOf } from '../axes/range.ts';
import { linesOf, panelsOfLines } from '../source/tellApart.ts';

export interface Shared extends PanelLayout {
  /** Pixels. */
  readonly figureWidth: number;
  readonly ranks: readonly number[];
  readonly groups: readonly string[];
  readonly groupTitle: string;
  /** What dashes tell apart; empty where they mean something else. */
  readonly variants: readonly string[];
  readonly variantTitle: string;
  /** What dashed lines are where some panel draws a theory; dashes then mean nothing else in any panel. */
  readonly theoryTitle?: string;
  /** Of all panels of curves that have some. */
  readonly extents: ReadonlyMap<CurvePanel, Extent>;
  readonly seeds: ReadonlyMap<CurvePanel, BoldSeeds>;
  readonly lines: ReadonlyMap<CurvePanel, PanelLines>;
  /** By `heatKey`. */
  readonly heatScales: ReadonlyMap<string, HeatScale>;
}

export function sharedBy(figure: Figure, figureWidth: number): Shared {
  const panels = figure.panels.filter(isCurvePanel);
  const curves = panels.flatMap((panel) => [...panel.curves, ...(panel.theory?.curves ?? [])]);
  const ranks = mostOf([0, ...curves.map((curve) => curve.rank ?? 0)]);
  const withLines = panelsOfLines(figure);
  const told = withLines.flatMap(linesOf);
  const variants = distinct(told.map(({ variant }) => variant));
  const extents = extentsOf(panels.filter((panel) => panel.curves.length > 0));
  const layout = layoutOf(figure, extents, figureWidth);
  const seeds = boldSeeds(extents);
  const lines = drawnLines({ extents, seeds }, layout);
  return {
    ...layout,
    figureWidth,
    ranks: Array.from({ length: ranks }, (_, i) => i + 1),
    groups: distinct(told.map(({ group }) => group)),
    groupTitle: titleOf(withLines, 'groupTitle'),
    variants,
    variantTitle: titleOf(withLines, 'variantTitle'),
    ...(variants.length > 0
      ? {}
      : theoryTitleOf(
          panels.filter((panel) => lines.get(panel)?.dashed.length),
          figure.panels.filter(isFinalPanel),
        )),
    extents,
    seeds,
    lines,
    heatScales: heatScalesOf(figure.panels.flatMap(colouredIn)),
  };
}

/** The panels that have one have the same, see `titledLabels`. */
const titleOf = (panels: readonly (CurvePanel | FinalPanel)[], key: 'groupTitle' | 'variantTitle'): string =>
  panels.map((panel) => panel[key]).find(Boolean) ?? '';

const distinct = (words: readonly (string | undefined)[]): string[] => [
  ...new Set(words.filter((word) => word !== undefined)),
];

/** The theory's own title where all that is drawn has the same. */
function theoryTitleOf(
  panels: readonly CurvePanel[],
  finals: readonly FinalPanel[],
): Pick<Shared, 'theoryTitle'> {
  const hasTheory = finals.some(({ lines }) => lines.some(({ theory }) => theory.length > 0));
  const titles = new Set([
    ...panels.flatMap(({ theory }) => theory?.title ?? []),
    ...(hasTheory ? ['theory'] : []),
  ]);
  const [title, ...others] = titles;
  if (title === undefined) return {};
  return { theoryTitle: others.length === 0 ? title : 'theory' };
}
