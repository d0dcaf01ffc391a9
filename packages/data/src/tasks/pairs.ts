/** Which images are shown together, and whether they are of one class. */
import type { RandomStream } from '@ranksweep/core';

export interface Pairs {
  /** Numbers of images; shape (count) each. */
  readonly left: Int32Array;
  readonly right: Int32Array;
  /** 1 where both are of one class; shape (count). */
  readonly labels: Uint8Array;
}

/** Images sorted by their class. */
export interface Classes {
  readonly labels: Uint8Array;
  /** Numbers of images, class by class. */
  readonly order: Int32Array;
  /** Where each class begins in `order`, and where the last one ends. */
  readonly starts: Int32Array;
}

export function classesOf(labels: Uint8Array, classes: number): Classes {
  const starts = new Int32Array(classes + 1);
  for (const label of labels) starts[label + 1]!++;
  for (let c = 0; c < classes; c++) starts[c + 1]! += starts[c]!;
  const next = starts.slice();
  const order = new Int32Array(labels.length);
  for (const [image, label] of labels.entries()) order[next[label]!++] = image;
  return { labels, order, starts };
}

/**
 * The left image is any one. A fair coin decides whether the right one is drawn from its class, where it may be the same image,
 * or from all others (Razin et al. 2022). Every pair takes three random numbers, so that fewer pairs are the first of more.
 * @param classes of at least two classes that have images
 */
export function drawPairs({ labels, order, starts }: Classes, count: number, stream: RandomStream): Pairs {
  const pairs = {
    left: new Int32Array(count),
    right: new Int32Array(count),
    labels: new Uint8Array(count),
  };
  for (let i = 0; i < count; i++) {
    const isSame = stream.integer(2);
    const left = stream.integer(order.length);
    const [start, end] = [starts[labels[left]!]!, starts[labels[left]! + 1]!];
    const size = end - start;
    const drawn = stream.integer(isSame ? size : order.length - size);
    const position = isSame ? start + drawn : drawn < start ? drawn : drawn + size;
    pairs.left[i] = left;
    pairs.right[i] = order[position]!;
    pairs.labels[i] = isSame;
  }
  return pairs;
}
