/** The images of a run. */
import { given } from '@ranksweep/core';
import {
  pathfinderTask,
  readImageSet,
  sameClassTaskOf,
  type ImageSet,
  type ImageTask,
} from '@ranksweep/data';
import { sourceOf } from '../kind/files.ts';
import type { ConvnetConfig } from '../kind/schema.ts';
import type { SameClassConfig, TaskConfig } from '../kind/taskSchema.ts';

/** Keeps what was read last: the next run has the same images, most often. */
export class LatestImages {
  #set: ImageSet | undefined;
  #task: { readonly key: string; readonly images: ImageTask } | undefined;

  /** @throws InputError if images cannot be read, or are not those that the task is pinned to */
  async of({ task, seed }: ConvnetConfig): Promise<ImageTask> {
    const asked = { ...task, seed: task.seed ?? seed };
    const key = JSON.stringify(asked);
    if (this.#task?.key === key) return this.#task.images;
    const images = await this.#read(asked);
    this.#task = { key, images };
    return images;
  }

  async #read(task: TaskConfig & { readonly seed: number }): Promise<ImageTask> {
    if (task.kind === 'is-same-class') return sameClassTaskOf(await this.#setOf(task.data), task);
    const { kind: _, train, test, seed, ...parameters } = task;
    return pathfinderTask({ ...given(parameters), train, test, seed });
  }

  async #setOf(data: SameClassConfig['data']): Promise<ImageSet> {
    if (data.sha256 !== undefined && data.sha256 === this.#set?.sha256) return this.#set;
    this.#set = await readImageSet(sourceOf(data));
    return this.#set;
  }
}
