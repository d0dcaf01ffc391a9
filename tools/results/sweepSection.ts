/** What the page says of one sweep. */
import { formatDuration } from '@ranksweep/text';
import type { PublishedTrajectory } from '@ranksweep/experiments';
import type { MeasuredRun } from './measuredRuns.ts';
import { busyMs } from './busyTime.ts';
import type { PaperSweep } from './paperSweeps.ts';
import { partSection } from './partSection.ts';
import type { Remark } from './remarks.ts';
import { count, endings } from './words.ts';

export interface SweepContent extends PaperSweep {
  readonly runs: readonly MeasuredRun[];
  readonly published: readonly PublishedTrajectory[];
  readonly remarks: readonly Remark[];
  /** By part: a table of what is expected of its runs. */
  readonly expectations: ReadonlyMap<string, string>;
  /** The figure's path as seen from the page; undefined for a definition without one. */
  readonly figure: string | undefined;
}

/** @returns paragraphs of Markdown */
export function sweepSection(content: SweepContent): string[] {
  const { definition, sweep, spec, runs, published, remarks, expectations, figure } = content;
  const { name, description } = definition;
  const ofPart = <Row extends { readonly part?: string }>(rows: readonly Row[], part: string): Row[] =>
    rows.filter((row) => row.part === part);
  const texts = (rows: readonly Remark[]): string[] => rows.map(({ text }) => text);
  return [
    `## ${name}`,
    description,
    runsParagraph(content),
    ...(figure === undefined ? [] : [`![${definition.figure!.caption}](${figure})`]),
    ...texts(remarks.filter(({ part }) => part === undefined)),
    ...Object.entries(spec.parts).flatMap(([part, { axes, zip }]) => {
      const about = definition.presets[sweep.preset]?.parts[part]?.description;
      return [
        `### ${part}${about === undefined ? '' : `: ${about}`}`,
        ...partSection({
          part: { axes, zip },
          runs: ofPart(runs, part),
          published: ofPart(published, part),
          expectations: expectations.get(part),
          remarks: texts(ofPart(remarks, part)),
        }),
      ];
    }),
  ];
}

function runsParagraph({ definition, sweep, runs, isAsDefined }: SweepContent): string {
  const distinct = [...new Map(runs.map((run) => [run.runId, run])).values()];
  const preset = definition.presets[sweep.preset]?.description;
  const computing = formatDuration(distinct.reduce((sum, { wallMs }) => sum + wallMs, 0));
  const elapsed = formatDuration(busyMs(distinct.flatMap(({ attempts }) => attempts)));
  return [
    `Preset \`${sweep.preset}\`${preset === undefined ? '' : ` (${preset})`}. ${count(distinct.length)} runs: ${endings(distinct)}.`,
    isAsDefined
      ? ''
      : 'The parts are not those of the preset as it is now: some were overridden, or it has changed.',
    `The runs took ${computing} in sum, ${elapsed} by the clock.`,
  ]
    .filter((sentence) => sentence !== '')
    .join(' ');
}
