/** Singular values of many members' matrices in one dispatch, in float32. */
import type { CohortMemory } from '../operation.ts';
import { EMULATED_THREADS } from '../emulated.ts';
import { finding, type Finding } from './finding.ts';
import { columnFloats, JACOBI_BYTES, jacobiSource, MOST_COLUMNS, MOST_INVOCATIONS } from './jacobiSource.ts';

/** A matrix of every member, wherever its numbers are. */
export interface PlacedMatrix {
  /** At least as many as columns: a wide matrix has its transpose's singular values. */
  readonly rows: number;
  readonly cols: number;
  /** Where each number is in the member's share, in floats, column after column. */
  readonly places: Uint32Array<ArrayBuffer>;
}

/** Whether a device finds the singular values. Small matrices are quicker on the host, and more exact there. */
export const isForDevice = ({ rows, cols }: { readonly rows: number; readonly cols: number }): boolean => {
  const least = Math.min(rows, cols);
  return least >= LEAST_COLUMNS && least <= MOST_COLUMNS;
};

const LEAST_COLUMNS = 16;

/**
 * One for each column, in no particular order; all NaN if a number of the matrix is not finite.
 * @param invocations the most of a workgroup
 */
export function singularValues(
  cohort: CohortMemory,
  { rows, cols, places }: PlacedMatrix,
  invocations = cohort.gpu.description.isEmulated ? EMULATED_THREADS : MOST_INVOCATIONS,
): Promise<Finding> {
  const { maxComputeWorkgroupStorageSize } = cohort.gpu.device.limits;
  const floats = columnFloats({ rows, cols });
  const fits = Float32Array.BYTES_PER_ELEMENT * floats + JACOBI_BYTES <= maxComputeWorkgroupStorageSize;
  const columnsIn = fits ? 'workgroup' : 'storage';
  return finding(cohort, {
    code: jacobiSource({ rows, cols, floatsPerMember: cohort.floatsPerMember, invocations, columnsIn }),
    table: places,
    results: cols,
    scratch: fits ? 0 : floats,
    workgroups: [1, 1],
  });
}
