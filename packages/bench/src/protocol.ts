/**
 * What a measured process and the benchmark say to each other: one JSON object a line, an answer to every request. Peers
 * in other languages know the first two kinds of request (peers/README.md).
 */

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

export type Request = AdvanceRequest | LossRequest | PeakRequest;

/** First line of a process. */
export interface Ready {
  readonly ready: true;
  /** With its version, such as `torch 1.13.1`. */
  readonly framework: string;
  readonly threads: number;
}

export interface Advanced {
  /** Of the updates and snapshots alone. */
  readonly wallMs: number;
  /** Updates applied since the start. */
  readonly iteration: number;
  /** The most memory that the process has held so far; peers leave it out. */
  readonly maxResidentBytes?: number;
}

export interface Measured {
  /** Null where it is not finite. */
  readonly loss: number | null;
}

export interface Peak {
  readonly gigaflops: number;
}

export interface Failure {
  readonly error: string;
}
