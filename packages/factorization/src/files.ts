/** The files that configurations name. They are read and checked before a sweep begins, and pinned by their SHA-256. */
import { resolve } from 'node:path';
import {
  throwProblems,
  type FactorizationConfig,
  type InputProblem,
  type SamplesConfig,
  type TensorConfig,
} from '@ranksweep/core';
import type { ImageSet } from '@ranksweep/data';
import type { FileReader, NamedFiles } from '@ranksweep/run';
import { canonicalConfig } from './canonical.ts';
import { crossFieldProblems } from './problems/crossFields.ts';
import { inIterations } from './epochs.ts';
import { samplesProblems } from './problems/samples.ts';
import { completeTask, factsOf, namedImages, isOfSamples } from './samplesTask.ts';
import { TargetReader } from './targetFiles.ts';

export const namedFiles: NamedFiles<FactorizationConfig> = {
  paths: ['task.target.file', 'task.data.folder'],
  names: ['task.data.set'],
  reader: (folder) => new Reader(folder),
};

class Reader implements FileReader<FactorizationConfig> {
  readonly #folder: string;
  readonly #targets: TargetReader;
  readonly #images = new Map<string, string>();

  constructor(folder: string) {
    this.#folder = folder;
    this.#targets = new TargetReader(folder);
  }

  async pinned(config: FactorizationConfig): Promise<FactorizationConfig> {
    if (isOfSamples(config)) return this.#withImages(config);
    return inIterations(await this.#targets.pinned(config as TensorConfig));
  }

  get sha256(): ReadonlyMap<string, string> {
    return new Map([...this.#targets.sha256, ...this.#images]);
  }

  /** What the images tell is filled in, and checked together with the other keys. */
  async #withImages(config: SamplesConfig): Promise<FactorizationConfig> {
    const { data } = config.task;
    const place = data.folder === undefined ? data : { ...data, folder: resolve(this.#folder, data.folder) };
    const name = place.folder ?? place.set!;
    const set = await namedImages({ sha256: this.#images.get(name), ...place });
    this.#images.set(name, set.sha256);
    const facts = factsOf(set);
    requireNone(samplesProblems(config, facts), set);
    const task = completeTask({ ...config.task, data: { ...place, sha256: set.sha256 } }, facts);
    const completed = { ...config, task };
    requireNone(crossFieldProblems(completed), set);
    return canonicalConfig(completed);
  }
}

function requireNone(problems: readonly InputProblem[], { from }: ImageSet): void {
  if (problems.length > 0) throwProblems(problems, from);
}
