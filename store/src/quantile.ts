/**
 * The quantile `q` (0 to 1) of ascending values, linear between the two nearest (type 7 of Hyndman and Fan,
 * "Sample Quantiles in Statistical Packages", The American Statistician 50, 1996). NaN of nothing.
 */
export function quantile(ascending: ArrayLike<number>, q: number): number {
  const position = (ascending.length - 1) * q;
  const below = ascending[Math.floor(position)];
  const above = ascending[Math.ceil(position)];
  if (below === undefined || above === undefined) return Number.NaN;
  return below + (above - below) * (position - Math.floor(position));
}
