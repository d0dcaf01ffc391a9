/** Where an outcome flips along an axis: the intervals that were found, as a table and as a figure. */
import { html, type Html } from '../html.ts';
import type { BoundaryReport } from '../report.ts';
import { figureSection } from './figure.ts';
import { tableSection } from './table.ts';

/** @param id unique in the page */
export async function boundarySection(
  { part, outcome, confidence, lines, figure }: BoundaryReport,
  id: string,
): Promise<Html> {
  const table = tableSection(lines, {
    id,
    caption: `Boundary of ${part}, in intervals of ${confidence} confidence`,
    noun: 'line',
    example: 'runs<10',
  });
  return html`<p>${outcome}. Each interval has that value with ${confidence} confidence.</p>
    ${table} ${figure === undefined ? undefined : await figureSection(figure, id)}`;
}
