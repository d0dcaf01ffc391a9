/** What the files of a set say, whatever set they are. */
import type { Images } from '../imageSet.ts';

export interface SetFile {
  readonly path: string;
  /** Of its content, decompressed. */
  readonly sha256: string;
}

export interface SetContent {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  /** As many as the highest label says. */
  readonly classes: number;
  readonly train: Images;
  readonly test: Images;
  /** One of each role. */
  readonly files: readonly SetFile[];
}
