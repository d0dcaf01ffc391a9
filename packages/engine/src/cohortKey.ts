/** Tells which runs one program can advance together. */
import { createHash } from 'node:crypto';
import type { Workload } from '@ranksweep/core';

/**
 * The hash of everything that fixes buffers and code: the network, the plan (with the lengths of its indices instead of the
 * indices), the size of batches, and the loss and the optimizer with all their constants. Data, seeds and initializations may
 * differ.
 */
export function cohortKey({ network, plan, problem, config }: Workload): string {
  const { batch, loss, optimizer } = config;
  const lengths = (_: string, value: unknown): unknown =>
    ArrayBuffer.isView(value) ? (value as Int32Array).length : value;
  const { network: _, ...sizes } = plan; // it is the same network
  const fixed = [network, sizes, problem.kind, problem.y.length, batch, loss, optimizer];
  return createHash('sha256').update(JSON.stringify(fixed, lengths)).digest('hex');
}
