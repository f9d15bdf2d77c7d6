/** An answer of InfluxDB 1.x to one statement. */
export interface InfluxAnswer {
  readonly results: readonly {
    readonly error?: string;
    readonly series?: readonly {
      readonly name: string;
      readonly tags?: Readonly<Record<string, string>>;
      readonly columns: readonly string[];
      readonly values: readonly (readonly (string | number | null)[])[];
    }[];
  }[];
}

/** A series of a panel, as Grafana's data source makes it. */
export interface Frame {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly times: readonly number[];
  readonly values: readonly (string | number | null)[];
}

/** Throws what InfluxDB says it could not do. */
export function seriesIn(answer: InfluxAnswer) {
  const [result] = answer.results;
  if (result?.error !== undefined) throw new Error(result.error);
  return result?.series ?? [];
}

/** One frame for each series and column besides the time, called by the alias. */
export function framesOf(answer: InfluxAnswer, alias: string): readonly Frame[] {
  return seriesIn(answer).flatMap(({ name, tags = {}, columns, values }) =>
    columns.slice(1).map((column, i) => ({
      name: named(alias, { name, column, tags }),
      labels: tags,
      times: values.map(([time]) => Number(time)),
      values: values.map((row) => row[i + 1] ?? null),
    })),
  );
}

/** All series as one table: `Time`, the tags, the columns. */
export function tableOf(answer: InfluxAnswer): readonly Readonly<Record<string, string | number | null>>[] {
  return seriesIn(answer).flatMap(({ tags, columns, values }) =>
    values.map((row) => ({
      ...tags,
      ...Object.fromEntries(
        columns.map((column, i) => [column === 'time' ? 'Time' : column, row[i] ?? null]),
      ),
    })),
  );
}

export function lastNotNull({ values }: Frame): string | number | null {
  return values.findLast((value) => value !== null) ?? null;
}

function named(
  alias: string,
  of: { readonly name: string; readonly column: string; readonly tags: Readonly<Record<string, string>> },
): string {
  return alias
    .replace(/\$tag_(\w+)/g, (whole, tag: string) => of.tags[tag] ?? whole)
    .replace(/\$(?:measurement|m)\b/g, of.name)
    .replace(/\$col\b/g, of.column);
}
