/** The cluster itself: how it is set up, and what its partitions have. */
import { slurmCommand } from './slurmCommand.ts';

/** Names and values of Slurm's configuration, such as `KillWait` and `30 sec`. */
export async function slurmSettings(): Promise<ReadonlyMap<string, string>> {
  return parseSettings(await slurmCommand('scontrol', ['show', 'config']));
}

const parseSettings = (text: string): Map<string, string> =>
  new Map(
    text.split('\n').flatMap((line) => {
      const found = /^(\S+)\s+= (.*)$/.exec(line);
      return found === null ? [] : [[found[1]!, found[2]!.trim()] as const];
    }),
  );

export interface Partition {
  readonly name: string;
  readonly isDefault: boolean;
  readonly isUp: boolean;
  /** As Slurm writes it: `1-00:00:00` or `infinite`. */
  readonly timeLimit: string;
  readonly nodes: number;
  /** What nodes have beside CPUs and memory: `gpu:4`; undefined where it is nothing. */
  readonly gres: string | undefined;
}

/** A partition has several rows where its nodes differ. */
export async function partitions(): Promise<Partition[]> {
  return parsePartitions(await slurmCommand('sinfo', ['--noheader', '-o', '%R|%P|%a|%l|%D|%G']));
}

const parsePartitions = (text: string): Partition[] =>
  text
    .split('\n')
    .filter((line) => line.includes('|'))
    .map((line) => {
      const [name, marked, state, timeLimit, nodes, gres] = line.split('|') as string[];
      return {
        name: name!,
        isDefault: marked!.endsWith('*'),
        isUp: state === 'up',
        timeLimit: timeLimit!,
        nodes: Number(nodes),
        gres: gres === '(null)' ? undefined : gres,
      };
    });
