/** What was seen of a build when it was tried. */

/** What the process that tries it prints, as JSON. */
export interface Observation {
  /** Version of TensorFlow, as the library tells it. */
  readonly tensorflow: string;
  readonly isUsingGpu: boolean;
  readonly isProductExact: boolean;
  /** Losses of the same training in the main thread, and in each worker thread. */
  readonly losses: readonly (readonly number[])[];
}

/** @returns what is wrong; undefined where nothing is */
export function observedProblem({
  isProductExact,
  losses: [first, ...others],
}: Observation): string | undefined {
  if (!isProductExact) return 'a product of matrices is not what float32 gives';
  const falls = first!.every(
    (loss, step) => Number.isFinite(loss) && (step === 0 || loss < first![step - 1]!),
  );
  if (!falls) return `losses of a small training do not fall: ${first!.join(', ')}`;
  const isSame = others.every((losses) => first!.every((loss, step) => loss === losses[step]));
  return isSame ? undefined : 'worker threads compute other losses than the main thread';
}
