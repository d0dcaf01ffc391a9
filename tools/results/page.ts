/** docs/RESULTS.md, put together from what a database has at preset `paper`. */
import { formatDuration } from '@ranksweep/text';
import { hint, InputError } from '@ranksweep/core';
import { PUBLISHED_PRECISION, type Expectation, type PublishedTrajectory } from '@ranksweep/experiments';
import type { ReadOnlyStore } from '@ranksweep/store';
import { format } from 'prettier';
import { busyMs } from './busyTime.ts';
import { imageSections, isOfImages, type ImageContent } from './images/imageSections.ts';
import { measuredRuns, type MeasuredRun } from './measuredRuns.ts';
import { isOfNetworks, networkSections } from './networks/networkSections.ts';
import { isOfRecovery, recoverySections } from './recovery/recoverySection.ts';
import { PAPER_PRESET, paperSweeps, type PaperSweep } from './paperSweeps.ts';
import { checkRemarks } from './remarks.ts';
import { sweepSection } from './sweepSection.ts';
import { expectationTable } from './verdicts/expectationTable.ts';
import { reasons } from './verdicts/reasons.ts';
import { comparedPlots, verdictSection, type ComparedPlot } from './verdicts/verdictSection.ts';
import { count, endings, table } from './words.ts';

export interface PageContent extends ImageContent {
  readonly published: readonly PublishedTrajectory[];
  readonly expectations: readonly Expectation[];
}

/** @throws InputError for a database without such a sweep, and for a remark on what does not exist */
export async function resultsPage(store: ReadOnlyStore, content: PageContent): Promise<string> {
  const { definitions, published, remarks } = content;
  checkRemarks(remarks, definitions, PAPER_PRESET);
  const sweeps = paperSweeps(
    store,
    definitions.filter(({ name }) => !isOfImages(name) && !isOfNetworks(name) && !isOfRecovery(name)),
  );
  if (sweeps.length === 0) {
    throw new InputError(
      `${store.path}: expected a sweep of a built-in definition at preset ${PAPER_PRESET}, found none; run npm run paper`,
    );
  }
  const sections: string[] = [];
  const plots: ComparedPlot[] = [];
  const runs = new Map<number, MeasuredRun>();
  for (const sweep of sweeps) {
    const measured = measuredRuns(store, sweep.sweep.id);
    for (const run of measured) runs.set(run.runId, run);
    const ofDefinition = published.filter(({ definition }) => definition === sweep.definition.name);
    plots.push(...comparedPlots(ofDefinition, sweep.spec, measured));
    sections.push(...(await definitionSection(store, content, sweep, measured)));
  }
  const verdicts = verdictSection(plots, reasons);
  const making = [HOW_IT_WAS_MADE, HOW_TO_READ, provenanceTable([...runs.values()])];
  const others = [
    ...recoverySections(store, content),
    ...(await imageSections(store, content)),
    ...(await networkSections(store, content)),
  ];
  return pageOf([...verdicts, ...making, ...sections, ...others.flat()]);
}

/**
 * The sections of some definitions alone.
 * @returns paragraphs of Markdown for each
 * @throws InputError for one without a sweep at this preset, and for a remark on what does not exist
 */
export async function chosenSections(
  store: ReadOnlyStore,
  content: PageContent,
  names: readonly string[],
): Promise<string[][]> {
  const { definitions, remarks } = content;
  checkRemarks(remarks, definitions, PAPER_PRESET);
  const sweeps = paperSweeps(store, definitions);
  const sections: string[][] = [];
  for (const name of names) {
    const recovery = isOfRecovery(name) ? recoverySections(store, content) : [];
    if (recovery.length > 0) {
      sections.push(...recovery);
      continue;
    }
    const sweep = sweeps.find(({ definition }) => definition.name === name);
    if (sweep === undefined) {
      const known = sweeps.map(({ definition }) => definition.name);
      throw new InputError(
        `${store.path}: expected a sweep at preset ${PAPER_PRESET}, found '${name}'${hint(name, known, 'it has')}`,
      );
    }
    sections.push(await definitionSection(store, content, sweep, measuredRuns(store, sweep.sweep.id)));
  }
  return sections;
}

