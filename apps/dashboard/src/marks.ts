/** Runs and sweeps that are marked, to be compared or to be found again. They stay marked while one moves between views. */
import { countOf } from '@ranksweep/text';

export class Marks {
  readonly runs = new Set<number>();
  readonly sweeps = new Set<number>();

  get count(): number {
    return this.runs.size + this.sweeps.size;
  }

  toggle(kind: 'runs' | 'sweeps', id: number): void {
    const marked = this[kind];
    if (!marked.delete(id)) marked.add(id);
  }

  clear(): void {
    this.runs.clear();
    this.sweeps.clear();
  }

  /** `2 runs and 1 sweep`; empty where nothing is marked. */
  inWords(): string {
    return [
      this.runs.size > 0 ? countOf(this.runs.size, 'run') : '',
      this.sweeps.size > 0 ? countOf(this.sweeps.size, 'sweep') : '',
    ]
      .filter((part) => part !== '')
      .join(' and ');
  }
}
