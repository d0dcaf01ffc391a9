/** How much an instruction does, roughly: it decides how the work is divided, never what is computed. */
import { BLOCKS_BODY } from './blocks/blocksSource.ts';
import type { Instruction } from './instruction.ts';

/** Elements that threads can find independently; 1 where one workgroup finds a sum. */
export function elementsOf({ kind, m = 0, n = 0, b = 0 }: Instruction): number {
  switch (kind) {
    case 'tiledProduct':
      return Math.ceil(m / 4) * Math.ceil(n / 4);
    case 'zero':
    case 'update':
    case 'gatherDot':
    case 'lossGradient':
    case 'measurements':
    case 'blocksValues':
    case 'blocksQuotients':
      return m;
    case 'blocksProducts':
      return m * Math.ceil(n / 4);
    case 'blocksSums':
      return b * Math.ceil(n / 4);
    case 'columnDots':
      return n;
    case 'losses':
    case 'groupStep':
    case 'adamStep':
    case 'nextIteration':
      return 1;
    default:
      return m * n;
  }
}

/** Multiplications, about. */
export const workOf = (instructions: readonly Instruction[]): number =>
  instructions.reduce((sum, { kind, m = 1, n = 1, k = 1, b = 1 }) => {
    const depth = kind === 'blocksProducts' || kind === 'blocksSums' ? b : kind in BLOCKS_BODY ? 1 : k;
    return sum + m * n * depth;
  }, 0);
