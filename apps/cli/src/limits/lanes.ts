/** How many lanes there are where none are asked for. */
import { usableCores } from '@ranksweep/machine';
import { freeMemory } from './memory.ts';

/** The most that a process with one lane held of the workloads in docs/SPEED.md. */
const BYTES_PER_LANE = 140e6;

/** What a container sees: cores that it may use, memory that is left to it. */
export interface Room {
  readonly cores: number;
  readonly freeBytes: number;
}

export const roomHere = (): Room => ({ cores: usableCores(), freeBytes: freeMemory() });

/** One a core, or as many as there is memory for. */
export const usualLanes = ({ cores, freeBytes }: Room = roomHere()): number =>
  Math.max(1, Math.min(cores, Math.floor(freeBytes / BYTES_PER_LANE)));
