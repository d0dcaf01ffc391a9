/** Input after input into one reader, until the time is up or one is not handled as it should be. */
import { Random } from './random.ts';
import type { Reader } from './reader.ts';

/** No input is large: what takes longer or more than this takes it without bound. */
const MOST_MS = 10_000;
const MOST_BYTES = 512 * 2 ** 20;
const LONGEST_MESSAGE = 20_000;

export interface Campaign {
  readonly inputs: number;
  readonly refused: number;
  readonly seconds: number;
  readonly slowestMs: number;
  /** Number of the input that took longest. */
  readonly slowest: number;
  readonly failure?: Failure;
}

export interface Failure {
  readonly input: Uint8Array;
  readonly index: number;
  readonly reason: string;
}

export interface CampaignOptions {
  readonly seed: number;
  readonly seconds: number;
  /** Default: as many as there is time for. */
  readonly most?: number;
  /** Number of the first input. Default: 0. */
  readonly from?: number;
  /** Told before every input. */
  readonly onInput?: (index: number) => void;
}

export const inputAt = (reader: Reader, seed: number, index: number): Uint8Array =>
  reader.make(new Random(seed, `${reader.name}/${index}`));

export async function campaign(
  reader: Reader,
  { seed, seconds, most = Infinity, from = 0, onInput }: CampaignOptions,
): Promise<Campaign> {
  const start = performance.now();
  let [index, refused, slowest, slowestMs] = [from, 0, from, 0];
  const summary = (): Campaign => ({
    inputs: index - from,
    refused,
    seconds: (performance.now() - start) / 1000,
    slowest,
    slowestMs,
  });
  for (; index - from < most && performance.now() - start < seconds * 1000; index++) {
    onInput?.(index);
    const input = inputAt(reader, seed, index);
    const outcome = await check(reader, input);
    if (outcome.ms > slowestMs) [slowest, slowestMs] = [index, outcome.ms];
    if (outcome.reason !== undefined)
      return { ...summary(), failure: { input, index, reason: outcome.reason } };
    if (outcome.isRefused) refused++;
  }
  return summary();
}

interface Outcome {
  readonly isRefused: boolean;
  readonly ms: number;
  /** Why the input was not handled as it should be. */
  readonly reason?: string;
}

/** Reads one input. */
export async function check(reader: Reader, input: Uint8Array): Promise<Outcome> {
  const peakBefore = peakBytes();
  const start = performance.now();
  let [isRefused, reason] = [false, undefined as string | undefined];
  try {
    await reader.read(input);
  } catch (error) {
    isRefused = true;
    reason = wrongRefusal(error, reader.refusal);
  }
  const ms = performance.now() - start;
  if (ms > MOST_MS) reason ??= `took ${Math.round(ms)} ms`;
  const grown = peakBytes() - peakBefore;
  if (grown > MOST_BYTES) reason ??= `took ${Math.round(grown / 2 ** 20)} MiB of memory`;
  return { isRefused, ms, ...(reason === undefined ? {} : { reason }) };
}

/** Of the process so far. */
const peakBytes = (): number => process.resourceUsage().maxRSS * 1024;

function wrongRefusal(error: unknown, expected: string): string | undefined {
  if (!(error instanceof Error) || error.name !== expected) {
    return `expected ${expected}, found ${error instanceof Error ? error.stack : String(error)}`;
  }
  const { message } = error;
  if (message.length > LONGEST_MESSAGE)
    return `a message of ${message.length} characters: ${message.slice(0, 300)}`;
  // Every message says what was expected, or names what is unknown; one of the engine's own ("Invalid array length") does neither.
  if (!/expected|unknown|not |no |missing|already|twice/.test(message))
    return `a message that tells nothing: ${message}`;
  return undefined;
}
