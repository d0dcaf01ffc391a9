/** How much an instruction does, roughly: it decides how the work is divided, never what is computed. */
import type { Instruction } from './instruction.ts';

/** Workgroups of so many threads that an instruction keeps busy; 1 where one workgroup finds a sum. */
export function workgroupsOf(it: Instruction, threads: number): number {
  return it.kind === 'squares' ? it.n! : Math.max(1, Math.ceil(elementsOf(it) / threads));
}

/** Elements that threads can find independently. */
function elementsOf({ kind, m = 0, n = 0 }: Instruction): number {
  switch (kind) {
    case 'tiledProduct':
      return Math.ceil(m / 4) * Math.ceil(n / 4);
    case 'zero':
    case 'update':
    case 'gatherDot':
    case 'lossGradient':
    case 'measurements':
      return m;
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
  instructions.reduce((sum, { m = 1, n = 1, k = 1 }) => sum + m * n * k, 0);
