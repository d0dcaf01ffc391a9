/** The images that configurations name. They are read and checked before a sweep begins, and pinned by their SHA-256. */
import { resolve } from 'node:path';
import { throwProblems } from '@ranksweep/core';
import { readImageSet, type ImageSet, type SetSource } from '@ranksweep/data';
import type { FileReader, NamedFiles } from '@ranksweep/run';
import { canonicalConfig } from './canonical.ts';
import { problemsWithSet } from './problems.ts';
import type { ConvnetConfig } from './schema.ts';
import type { SameClassConfig } from './taskSchema.ts';

export const namedFiles: NamedFiles<ConvnetConfig> = {
  paths: ['task.data.folder'],
  names: ['task.data.set'],
  reader: (folder) => new Reader(folder),
};

/** Where a task's images are, pinned to their content if that is known. */
export function sourceOf({ set, folder, sha256 }: SameClassConfig['data']): SetSource {
  const place = set === undefined ? { folder: folder! } : { set };
  return sha256 === undefined ? place : { ...place, sha256 };
}

type Facts = Pick<ImageSet, 'name' | 'height' | 'width' | 'sha256' | 'from'>;

class Reader implements FileReader<ConvnetConfig> {
  readonly #folder: string;
  readonly #sets = new Map<string, Facts>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  get sha256(): ReadonlyMap<string, string> {
    return new Map([...this.#sets].map(([name, { sha256 }]) => [name, sha256]));
  }

  async pinned(config: ConvnetConfig): Promise<ConvnetConfig> {
    const { task } = config;
    if (task.kind !== 'is-same-class') return canonicalConfig(config);
    const { data } = task;
    const place = data.folder === undefined ? data : { ...data, folder: resolve(this.#folder, data.folder) };
    const facts = await this.#factsOf(place);
    const found = problemsWithSet(task, facts);
    if (found.length > 0) throwProblems(found, facts.from);
    return canonicalConfig({ ...config, task: { ...task, data: { ...place, sha256: facts.sha256 } } });
  }

  async #factsOf(place: SameClassConfig['data']): Promise<Facts> {
    const name = place.folder ?? place.set!;
    const known = this.#sets.get(name);
    if (known !== undefined && (place.sha256 === undefined || place.sha256 === known.sha256)) return known;
    const { name: title, height, width, sha256, from } = await readImageSet(sourceOf(place));
    const facts = { name: title, height, width, sha256, from };
    this.#sets.set(name, facts);
    return facts;
  }
}
