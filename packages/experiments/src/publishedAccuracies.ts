/** Test accuracies of networks with the penalty and without (Razin et al. 2022, section 7), for comparison with runs of preset `paper`. */
export interface PublishedAccuracies {
  readonly definition: 'is-same-class' | 'pathfinder';
  /** What the columns are values of. */
  readonly axis: 'task.distance' | 'task.length';
  readonly values: readonly number[];
  /** In the order of the values, by lambda. */
  readonly accuracies: ReadonlyMap<number, readonly number[]>;
}

/** ResNet-18 on CIFAR-10 and on images of 150 x 150 pixels; means over seeds. */
export const publishedAccuracies: readonly PublishedAccuracies[] = [
  {
    definition: 'is-same-class',
    axis: 'task.distance',
    values: [0, 40, 80, 120, 160],
    accuracies: new Map([
      [0, [0.612, 0.599, 0.558, 0.5, 0.504]],
      [0.1, [0.614, 0.604, 0.583, 0.524, 0.499]],
      [1, [0.611, 0.612, 0.604, 0.588, 0.584]],
    ]),
  },
  {
    definition: 'pathfinder',
    axis: 'task.length',
    values: [3, 5, 7, 9],
    accuracies: new Map([
      [0, [0.985, 0.961, 0.688, 0.504]],
      [3, [0.986, 0.967, 0.895, 0.636]],
      [9, [0.986, 0.966, 0.917, 0.855]],
    ]),
  },
];
