/** How a sweep's numbers can be had again: its definition as a file, commands, and what computed its runs. */
import type { PartConfiguration, Reproduction } from '@ranksweep/report';
import {
  requireSpec,
  sweepAddress,
  type AttemptRow,
  type ReadOnlyStore,
  type SweepSummary,
} from '@ranksweep/store';
import {
  plainYaml,
  storedDefinition,
  withProgress,
  type PhaseObserver,
  type SweepSpec,
} from '@ranksweep/sweep';
import { formatDuration, ranksweepCommand, shellCommand } from '@ranksweep/text';
import { fileStem } from '../fileStem.ts';
import type { ReportedRuns } from './reportedRuns.ts';

export function reproduction(
  store: ReadOnlyStore,
  sweep: SweepSummary,
  { all }: ReportedRuns,
  observer: PhaseObserver,
): Reproduction {
  const spec = requireSpec(sweep) as SweepSpec;
  const fileName = `${fileStem(sweep.name)}.yaml`;
  const attempts = Array.from(withProgress('reading attempts', all, observer), ({ run }) =>
    store.attempts(run.runId),
  ).flat();
  const sweepWords = sweepAddress(sweep.id);
  return {
    definition: plainYaml(storedDefinition(sweep)),
    fileName,
    commands: [
      {
        what: `Save the definition below as ${fileName} and run it. The same arithmetic gives the same numbers, to the bit.`,
        command: shellCommand('npx', 'ranksweep', 'run', `./${fileName}`),
      },
      {
        what: 'With the database of this report: compute some of its runs again, and compare every bit.',
        command: ranksweepCommand(['verify', sweepWords], store.path),
      },
    ],
    facts: [
      ...facts(attempts),
      ['arithmetic', distinct(all.map(({ run }) => run.arithmetic))],
      ['seeds', distinct(all.map(({ run }) => String(run.seed)))],
      [
        'computing',
        `${formatDuration(all.reduce((sum, { run }) => sum + run.wallMs, 0))}, summed over the runs`,
      ],
      ...Object.entries(spec.targets ?? {}).map(([path, hash]) => [`SHA-256 of ${path}`, hash] as const),
    ],
  };
}

function facts(attempts: readonly AttemptRow[]): Reproduction['facts'] {
  const names = [...new Set(attempts.flatMap(({ versions }) => Object.keys(versions ?? {})))];
  return [
    ...names.map(
      (name) => [`version of ${name}`, distinct(attempts.map(({ versions }) => versions?.[name]))] as const,
    ),
    ['commit of ranksweep', distinct(attempts.map(({ gitSha }) => gitSha)) || 'not known'],
    ['engine', distinct(attempts.map(({ engine }) => engine))],
    ['device', distinct(attempts.map(({ device }) => device))],
  ];
}

const MOST_LISTED = 12;

function distinct(values: readonly (string | null | undefined)[]): string {
  const found = [...new Set(values.flatMap((value) => value ?? []))];
  const more = found.length - MOST_LISTED;
  return found.slice(0, MOST_LISTED).join(', ') + (more > 0 ? ` and ${more} more` : '');
}

/** Every part's configuration without what its axes set. */
export const configurations = (sweep: SweepSummary): PartConfiguration[] =>
  Object.entries((requireSpec(sweep) as SweepSpec).parts).map(([part, asked]) => ({
    part,
    yaml: plainYaml(asked),
  }));
