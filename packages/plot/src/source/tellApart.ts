/** How a figure's legends share colours and dashes where axes without a name, or several sweeps, need to be told apart. */
import { isCurvePanel, isFinalPanel } from '../figure.ts';
import type { CurvePanel, Figure, FigurePanel, FinalPanel } from '../figure.ts';

/** What colour and dash say of a line. */
export interface Told {
  readonly rank?: number;
  readonly group?: string;
  readonly variant?: string;
}

/** Equal for lines of one colour and dash but for their ranks; undefined for those that have neither. */
export const lookOf = ({ group, variant }: Told): string | undefined =>
  variant === undefined ? group : [group, variant].filter((word) => word !== undefined).join(', ');

/** The lines of a panel of curves or of final values. */
export const linesOf = (panel: CurvePanel | FinalPanel): readonly Told[] =>
  isFinalPanel(panel) ? panel.lines : panel.curves;

export const panelsOfLines = ({ panels }: Figure): (CurvePanel | FinalPanel)[] =>
  panels.filter((panel) => isCurvePanel(panel) || isFinalPanel(panel));

const WITHOUT_THEORY = 'Here, dashes tell measured curves apart, and theory is not drawn.';

/**
 * Variants have the dashes, so curves of theory, which are dashed too, are left out beside them. Where nothing but ranks has a
 * colour, variants become groups, with colours of their own where ranks leave them.
 */
export function toldApart(figure: Figure): Figure {
  const lines = panelsOfLines(figure).flatMap(linesOf);
  if (!lines.some(({ variant }) => variant !== undefined)) return figure;
  const isColorFree = !lines.some(({ group }) => group !== undefined);
  const hasTheory = figure.panels.some(
    (panel) => isCurvePanel(panel) && (panel.theory?.curves.length ?? 0) > 0,
  );
  const told = (panel: FigurePanel): FigurePanel => {
    if (isFinalPanel(panel)) {
      return isColorFree ? withTitle({ ...panel, lines: panel.lines.map(asGroup) }) : panel;
    }
    if (!isCurvePanel(panel)) return panel;
    const { theory: _, ...measured } = panel;
    return isColorFree ? withTitle({ ...measured, curves: measured.curves.map(asGroup) }) : measured;
  };
  return {
    ...figure,
    caption: hasTheory ? `${figure.caption} ${WITHOUT_THEORY}`.trim() : figure.caption,
    panels: figure.panels.map(told),
  };
}

function asGroup<Line extends Told>(line: Line): Line {
  const { variant, ...rest } = line;
  return variant === undefined ? line : ({ ...rest, group: variant } as Line);
}

function withTitle<Panel extends CurvePanel | FinalPanel>(panel: Panel): Panel {
  const { variantTitle } = panel;
  return variantTitle === undefined ? panel : { ...panel, groupTitle: variantTitle };
}
