/** Where TensorFlow's wheels run. */
import { InputError } from '@ranksweep/core';
import { atLeast } from '../versions.ts';

/** Of the wheels' name, manylinux_2_27. */
const OLDEST_GLIBC = '2.27';

export interface Platform {
  readonly platform: string;
  readonly arch: string;
  /** Undefined where the C library is another. */
  readonly glibc: string | undefined;
}

function currentPlatform(): Platform {
  Object.assign(process.report, { excludeNetwork: true }); // it would look up the names of all addresses
  const { header } = process.report.getReport() as { header: { glibcVersionRuntime?: string } };
  return { platform: process.platform, arch: process.arch, glibc: header.glibcVersionRuntime };
}

/** @throws InputError */
export function requirePlatform({ platform, arch, glibc }: Platform = currentPlatform()): void {
  const found =
    platform !== 'linux' || arch !== 'x64'
      ? `${platform} on ${arch}`
      : glibc === undefined
        ? 'another C library than glibc'
        : `glibc ${glibc}`;
  if (platform === 'linux' && arch === 'x64' && glibc !== undefined && atLeast(glibc, OLDEST_GLIBC)) return;
  throw new InputError(
    `install-cuda: expected Linux on x86-64 with glibc ${OLDEST_GLIBC} or later, for which TensorFlow is published, ` +
      `found ${found}: all other engines work without it`,
  );
}
