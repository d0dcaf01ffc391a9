/** One legend names the colours of all panels, and one their dashes. A title over it holds only where it is every panel's. */
import { isCurvePanel, isFinalPanel } from '../figure.ts';
import type { CurvePanel, Figure, FinalPanel } from '../figure.ts';
import { linesOf, panelsOfLines, type Told } from '../source/tellApart.ts';

/** Where panels have different titles, each label says what it is a value of: `λ = 0.1` beside `weight decay`. */
export const titledLabels = (figure: Figure): Figure => labelled(labelled(figure, 'group'), 'variant');

function labelled(figure: Figure, key: 'group' | 'variant'): Figure {
  const title = `${key}Title` as const;
  const isTold = (panel: CurvePanel | FinalPanel): boolean =>
    linesOf(panel).some((line) => line[key] !== undefined);
  const titles = panelsOfLines(figure)
    .filter(isTold)
    .map((panel) => panel[title] ?? '');
  if (new Set(titles).size < 2) return figure;
  const asTold = <Panel extends CurvePanel | FinalPanel>({ [title]: words, ...panel }: Panel): Panel => {
    const withTitle = <Line extends Told>(line: Line): Line =>
      line[key] === undefined || !words ? line : { ...line, [key]: `${words} = ${line[key]}` };
    const told = panel as unknown as Panel;
    if (isFinalPanel(told)) return { ...told, lines: told.lines.map(withTitle) };
    const { curves, theory } = told as CurvePanel;
    return {
      ...told,
      curves: curves.map(withTitle),
      ...(theory && { theory: { ...theory, curves: theory.curves.map(withTitle) } }),
    };
  };
  return {
    ...figure,
    panels: figure.panels.map((panel) =>
      isCurvePanel(panel) || isFinalPanel(panel) ? asTold(panel) : panel,
    ),
  };
}
