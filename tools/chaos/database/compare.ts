/** Whether rows are those of the undisturbed twin: none lost, none doubled, none changed. */
import type { Finding } from './finding.ts';
import type { Contents, Row } from './rows.ts';

export interface Comparison {
  /** Rows of the twin that were looked for. */
  readonly compared: number;
  readonly findings: readonly Finding[];
}

const SHORT = 200;

/** Row by row, in every table. */
export function compareContents(found: Contents, twin: Contents): Comparison {
  let compared = 0;
  const findings: Finding[] = [];
  for (const [table, expected] of twin) {
    const rows = found.get(table)!;
    for (const run of new Set([...expected.keys(), ...rows.keys()])) {
      const ofTwin = expected.get(run) ?? new Map<string, Row>();
      compared += ofTwin.size;
      findings.push(...compareRows(`${table}, run ${run}`, rows.get(run) ?? new Map<string, Row>(), ofTwin));
    }
  }
  return { compared, findings };
}

/**
 * @param where begins the text that tells which row it is
 * @param isNeeded rows of the twin that may not be missing; default all
 */
export function compareRows(
  where: string,
  found: ReadonlyMap<string, Row>,
  twin: ReadonlyMap<string, Row>,
  isNeeded: (identity: readonly unknown[]) => boolean = () => true,
): Finding[] {
  const findings: Finding[] = [];
  for (const [key, { identity, values }] of twin) {
    const there = found.get(key)?.values ?? [];
    if (there.length === 0 && !isNeeded(identity)) continue;
    findings.push(...compareValues(`${where}, ${key}`, there, values));
  }
  for (const [key, { values }] of found) {
    if (!twin.has(key)) findings.push(...compareValues(`${where}, ${key}`, values, []));
  }
  return findings;
}

function compareValues(where: string, found: readonly string[], twin: readonly string[]): Finding[] {
  const told = { where, expected: shorten(twin), found: shorten(found) };
  if (found.length < twin.length) return twin.slice(found.length).map(() => ({ kind: 'lost', ...told }));
  if (found.length > twin.length) return found.slice(twin.length).map(() => ({ kind: 'doubled', ...told }));
  return found.every((value, i) => value === twin[i]) ? [] : [{ kind: 'changed', ...told }];
}

function shorten(values: readonly string[]): string {
  const text = values.length === 0 ? 'none' : values.join(' and ');
  return text.length <= SHORT ? text : `${text.slice(0, SHORT)}... (${text.length} characters)`;
}
