/** What a sweep is and how it ended. What went wrong comes first. */
import { countOf } from '@ranksweep/text';
import { html, type Html } from '../html.ts';
import { factList } from './facts.ts';
import type { SweepReport, Trouble } from '../report.ts';

/** Runs that are named of those with one trouble. */
const MOST_NAMED = 12;
const MOST_TROUBLES = 20;

/** @param linkTo where a run is described, if it is */
export function summarySection(sweep: SweepReport, linkTo: (runId: number) => string | undefined): Html {
  const { counts, troubles } = sweep;
  const all = Object.values(counts).reduce((sum, count) => sum + count, 0);
  const some = Object.entries(counts).filter(([, count]) => count > 0);
  const text = some.map(([status, count]) => `${count} ${status}`).join(', ');
  return html`${troubles.length === 0 ? undefined : troubleBox(troubles, linkTo)}
  ${factList([
    ['Runs', all === 0 ? 'none' : `${countOf(all, 'run')}: ${text}`],
    ...sweep.searches.map(({ part, result }) => [`Best of ${part}`, result] as const),
    ...sweep.boundaries.map(
      ({ part, lines, confidence, runs }) =>
        [
          `Boundary of ${part}`,
          `${countOf(lines.total, 'interval')} of ${confidence} confidence, from ${countOf(runs, 'run')}`,
        ] as const,
    ),
    ['Preset', sweep.preset],
    ['Status', sweep.status],
    ['First asked for', time(sweep.createdAt)],
    ['Ended last', sweep.finishedAt === null ? 'not yet' : time(sweep.finishedAt)],
    ...(sweep.tags.length === 0 ? [] : [['Tags', sweep.tags.join(', ')] as const]),
  ])}`;
}

export const time = (iso: string): Html =>
  html`<time datetime="${iso}">${iso.replace('T', ' ').replace(/(\.\d+)?Z$/, ' UTC')}</time>`;

function troubleBox(troubles: readonly Trouble[], linkTo: (runId: number) => string | undefined): Html {
  const more = troubles.length - MOST_TROUBLES;
  return html`<div class="trouble" role="note" aria-label="What to know first">
    <ul>
      ${troubles.slice(0, MOST_TROUBLES).map((trouble) => html`<li>${troubleText(trouble, linkTo)}</li>`)}
      ${more > 0 ? html`<li>and ${more} other troubles, which the table of runs has</li>` : undefined}
    </ul>
  </div>`;
}

function troubleText({ what, why, runIds }: Trouble, linkTo: (runId: number) => string | undefined): Html {
  const named = runIds.slice(0, MOST_NAMED).map((runId, i) => {
    const to = linkTo(runId);
    return html`${i === 0 ? '' : ', '}${to === undefined ? runId : html`<a href="${to}">${runId}</a>`}`;
  });
  const more = runIds.length - MOST_NAMED;
  return html`<strong>${countOf(runIds.length, 'run')} ${what}</strong>
    (${runIds.length === 1 ? 'run' : 'runs'}
    ${named}${more > 0 ? ` and ${more} more` : ''})${why === '' ? '' : ': '}${why}`;
}
