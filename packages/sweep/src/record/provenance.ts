/** What is recorded about an attempt: versions and commit of the code that ran it. */
import { sourceCommit, version } from '../release.ts';

export interface Provenance {
  readonly versions: Readonly<Record<string, string>>;
  /** Commit of the code; null if it is not known. */
  readonly gitSha: string | null;
}

export function provenance(): Provenance {
  const { node, v8 } = process.versions;
  return { versions: { ranksweep: version, node, v8 }, gitSha: sourceCommit() };
}
