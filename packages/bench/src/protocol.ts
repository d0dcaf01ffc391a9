/**
 * What a measured process and the benchmark say to each other: one JSON object a line, an answer to every request. A process of
 * one run and a process of cohorts know some of the requests each; peers/README.md says which a peer has to know.
 */

/** Makes a cohort of so many runs at their initial parameters, in place of the one before. It is answered by itself. */
export interface CohortRequest {
  readonly cohort: number;
}

/** Asks for what a loss request asks for, of every run of the cohort. */
export interface LossesRequest {
  readonly measure: 'losses';
}

/** Asks for digests of the states of the cohort's runs. Peers do not know it. */
export interface DigestsRequest {
  readonly measure: 'digests';
}

/** Applies so many updates; with `lookEvery`, looks at the run after every so many of them. */
export interface AdvanceRequest {
  readonly iterations: number;
  readonly lookEvery?: number;
  /** What is looked at: the loss, as a stop rule does, or a snapshot of all metrics, which has the loss as well. */
  readonly look?: 'loss' | 'snapshot';
}

/** Runs the bare micro-kernel for so long. */
export interface PeakRequest {
  readonly peakMs: number;
}

/** Asks for the mean square of the residuals, over all that is fitted, at the present parameters. */
export interface LossRequest {
  readonly measure: 'loss';
}

export type Request =
  CohortRequest | AdvanceRequest | LossRequest | LossesRequest | DigestsRequest | PeakRequest;

/** First line of a process. */
export interface Ready {
  readonly ready: true;
  /** With its version, such as `torch 1.13.1`. */
  readonly framework: string;
  /** Of a process of one run. */
  readonly threads?: number;
  /** Of a process of cohorts: the name of what it computes on. */
  readonly device?: string;
}

export interface Advanced {
  /** Of the updates and snapshots alone. */
  readonly wallMs: number;
  /** Updates applied since the start. */
  readonly iteration: number;
  /** The most memory that the process has held so far; peers leave it out. */
  readonly maxResidentBytes?: number;
  /** What it holds now; a process of networks tells it. */
  readonly residentBytes?: number;
}

export interface Measured {
  /** Null where it is not finite. */
  readonly loss: number | null;
}

export interface MeasuredAll {
  /** Null where one is not finite. */
  readonly losses: readonly (number | null)[];
}

export interface Digests {
  readonly digests: readonly string[];
}

export interface Peak {
  readonly gigaflops: number;
}

export interface Failure {
  readonly error: string;
}
