/** From what `measure.sh` left to the tables of docs/SPEED.md. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  OWN_SIDE,
  peakGigaflops,
  type CohortReport,
  type CohortRow,
  type DevicePeak,
} from '@ranksweep/bench';

/** Stages whose output has cohorts, the most careful measurements first. */
const STAGES = ['mf', 'htf4', 'cp4', 'sizes', 'peers', 'check'];

/** @param folder the output of `measure.sh` */
export function speedRows(folder: string): string {
  const reports = STAGES.flatMap((stage) => reportOf(join(folder, `${stage}.json`)) ?? []);
  const [first] = reports;
  if (first === undefined) return `Nothing was measured: there is no result in ${folder}.\n`;
  const rows = rowsOf(reports);
  const names = [...new Set(rows.map(({ workload }) => workload))];
  return [
    deviceText(first),
    ...names.flatMap((name) => ownTable(name, reports, rows) ?? []),
    ...names.flatMap((name) => peersTable(name, rows) ?? []),
    failedText(rows),
  ]
    .filter((part) => part !== '')
    .join('\n\n')
    .concat('\n');
}

function reportOf(path: string): CohortReport | undefined {
  if (!existsSync(path)) return undefined;
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as CohortReport;
  } catch {
    return undefined; // The stage was ended before it printed its result.
  }
}

/** Of what was measured more than once, the first. */
function rowsOf(reports: readonly CohortReport[]): CohortRow[] {
  const all = reports.flatMap(({ cohorts }) => cohorts.flatMap(({ rows }) => rows));
  const best = new Map<string, CohortRow>();
  for (const row of all) {
    const key = `${row.workload} ${row.side} ${row.cohort}`;
    if (best.get(key)?.measured === undefined) best.set(key, row);
  }
  return [...best.values()].toSorted((a, b) => a.cohort - b.cohort);
}

function deviceText({ device, engine, peak }: CohortReport): string {
  const driver = device.driver === undefined ? '' : `, ${device.driver}`;
  const emulated = device.isEmulated ? ', which the processor plays' : '';
  return `${device.name}${driver}${emulated}, engine ${engine}.${peak === undefined ? '' : peakText(peak)}`;
}

function peakText({ productGigaflops, listedGigaflops }: DevicePeak): string {
  const products = ` The engine's own products of large matrices reach ${teraflops(productGigaflops)}.`;
  return listedGigaflops === undefined
    ? `${products} Shares are of that.`
    : `${products} Shares are of ${teraflops(listedGigaflops)}, the float32 peak that the vendor tells.`;
}

/** Undefined where nothing of it was measured. */
function ownTable(
  name: string,
  reports: readonly CohortReport[],
  rows: readonly CohortRow[],
): string | undefined {
  const { title } = reports.flatMap(({ cohorts }) => cohorts).find((result) => result.name === name)!;
  const peak = reports[0]!.peak && peakGigaflops(reports[0]!.peak);
  const lines = rows.flatMap(({ workload, side, cohort, measured }) =>
    workload === name && side === OWN_SIDE && measured !== undefined
      ? [
          [
            `${cohort}`,
            measured.msPerIteration.toPrecision(3),
            compact(measured.runIterationsPerSecond),
            compact(measured.gigaflops),
            peak === undefined ? '' : `${((100 * measured.gigaflops) / peak).toPrecision(2)} %`,
            measured.hasBitsOfOneAlone ? 'as alone' : 'differ',
            measured.lossDifference.toExponential(0),
          ],
        ]
      : [],
  );
  if (lines.length === 0) return undefined;
  const head = [
    `\`${name}\`: ${title}, runs`,
    'ms/iteration',
    'run-iterations/s',
    'GFLOP/s',
    'of the peak',
    'bits',
    'losses differ by',
  ];
  return markdownTable(head, lines);
}

/** Undefined where no peer was measured. */
function peersTable(name: string, rows: readonly CohortRow[]): string | undefined {
  const measured = rows.filter((row) => row.workload === name && row.measured !== undefined);
  const sides = [...new Set(measured.map(({ side }) => side))].filter((side) => side !== OWN_SIDE);
  if (sides.length === 0) return undefined;
  const speed = (of: string, cohort: number): number | undefined =>
    measured.find((row) => row.side === of && row.cohort === cohort)?.measured?.runIterationsPerSecond;
  const sizes = [...new Set(measured.filter(({ side }) => side !== OWN_SIDE).map(({ cohort }) => cohort))];
  const lines = sizes.map((cohort) => {
    const own = speed(OWN_SIDE, cohort);
    return [
      `${cohort}`,
      own === undefined ? '' : compact(own),
      ...sides.map((side) => {
        const found = speed(side, cohort);
        if (found === undefined) return '';
        return own === undefined ? compact(found) : `${compact(found)}, ${(own / found).toPrecision(2)}x`;
      }),
    ];
  });
  return markdownTable([`\`${name}\`, runs`, OWN_SIDE, ...sides], lines);
}

function failedText(rows: readonly CohortRow[]): string {
  return rows
    .filter(({ failed }) => failed !== undefined)
    .map(
      ({ workload, side, cohort, failed }) =>
        `- Not measured: \`${workload}\`, ${cohort} ${cohort === 1 ? 'run' : 'runs'}, ${side}: ${failed}`,
    )
    .join('\n');
}

/** As prettier would lay it out, but for the widths of columns. */
function markdownTable(head: readonly string[], lines: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...lines.map(line)].join('\n');
}

const compact = (value: number): string =>
  new Intl.NumberFormat('en', { notation: 'compact', maximumSignificantDigits: 3 }).format(value);

const teraflops = (gigaflops: number): string =>
  gigaflops < 1000 ? `${gigaflops.toPrecision(3)} GFLOP/s` : `${(gigaflops / 1000).toPrecision(3)} TFLOP/s`;
