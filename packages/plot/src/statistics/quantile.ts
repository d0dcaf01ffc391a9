/**
 * The value below which a share of the values lies, interpolated between neighbours. Infinities count, so a library's
 * interpolation, which makes NaN of two of them, does not serve.
 * @param sorted ascending, at least one
 * @param share from 0 to 1
 */
export function quantile(sorted: ArrayLike<number>, share: number): number {
  const at = share * (sorted.length - 1);
  const [below, above] = [sorted[Math.floor(at)]!, sorted[Math.ceil(at)]!];
  return below === above ? below : below + (at - Math.floor(at)) * (above - below);
}
