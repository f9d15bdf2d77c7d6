/** A table of hourly means from 00:00, read at an hour of the day and joined by lines from middle to middle. */
export function atHour(table: readonly number[], hour: number): number {
  const position = hour - 0.5;
  const before = Math.floor(position);
  const share = position - before;
  const at = (h: number) => table[((h % table.length) + table.length) % table.length]!;
  return at(before) * (1 - share) + at(before + 1) * share;
}

/** The table on its own mean. */
export function normalized(table: readonly number[]): readonly number[] {
  const mean = table.reduce((sum, value) => sum + value, 0) / table.length;
  return table.map((value) => value / mean);
}

/** Hour of the day, and day of the week from 0, of a time in days since a Monday's midnight. */
export function hourOf(day: number): number {
  return (day - Math.floor(day)) * 24;
}

export function weekdayOf(day: number): number {
  return ((Math.floor(day) % 7) + 7) % 7;
}
