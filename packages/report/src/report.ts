/** What a report is of, as plain data: whoever collected it, the page only writes it down. */
import type { Figure } from '@ranksweep/plot';

export interface Report {
  readonly title: string;
  /** The time, ISO 8601. */
  readonly writtenAt: string;
  /** What wrote it: `ranksweep 0.1.0`. */
  readonly program: string;
  readonly sweeps: readonly SweepReport[];
}

export interface SweepReport {
  readonly id: number;
  readonly name: string;
  readonly preset: string;
  readonly status: string;
  /** ISO 8601. */
  readonly createdAt: string;
  readonly finishedAt: string | null;
  readonly tags: readonly string[];
  /** How many runs have each status; statuses of no run may be left out. */
  readonly counts: Readonly<Record<string, number>>;
  /** What the reader has to know before looking at anything else. */
  readonly troubles: readonly Trouble[];
  readonly searches: readonly SearchReport[];
  readonly boundaries: readonly BoundaryReport[];
  /** Absent for a definition without one. */
  readonly figure?: Figure;
  readonly theory: readonly TheoryVerdict[];
  readonly runs: DataTable;
  readonly events: DataTable;
  readonly configurations: readonly PartConfiguration[];
  readonly reproduction: Reproduction;
}

/** Runs for which the same has to be said. */
export interface Trouble {
  /** `failed`, `diverged`, `damaged` and so on. */
  readonly what: string;
  /** The error of these runs, or what it means; may be empty. */
  readonly why: string;
  readonly runIds: readonly number[];
}

/** What is found under a name: `Node` and `24.21.0`. */
export type Fact = readonly [name: string, found: string];

/** A search of one part. */
export interface SearchReport {
  readonly part: string;
  /** `trial 1, test_mse 0.05 (model.components=5)` */
  readonly result: string;
  /** What it looks for, and how. */
  readonly facts: readonly Fact[];
  /** Trials that have ended with a number, the best first. A column `runs` has their runs. */
  readonly best: DataTable;
  /** Ascending, as far as a trial has come to them. */
  readonly rungs: readonly Rung[];
  /** The best so far; absent where no trial has ended. */
  readonly figure?: Figure;
}

/** Where a search compared its trials. */
export interface Rung {
  readonly iteration: number;
  /** Trials that have come to it. */
  readonly came: number;
  /** Of these, how many went no further. */
  readonly pruned: number;
}

/** Where an outcome flips along an axis, for every combination of a part's other axes. */
export interface BoundaryReport {
  readonly part: string;
  /** `reconstruction_error < 0.1, for most seeds, from this task.observed on` */
  readonly outcome: string;
  /** Of the intervals, `90 %`. */
  readonly confidence: string;
  /** That have ended. */
  readonly runs: number;
  /** A row for each combination. */
  readonly lines: DataTable;
  /** Absent where no run has ended. */
  readonly figure?: Figure;
}

/** Several numbers are those of runs. */
export type CellValue = number | string | null | readonly number[];

export interface DataTable {
  readonly columns: readonly DataColumn[];
  /** One value a column. */
  readonly rows: readonly (readonly CellValue[])[];
  /** How many rows there are in the database; more than `rows` where only the first are listed. */
  readonly total: number;
  /** A command that gives all of them. */
  readonly command: string;
}

export interface DataColumn {
  readonly name: string;
  readonly kind: 'number' | 'text';
  /** What it means, with its unit, where the name does not say it. */
  readonly description?: string;
}

/** One norm's growth in the cells of a part, held against the theory. */
export interface TheoryVerdict {
  readonly part: string;
  /** `model.depth=3`; empty for a part with one cell. */
  readonly cell: string;
  /** `component_norm` */
  readonly norm: string;
  /** 2 - 2/L; NaN where it is not known. */
  readonly expected: number;
  /** Measured exponents with their errors, one for every run and component that has one. */
  readonly measured: readonly { readonly exponent: number; readonly error: number }[];
  /** Of every run and component that has one, the share of its growth that kept to the bounds for unbalanced components. */
  readonly withinBounds: readonly number[];
}

export interface PartConfiguration {
  readonly part: string;
  /** Base, axes and seeds as YAML. */
  readonly yaml: string;
}

export interface Reproduction {
  /** A definition that gives this sweep, as YAML. */
  readonly definition: string;
  /** A name for its file. */
  readonly fileName: string;
  /** Commands, each with what it does. */
  readonly commands: readonly { readonly what: string; readonly command: string }[];
  /** What computed the runs. */
  readonly facts: readonly Fact[];
}
