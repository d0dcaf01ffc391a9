/** The files that image sets are made of. */
export interface Role {
  /** The file's name in the set as it is published; readers accept some variants. */
  readonly name: string;
  readonly part: 'train' | 'test';
  /** For messages. */
  readonly words: string;
}

export interface IdxRole extends Role {
  readonly content: 'images' | 'labels';
}

/** How the files of a set are called and laid out: as MNIST's or as CIFAR-10's. */
export type LayoutName = 'idx' | 'cifar';

export interface Layout {
  readonly roles: readonly Role[];
  /** Where archives put the files, within a folder. */
  readonly subfolder?: string;
  /** The names that a file may have, the preferred one first. */
  readonly acceptedNames: (role: Role) => readonly string[];
  /** In which forms files are read, for messages; empty where there is one. */
  readonly forms: string;
}

export type Roles<Value> = readonly [Value, Value, Value, Value];

/** In the order in which MNIST's page lists them. */
export const IDX_ROLES: Roles<IdxRole> = [
  { name: 'train-images-idx3-ubyte', part: 'train', content: 'images', words: 'training images' },
  { name: 'train-labels-idx1-ubyte', part: 'train', content: 'labels', words: 'training labels' },
  { name: 't10k-images-idx3-ubyte', part: 'test', content: 'images', words: 'test images' },
  { name: 't10k-labels-idx1-ubyte', part: 'test', content: 'labels', words: 'test labels' },
];

export const CIFAR_ROLES: readonly Role[] = [
  ...[1, 2, 3, 4, 5].map((n): Role => ({
    name: `data_batch_${n}.bin`,
    part: 'train',
    words: `training batch ${n}`,
  })),
  { name: 'test_batch.bin', part: 'test', words: 'test batch' },
];

export const layouts: Readonly<Record<LayoutName, Layout>> = {
  idx: {
    roles: IDX_ROLES,
    forms: ', plain or as .gz',
    /** Content tells whether a file is compressed, not its name. */
    acceptedNames: ({ name }) => {
      const dotted = name.replace('-idx', '.idx');
      return [name, dotted, `${name}.gz`, `${dotted}.gz`];
    },
  },
  cifar: {
    roles: CIFAR_ROLES,
    forms: '',
    subfolder: 'cifar-10-batches-bin',
    acceptedNames: ({ name }) => [name],
  },
};
