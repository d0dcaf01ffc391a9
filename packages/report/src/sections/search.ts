/** A search: what it looks for and how far it is, its best trials, where they were compared, and the best so far. */
import { html, type Html } from '../html.ts';
import type { Rung, SearchReport } from '../report.ts';
import { factList } from './facts.ts';
import { figureSection } from './figure.ts';
import { tableSection, type TableView } from './table.ts';

/**
 * @param id unique in the page
 * @param linkTo where a run is described, if it is
 */
export async function searchSection(
  { part, facts, best, rungs, figure }: SearchReport,
  id: string,
  linkTo: (runId: number) => string | undefined,
): Promise<Html> {
  const view: TableView = {
    id,
    caption: `Best trials of ${part}`,
    noun: 'trial',
    first: 'best',
    example: 'trial<10',
    link: (column, value) => (column === 'runs' ? linkTo(Number(value)) : undefined),
  };
  return html`${factList(facts)}
  ${best.total === 0 ? html`<p>No trial has ended with a number.</p>` : tableSection(best, view)}
  ${rungs.length === 0 ? undefined : rungTable(rungs, part)}
  ${figure === undefined ? undefined : await figureSection(figure, id)}`;
}

const rungTable = (rungs: readonly Rung[], part: string): Html =>
  html`<p>Trials paused at rungs, iterations at which they were compared; some went no further.</p>
    <div class="scroll" role="region" tabindex="0" aria-label="Rungs of ${part}">
      <table>
        <caption>
          Rungs of ${part}
        </caption>
        <thead>
          <tr>
            <th scope="col" class="number">iteration</th>
            <th scope="col" class="number">trials that came</th>
            <th scope="col" class="number">pruned there</th>
          </tr>
        </thead>
        <tbody>
          ${rungs.map(
            ({ iteration, came, pruned }) =>
              html`<tr>
                <td class="number">${iteration}</td>
                <td class="number">${came}</td>
                <td class="number">${pruned}</td>
              </tr> `,
          )}
        </tbody>
      </table>
    </div>`;