async function definitionSection(
  store: ReadOnlyStore,
  { published, remarks, expectations, draw }: PageContent,
  sweep: PaperSweep,
  runs: readonly MeasuredRun[],
): Promise<string[]> {
  const { name, figure } = sweep.definition;
  const own = <Row extends { readonly definition: string }>(rows: readonly Row[]): Row[] =>
    rows.filter(({ definition }) => definition === name);
  const tables = Object.keys(sweep.spec.parts).flatMap((part) => {
    const expected = own(expectations).filter((one) => one.part === part);
    const ofPart = runs.filter((run) => run.part === part);
    const text = expectationTable(store, expected, ofPart);
    return text === undefined ? [] : [[part, text] as const];
  });
  return sweepSection({
    ...sweep,
    runs,
    published: own(published),
    remarks: own(remarks),
    expectations: new Map(tables),
    figure: figure === undefined ? undefined : await draw({ name, sweep: sweep.sweep, figure }),
  });
}

/** @param body paragraphs of Markdown */
const pageOf = (body: readonly string[]): Promise<string> =>
  format([TITLE, INTRODUCTION, tableOfContents(body), ...body].join('\n\n'), { parser: 'markdown' });

/**
 * The page with other sections: each takes the place of the one with its heading, or comes last.
 * @param sections paragraphs of Markdown, the first of which is a heading `## NAME`
 */
export function withSections(page: string, sections: readonly (readonly string[])[]): Promise<string> {
  const [, ...kept] = page.split(/^(?=## )/m);
  const written = new Map(kept.map((text) => [headingOf(text), text.trim().split('\n\n')] as const));
  for (const section of sections) written.set(headingOf(section[0]!), [...section]);
  return pageOf([...written.values()].flat());
}

const headingOf = (section: string): string => /^## (.+)$/m.exec(section)![1]!;

/** A link to every section, with the first sentence that follows its heading. */
function tableOfContents(paragraphs: readonly string[]): string {
  const entries = paragraphs.flatMap((paragraph, place) => {
    const [, title] = /^## (.+)$/.exec(paragraph) ?? [];
    if (title === undefined) return [];
    const [sentence] = /^.*?\.(?= [A-Z(]|$)/s.exec(paragraphs[place + 1]!.trim()) ?? [''];
    return `- [${title}](#${title.toLowerCase().replaceAll(' ', '-')})${sentence === '' ? '' : `: ${sentence}`}`;
  });
  return entries.join('\n');
}

const TITLE = '# Results';

const INTRODUCTION = `
What the built-in sweeps give at preset \`${PAPER_PRESET}\`, beside what the papers publish.`;

const HOW_IT_WAS_MADE = '## How this page was made';

const HOW_TO_READ = `
\`npm run paper\` made the database, \`npm run results\` this page and its figures. Remarks between the tables, and why numbers differ, are
written by people, in \`tools/results/remarks.ts\` and \`tools/results/verdicts/reasons.ts\`.

Published values were read off plots of one run each, to about ${PUBLISHED_PRECISION * 100} %. The seeds of those runs are not known, and so
neither are their targets, observed entries and initializations. Values here are medians over the runs, with the smallest and the largest in
brackets. "2 of 3" behind them says how many runs had such a value.

- A _half-rise_ is the iteration at which a value passes half of its final one.
- _Components_ are counted among the values recorded, at most \`record.top\`: those that end above 5 % of the largest.
- The _error_ is the reconstruction error, ||W_e - W\\*||_F / ||W\\*||_F.
- A _plateau_ is a stretch of at least a tenth of the iterations so far in which the error changes by less than 2 %. Plateaus
  are listed for every run, with a semicolon between two runs.
- What is _expected_ of experiments of ours is _met_ where every run meets it.
- _Exponents_ of growth are gathered over the runs and over the components that rose, those with an error below 0.1.
  [METRICS.md](METRICS.md) says how they are measured.`;

function provenanceTable(runs: readonly MeasuredRun[]): string {
  const attempts = runs.flatMap((run) => run.attempts);
  const distinct = (values: readonly (string | null)[]): string =>
    [...new Set(values.filter((value) => value !== null))].join('; ');
  const versions = attempts.map((attempt) =>
    Object.entries(attempt.versions ?? {})
      .map(([name, version]) => `${name} ${version}`)
      .join(', '),
  );
  return table(
    ['', ''],
    [
      ['processor', distinct(attempts.map(({ device }) => device))],
      ['versions', distinct(versions)],
      ['commit', distinct(attempts.map(({ gitSha }) => gitSha?.slice(0, 10) ?? null))],
      ['runs', `${count(runs.length)}: ${endings(runs)}`],
      [
        'computing',
        `${formatDuration(runs.reduce((sum, { wallMs }) => sum + wallMs, 0))}, summed over the runs`,
      ],
      ['elapsed', `${formatDuration(busyMs(attempts))} in which runs were computed`],
    ],
  );
}
