/** Images to look at: of a set in colour, or of a task with two labels. */
import type { ImageSet } from '../imageSet.ts';
import type { ImageTask } from '../tasks/imageTask.ts';
import type { Photo } from './photoSheet.ts';
import type { GridRow } from './sheetGrid.ts';

/** The first training images of each label. */
export function photoRows(set: ImageSet, columns: number): GridRow<Photo>[] {
  const size = set.height * set.width * set.channels;
  return Array.from({ length: set.classes }, (_, label) => ({
    title: set.labelNames?.[label] ?? String(label),
    images: firstOf(set.train.labels, label, columns).map((image) =>
      photoOf(set.train.pixels.subarray(image * size, (image + 1) * size), set.channels),
    ),
  }));
}

/** The first training images of each label, in two rows; `titles` are of the labels 0 and 1. */
export function taskRows(
  { height, width, channels, train, normalization: { mean, std } }: ImageTask,
  { columns, titles }: { readonly columns: number; readonly titles: readonly [string, string] },
): GridRow<Photo>[] {
  const image = new Float32Array(height * width * channels);
  const photo = (index: number): Photo => {
    train.fill(Int32Array.of(index), image);
    const levels = Uint8Array.from(image, (value, n) =>
      Math.round(255 * (value * std[n % channels]! + mean[n % channels]!)),
    );
    return photoOf(levels, channels);
  };
  return [1, 0].flatMap((label) => {
    const images = firstOf(train.labels, label, 2 * columns).map(photo);
    return [images.slice(0, columns), images.slice(columns)].map((row) => ({
      title: titles[label]!,
      images: row,
    }));
  });
}

function firstOf(labels: Uint8Array, label: number, most: number): number[] {
  const found: number[] = [];
  for (let i = 0; i < labels.length && found.length < most; i++) if (labels[i] === label) found.push(i);
  return found;
}

/** Grey levels become as much of each colour. */
const photoOf = (levels: Uint8Array, channels: number): Photo =>
  channels === 3 ? levels : new Uint8Array(3 * levels.length).map((_, at) => levels[Math.floor(at / 3)]!);
