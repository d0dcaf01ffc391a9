/** `ranksweep rank`: the CP rank of a tensor in a file. */
import {
  cpMethods,
  cpRank,
  defaultErrorBound,
  InputError,
  type CpRankResult,
  type ErrorBound,
  type RankFit,
} from '@ranksweep/core';
import { readNpy } from '@ranksweep/npy';
import { positiveNumber, wholeNumber } from '../optionValues.ts';
import { oneOf } from '../usageError.ts';
import { formatNumber } from '@ranksweep/text';
import { renderTable } from '../render/table.ts';

export interface RankOptions {
  readonly method: string;
  readonly tolerance?: string;
  readonly mse?: string;
  readonly maxRank?: string;
  readonly starts: string;
  readonly seed: string;
  readonly json?: boolean;
}

/** @throws InputError for bad usage, or a file that is no tensor of finite numbers */
export async function rank(file: string, options: RankOptions): Promise<void> {
  const method = oneOf('--method', options.method, cpMethods);
  const bound = boundOf(options);
  const maxRank = options.maxRank === undefined ? undefined : wholeNumber('--max-rank', options.maxRank, 0);
  const starts = wholeNumber('--starts', options.starts, 1);
  const seed = wholeNumber('--seed', options.seed, 0, 2 ** 48 - 1);
  const { shape, data } = await readNpy(file);
  const onFit = (fit: RankFit): void => console.error(progressLine(fit));
  const tensor = { dims: shape, values: data };
  const result = naming(file, () => cpRank(tensor, { method, bound, maxRank, starts, seed, onFit }));
  if (options.json) {
    const found = { ...result, rank: result.rank ?? null };
    console.log(JSON.stringify({ file, shape, method, bound, ...found }, undefined, 2));
  } else {
    console.log(renderResult(result));
  }
}

const progressLine = ({ rank: r, relativeError, starts }: RankFit): string =>
  `rank ${r}: relative error ${formatNumber(relativeError)} after ${starts} ${starts === 1 ? 'start' : 'starts'}`;

function renderResult(result: CpRankResult): string {
  if (result.fits.length === 0) return verdict(result);
  const rows = result.fits.map((fit) => [
    fit.rank,
    fit.relativeError,
    fit.sweeps,
    fit.starts,
    fit.converged ? 'yes' : 'no',
  ]);
  const head = ['rank', 'relative error', 'sweeps', 'starts', 'converged'];
  return `${renderTable(head, rows)}\n\n${verdict(result)}`;
}

function verdict({ rank: found, isCertain, isSupported, lowerBound, fits }: CpRankResult): string {
  if (found === undefined) {
    if (isCertain)
      return `No CP rank up to --max-rank: singular values prove it to be at least ${lowerBound}.`;
    return `No CP rank up to --max-rank was found; ${openQuestion(isSupported, fits.at(-1)!.rank)}`;
  }
  if (isCertain) return `CP rank ${found}`;
  return `CP rank ${found}, an upper bound: ${openQuestion(isSupported, found - 1)} Singular values prove at least ${lowerBound}.`;
}

const openQuestion = (isSupported: boolean, below: number): string =>
  isSupported
    ? `starts of rank ${below} agree that it is not enough, which is no proof.`
    : `fits of rank ${below} did not converge to one error. More --starts, or the other --method, may tell.`;

function boundOf({ tolerance, mse }: RankOptions): ErrorBound {
  if (tolerance !== undefined && mse !== undefined) {
    throw new InputError('rank: expected --tolerance or --mse, found both');
  }
  if (mse !== undefined) return { meanSquaredError: positiveNumber('--mse', mse) };
  return tolerance === undefined
    ? defaultErrorBound
    : { relativeError: positiveNumber('--tolerance', tolerance) };
}

/** Names the file in what is wrong with its tensor. */
function naming<Result>(file: string, work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    throw error instanceof InputError ? new InputError(`${file}: ${error.message}`) : error;
  }
}
