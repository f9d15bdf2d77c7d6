/** The index of the first one at or after t, of a list in order of time; the list's length when there is none. */
export function firstAtOrAfter(list: readonly { readonly t: number }[], t: number): number {
  let [low, high] = [0, list.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((list[middle]?.t ?? 0) < t) low = middle + 1;
    else high = middle;
  }
  return low;
}
