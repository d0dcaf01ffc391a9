/** What shares are taken of: the most that a device computes in float32. */
import { planFlops } from '@ranksweep/core';
import type { Rounds } from '../rounds.ts';
import { listedPeak } from './floatPeaks.ts';
import { iterationMs } from './measureSide.ts';
import { products } from './products.ts';
import { startCohorts, type OwnSide } from './startCohorts.ts';

export interface DevicePeak {
  /** Of the card by its name; undefined where it is not listed. */
  readonly listedGigaflops?: number;
  /** Of the engine's own products of large matrices, at the size of the cohort that is best for them. */
  readonly productGigaflops: number;
  readonly productRuns: number;
}

/** The listed peak where there is one. */
export const peakGigaflops = ({ listedGigaflops, productGigaflops }: DevicePeak): number =>
  listedGigaflops ?? productGigaflops;

/** Cohorts of products; a processor gains nothing from more than one. */
const SIZES = { gpu: [1, 4, 16, 64], cpu: [1] };
/** Another size is tried where the last one gained that much. */
const WORTHWHILE = 1.1;

/**
 * @returns undefined for a GPU that the processor plays, of which nobody asks for shares
 * @throws Error where the engine cannot compute these products on the device
 */
export async function measurePeak(own: OwnSide, rounds: Rounds): Promise<DevicePeak | undefined> {
  const { device } = own;
  if (device.isEmulated) return undefined;
  const listedGigaflops = listedPeak(device.name);
  const sizes = SIZES[device.kind];
  const flops = planFlops((await products.prepare()).plan);
  const side = await startCohorts(products, own, 1);
  let best = { productGigaflops: 0, productRuns: 0 };
  try {
    for (const cohort of sizes) {
      await side.fill(cohort);
      const productGigaflops = (flops * cohort) / (await iterationMs(side, rounds)) / 1e6;
      const isWorthwhile = productGigaflops > WORTHWHILE * best.productGigaflops;
      if (productGigaflops > best.productGigaflops) best = { productGigaflops, productRuns: cohort };
      if (!isWorthwhile) break;
    }
  } finally {
    await side.close();
  }
  return { ...(listedGigaflops === undefined ? {} : { listedGigaflops }), ...best };
}
