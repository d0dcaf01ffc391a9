/** What checks of a database find, and how it is counted and told. */

export type FindingKind =
  /** The twin has the row, the database has not. */
  | 'lost'
  /** The database has the row more often than the twin, which may have none. */
  | 'doubled'
  /** Both have the row, with different values. */
  | 'changed'
  /** A run, sweep, lease or attempt that should have ended. */
  | 'stuck'
  /** SQLite finds fault with the file. */
  | 'damaged';

export interface Finding {
  readonly kind: FindingKind;
  /** Table, run, metric, iteration: which row it is. */
  readonly where: string;
  readonly expected?: string;
  readonly found?: string;
}

export const count = (findings: readonly Finding[], ...kinds: readonly FindingKind[]): number =>
  findings.filter(({ kind }) => kinds.includes(kind)).length;

/** The first findings, a line each. */
export function describe(findings: readonly Finding[], most = 10): string {
  const lines = findings.slice(0, most).map(({ kind, where, expected, found }) => {
    const values = [
      ...(expected === undefined ? [] : [`the twin has ${expected}`]),
      ...(found === undefined ? [] : [`found ${found}`]),
    ];
    return `  ${kind}: ${where}${values.length > 0 ? `: ${values.join(', ')}` : ''}`;
  });
  const rest = findings.length - lines.length;
  return [...lines, ...(rest > 0 ? [`  and ${rest} more`] : [])].join('\n');
}
