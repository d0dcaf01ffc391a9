/** The four files of a set in MNIST's layout. */
import { InputError } from '@ranksweep/core';
import type { Images } from '../imageSet.ts';
import { readIdx, type IdxFile } from './readIdx.ts';
import { IDX_ROLES } from '../roles.ts';
import type { SetContent } from './setContent.ts';

/**
 * @throws InputError that names the file if one cannot be read or is damaged, or if they do not fit each other
 */
export async function readIdxFiles(paths: readonly string[]): Promise<SetContent> {
  const read = async (n: number): Promise<IdxFile> => readIdx(paths[n]!, IDX_ROLES[n]!);
  // One after the other, so that of several damaged files the first one is named.
  const [trainImages, trainLabels, testImages, testLabels] = [
    await read(0),
    await read(1),
    await read(2),
    await read(3),
  ];
  requirePair(trainImages, trainLabels);
  requirePair(testImages, testLabels);
  const [[count, height, width], [, testHeight, testWidth]] = [trainImages.shape, testImages.shape];
  if (height !== testHeight || width !== testWidth) {
    throw new InputError(
      `${testImages.path}: expected images of ${height} x ${width} pixels, as those of training, found ${testHeight} x ${testWidth}`,
    );
  }
  if (!count || !height || !width) {
    throw new InputError(
      `${trainImages.path}: expected images, found ${count} of ${height} x ${width} pixels`,
    );
  }
  return {
    height,
    width,
    channels: 1,
    // Labels start at 0, and both parts have the same classes.
    classes: 1 + Math.max(...new Set(trainLabels.values), ...new Set(testLabels.values)),
    train: imagesOf(trainImages, trainLabels),
    test: imagesOf(testImages, testLabels),
    files: [trainImages, trainLabels, testImages, testLabels],
  };
}

const imagesOf = (images: IdxFile, labels: IdxFile): Images => ({
  pixels: images.values,
  labels: labels.values,
  count: images.shape[0]!,
});

/** Every image needs a label. */
function requirePair(images: IdxFile, labels: IdxFile): void {
  if (images.shape[0] === labels.shape[0]) return;
  throw new InputError(
    `${labels.path}: expected ${images.shape[0]} labels, one for each image of ${images.path}, found ${labels.shape[0]}`,
  );
}
