/** The process of a GPU's lane, which the program starts, is struck once. */
import { readdirSync, readFileSync } from 'node:fs';
import type { Program } from '../program.ts';
import { hasBegun, stillRuns } from './moments.ts';

export interface Strike {
  readonly signal: NodeJS.Signals;
  /** After the first run has begun. */
  readonly delayMs: number;
}

/** @returns whether there was such a process then */
export async function strikeLane(program: Program, { signal, delayMs }: Strike): Promise<boolean> {
  if (!(await hasBegun(program)) || !(await stillRuns(program, delayMs))) return false;
  const [lane] = laneProcesses(program.pid);
  if (lane === undefined) return false;
  process.kill(lane, signal);
  return true;
}

/** Processes of lanes that a process has started and that live, from what Linux says of them. */
function laneProcesses(parent: number): number[] {
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => pid > 0 && parentOf(pid) === parent && isLane(pid));
}

/** Undefined of one that has ended meanwhile. */
function read(pid: number, file: string): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return undefined;
  }
}

const parentOf = (pid: number): number => Number(/^PPid:\s*(\d+)/m.exec(read(pid, 'status') ?? '')?.[1]);
const isLane = (pid: number): boolean => read(pid, 'cmdline')?.includes('laneProcess') ?? false;
