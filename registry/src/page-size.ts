/** The longest page that anyone gets. */
const LARGEST_PAGE = 1_000;

/** How many rows a page has: what was asked for, from 1 to 1 000. */
export function pageSize(limit: number): number {
  return Math.min(Math.max(1, Math.trunc(limit) || 1), LARGEST_PAGE);
}
