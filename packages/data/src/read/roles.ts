/** The four files of an image set, in the order in which MNIST's page lists them. */
export interface Role {
  /** The file's name, as MNIST has it; readers accept some variants. */
  readonly name: string;
  readonly part: 'train' | 'test';
  readonly content: 'images' | 'labels';
  /** For messages. */
  readonly words: string;
}

export type Roles<Value> = readonly [Value, Value, Value, Value];

export const ROLES: Roles<Role> = [
  { name: 'train-images-idx3-ubyte', part: 'train', content: 'images', words: 'training images' },
  { name: 'train-labels-idx1-ubyte', part: 'train', content: 'labels', words: 'training labels' },
  { name: 't10k-images-idx3-ubyte', part: 'test', content: 'images', words: 'test images' },
  { name: 't10k-labels-idx1-ubyte', part: 'test', content: 'labels', words: 'test labels' },
];

/** The names that a file may have in a folder, the preferred one first. Content tells whether it is compressed, not its name. */
export const acceptedNames = ({ name }: Role): string[] => {
  const dotted = name.replace('-idx', '.idx');
  return [name, dotted, `${name}.gz`, `${dotted}.gz`];
};
