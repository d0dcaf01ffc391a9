/** The page: one HTML file that needs nothing beside it. */
import { contentSecurityPolicy, readAssets, scriptElements, styleElement } from './assets.ts';
import { html, type Html } from './html.ts';
import type { Report, SweepReport } from './report.ts';
import { boundarySection } from './sections/boundary.ts';
import { figureSection } from './sections/figure.ts';
import { configurationSection, reproduceSection } from './sections/reproduce.ts';
import { searchSection } from './sections/search.ts';
import { summarySection, time } from './sections/summary.ts';
import { tableSection } from './sections/table.ts';
import { theorySection } from './sections/theory.ts';

interface Section {
  readonly id: string;
  readonly title: string;
  readonly content: Html;
}

export async function reportPage(report: Report): Promise<string> {
  const assets = readAssets();
  const { title, writtenAt, program, sweeps } = report;
  const sections: { sweep: SweepReport; inner: readonly Section[] }[] = [];
  for (const sweep of sweeps) sections.push({ sweep, inner: await sectionsOf(sweep) });
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${contentSecurityPolicy(assets)}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="generator" content="${program}" />
        <title>${title}</title>
        ${styleElement(assets)}
      </head>
      <body>
        <a class="skip" href="#content">Skip to the content</a>
        <header>
          <h1>${title}</h1>
          <p>
            Written by ${program}, ${time(writtenAt)}. All numbers are from its database, as they were then.
          </p>
        </header>
        <nav aria-label="Contents">
          <ul>
            ${sections.map(({ sweep, inner }) => contents(sweep, inner))}
          </ul>
        </nav>
        <main id="content" tabindex="-1">
          ${sections.map(({ sweep, inner }) => sweepSection(sweep, inner))}
        </main>
        <footer>
          <p>
            ranksweep keeps sweeps of gradient-descent trajectories in one SQLite file. This page needs no
            network and sends nothing.
          </p>
        </footer>
        ${scriptElements(assets)}
      </body>
    </html> `;
  return page.markup;
}

const sweepTitle = ({ id, name }: SweepReport): string => `${name} (sweep ${id})`;

const contents = (sweep: SweepReport, inner: readonly Section[]): Html =>
  html`<li>
    <a href="#sweep-${sweep.id}">${sweepTitle(sweep)}</a>
    <ul>
      ${inner.map(({ id, title }) => html`<li><a href="#${id}">${title}</a></li>`)}
    </ul>
  </li>`;

const sweepSection = (sweep: SweepReport, inner: readonly Section[]): Html =>
  html`<section id="sweep-${sweep.id}" aria-labelledby="sweep-${sweep.id}-title">
    <h2 id="sweep-${sweep.id}-title">${sweepTitle(sweep)}</h2>
    ${inner.map(
      ({ id, title, content }) =>
        html`<section id="${id}" aria-labelledby="${id}-title">
          <h3 id="${id}-title">${title}</h3>
          ${content}
        </section> `,
    )}
  </section> `;

async function sectionsOf(sweep: SweepReport): Promise<Section[]> {
  const { id, searches, boundaries, figure, theory, runs, events, configurations, reproduction } = sweep;
  const at = (name: string): string => `sweep-${id}-${name}`;
  const runAnchor = (runId: unknown): string => at(`run-${Number(runId)}`);
  const listed = new Set(runs.rows.map(([runId]) => Number(runId)));
  const linkTo = (runId: number): string | undefined =>
    listed.has(runId) ? `#${runAnchor(runId)}` : undefined;
  return [
    { id: at('summary'), title: 'Summary', content: summarySection(sweep, linkTo) },
    ...(await Promise.all(
      searches.map(async (search, i) => ({
        id: at(`search-${i}`),
        title: `Search: ${search.part}`,
        content: await searchSection(search, at(`search-${i}`), linkTo),
      })),
    )),
    ...(await Promise.all(
      boundaries.map(async (boundary, i) => ({
        id: at(`boundary-${i}`),
        title: `Boundary: ${boundary.part}`,
        content: await boundarySection(boundary, at(`boundary-${i}`)),
      })),
    )),
    ...(figure === undefined
      ? []
      : [{ id: at('figure'), title: 'Figure', content: await figureSection(figure, at('figure')) }]),
    ...(theory.length === 0 ? [] : [{ id: at('theory'), title: 'Theory', content: theorySection(theory) }]),
    {
      id: at('runs'),
      title: 'Runs',
      content: tableSection(runs, {
        id: at('runs'),
        caption: `Runs of sweep ${id}`,
        noun: 'run',
        anchor: ([runId]) => runAnchor(runId),
      }),
    },
    {
      id: at('events'),
      title: 'Events',
      content: tableSection(events, {
        id: at('events'),
        caption: `Events of sweep ${id}`,
        noun: 'event',
        link: (column, value) => (column === 'run' ? linkTo(Number(value)) : undefined),
      }),
    },
    { id: at('configurations'), title: 'Configurations', content: configurationSection(configurations) },
    { id: at('reproduce'), title: 'How to reproduce it', content: reproduceSection(reproduction) },
  ];
}
