/**
 * A run's configuration as the database has it: either sound, or damaged with a description of the damage. A damaged
 * configuration does not affect other runs.
 */
import { formatProblem, InputError, type RunConfig } from '@ranksweep/core';
import { checkRunConfig, earlierTrajectoryHashes, namesUnknownKind, trajectoryHash } from '@ranksweep/kinds';
import { storedGroup } from './storedJson.ts';

/** A configuration is sound only if it passes the schema and has the hash that it was stored under. */
export type StoredConfig =
  | { readonly config: RunConfig; readonly damage?: undefined }
  /** The damage, as the end of a sentence: `its configuration is ...`. */
  | { readonly config?: undefined; readonly damage: string };

/** A row whose configuration is sound. */
export type Sound<Row extends StoredConfig> = Row & {
  readonly config: RunConfig;
  readonly damage?: undefined;
};
/** A row whose configuration is not: `damage` says what was found. */
export type Damaged<Row extends StoredConfig> = Row & {
  readonly config?: undefined;
  readonly damage: string;
};

/** Whether the configuration can be used. */
export const isSound = <Row extends StoredConfig>(row: Row): row is Sound<Row> => row.damage === undefined;
export const isDamaged = <Row extends StoredConfig>(row: Row): row is Damaged<Row> => !isSound(row);

interface RunNumber {
  readonly runId: number;
}

/** `run 7: its configuration is ...` */
export const damageText = ({ runId, damage }: RunNumber & { readonly damage: string }): string =>
  `run ${runId}: ${damage}`;

/** @throws InputError, which names the run, if its configuration is damaged */
export function requireSound<Row extends RunNumber & StoredConfig>(row: Row, where: string): Sound<Row> {
  if (isSound(row)) return row;
  throw new InputError(
    `${where}: run ${row.runId}: ${row.damage}; \`ranksweep fill\` computes damaged runs of its sweep anew`,
  );
}

/** @param hash the trajectory hash that the text was stored under */
export function storedConfig(text: string, hash: string): StoredConfig {
  const { group, found } = storedGroup(text);
  if (group === undefined)
    return { damage: `its configuration is damaged: expected a group of keys, found ${found}` };
  const checked = checkRunConfig(group);
  if (!checked.ok) {
    const problem = formatProblem(checked.problems[0]!);
    return {
      damage: namesUnknownKind(group)
        ? `its configuration is damaged, or of a kind of run that an extension has, to be named with --with: ${problem}`
        : `its configuration is damaged: ${problem}`,
    };
  }
  // The hash of the text as it is: a default that is newer than the run is not in its hash.
  const now = trajectoryHash(group as RunConfig);
  if (now === hash || earlierTrajectoryHashes(checked.value).includes(hash)) return { config: checked.value };
  return {
    damage:
      `its configuration has the hash ${now.slice(0, 12)}..., and was stored under ${hash.slice(0, 12)}...: another program ` +
      'has changed it, or another version of ranksweep has written it',
  };
}

/**
 * The row with its configuration, which is parsed on first use. Checking those of a large sweep takes seconds, and most readers
 * need few.
 */
export function withConfig<Row extends object>(row: Row, read: () => StoredConfig): Row & StoredConfig {
  let found: StoredConfig | undefined;
  const stored = (): StoredConfig => (found ??= read());
  return Object.defineProperties(row, {
    config: { enumerable: true, get: () => stored().config },
    damage: { enumerable: true, get: () => stored().damage },
  }) as Row & StoredConfig;
}
