/** Cohorts of runs on one device: tables by size, ours and beside peers. */
import {
  OWN_SIDE,
  peakGigaflops,
  type CohortReport,
  type CohortResult,
  type CohortRow,
} from '@ranksweep/bench';
import { countOf } from '@ranksweep/text';
import { renderTable } from './table.ts';

export function cohortTables({ device, engine, peak, cohorts, peers }: CohortReport): string {
  const driver = device.driver === undefined ? '' : `, ${device.driver}`;
  const emulated = device.isEmulated ? ', which the processor plays' : '';
  const most = peak && peakGigaflops(peak);
  return [
    `${device.name} (${device.id}${driver})${emulated}, engine ${engine}`,
    ...(peak === undefined ? [] : [peakText(peak)]),
    ...cohorts.flatMap((result) => [
      ownTable(result, most),
      ...(peers === undefined ? [] : [peersTable(result)]),
      ...failures(result),
    ]),
    ...(peers?.missing ?? []).map(({ name, install }) => `not found: ${name} (${install})`),
    ...(cohorts.length === 0 ? [] : [legend(peers !== undefined)]),
  ].join('\n\n');
}

function peakText({
  listedGigaflops,
  productGigaflops,
  productRuns,
}: NonNullable<CohortReport['peak']>): string {
  const products = `products of 512x1024 by 1024x512 matrices${productRuns > 1 ? ` of ${productRuns} runs together` : ''}`;
  const reached = gigaflops(productGigaflops);
  return listedGigaflops === undefined
    ? `float32 peak: ${reached}, as the engine's own ${products} reach; the device is not among those whose peak is known`
    : `float32 peak: ${gigaflops(listedGigaflops)} by the vendor's data; the engine's own ${products} reach ${reached}, ${percent(productGigaflops / listedGigaflops)} of it`;
}

function ownTable({ name, title, flopsPerIteration, rows }: CohortResult, peak: number | undefined): string {
  const own = rows.flatMap(({ side, cohort, measured }) =>
    side === OWN_SIDE && measured !== undefined ? [{ cohort, measured }] : [],
  );
  const head = [
    'runs',
    'ms/iteration',
    'run-iterations/s',
    'GFLOP/s',
    'of the peak',
    'losses differ by',
    'bits',
  ];
  const table = own.map(({ cohort, measured }) => [
    cohort,
    Number(measured.msPerIteration.toPrecision(3)),
    compact(measured.runIterationsPerSecond),
    compact(measured.gigaflops),
    peak === undefined ? '' : percent(measured.gigaflops / peak),
    measured.lossDifference.toExponential(0),
    measured.hasBitsOfOneAlone ? 'as alone' : 'differ',
  ]);
  const mega = (flopsPerIteration / 1e6).toPrecision(3);
  return `${name}: ${title}, ${mega} MFLOP an iteration\n${own.length === 0 ? 'nothing was measured' : renderTable(head, table)}`;
}

/** Run-iterations a second of all sides, and how many times as fast ours is. */
function peersTable({ name, rows }: CohortResult): string {
  const sides = [...new Set(rows.map(({ side }) => side))];
  const speed = (of: string, cohort: number): number | undefined =>
    rows.find((row) => row.side === of && row.cohort === cohort)?.measured?.runIterationsPerSecond;
  const sizes = [...new Set(rows.map(({ cohort }) => cohort))].toSorted((a, b) => a - b);
  const table = sizes.map((cohort) => {
    const own = speed(OWN_SIDE, cohort);
    return [
      cohort,
      ...sides.map((side) => {
        const found = speed(side, cohort);
        if (found === undefined) return '';
        return side === OWN_SIDE || own === undefined
          ? compact(found)
          : `${compact(found)}, ${(own / found).toPrecision(2)}x`;
      }),
    ];
  });
  return `${name}: run-iterations/s, and how many times as fast ranksweep is\n${renderTable(['runs', ...sides], table)}`;
}

function failures({ rows }: CohortResult): string[] {
  const failed = rows.flatMap(({ side, cohort, failed: reason }: CohortRow) =>
    reason === undefined ? [] : [`not measured: ${side}, ${countOf(cohort, 'run')}: ${reason}`],
  );
  return failed.length === 0 ? [] : [failed.join('\n')];
}

const legend = (hasPeers: boolean): string =>
  [
    'GFLOP/s:          by the count of the plan, of all runs together',
    'losses differ by: relative to those of single runs on a CPU, after ten updates, at most',
    'bits:             whether a run in the cohort has those that it has alone',
    ...(hasPeers
      ? ['torch, jax:       what each way is: packages/bench/peers/README.md; float32 throughout, no TF32']
      : []),
  ].join('\n');

const compact = (value: number): string =>
  new Intl.NumberFormat('en', { notation: 'compact', maximumSignificantDigits: 3 }).format(value);

const gigaflops = (value: number): string =>
  value < 1000 ? `${value.toPrecision(3)} GFLOP/s` : `${(value / 1000).toPrecision(3)} TFLOP/s`;

const percent = (share: number): string =>
  `${share < 0.1 ? (100 * share).toPrecision(2) : Math.round(100 * share)} %`;
