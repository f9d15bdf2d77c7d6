/** What a reader has chosen for a variable. */
export type Chosen =
  | { readonly kind: 'one'; readonly value: string; readonly text?: string }
  | { readonly kind: 'many'; readonly values: readonly string[] };

export function one(value: string, text = value): Chosen {
  return { kind: 'one', value, text };
}

export function many(...values: readonly string[]): Chosen {
  return { kind: 'many', values };
}

/** `$v`, `${v}`, `${v:format}`, `[[v]]`, with the characters around it. */
const REFERENCE = /\$(\w+)|\$\{(\w+)(?::(\w+))?\}|\[\[(\w+)\]\]/g;

/**
 * Puts variables into a query as Grafana's InfluxQL data source does in the browser. Names that are no variables stay as
 * they are: macros are the server's, and a typing mistake goes to InfluxDB as text. Formats that the house does not use
 * throw.
 */
export function interpolate(query: string, variables: Readonly<Record<string, Chosen>>): string {
  return query.replace(REFERENCE, (whole, bare, braced, format, bracketed, offset: number) => {
    const chosen = variables[bare ?? braced ?? bracketed];
    if (chosen === undefined) return whole;
    return formatted(chosen, format, isBetweenSlashes(query, offset, whole.length));
  });
}

/** Names that a query refers to. */
export function namesIn(query: string): readonly string[] {
  return [...query.matchAll(REFERENCE)].map(
    ([, bare, braced, , bracketed]) => bare ?? braced ?? bracketed ?? '',
  );
}

function formatted(chosen: Chosen, format: string | undefined, betweenSlashes: boolean): string {
  const values = chosen.kind === 'one' ? [chosen.value] : chosen.values;
  switch (format) {
    case undefined:
      if (chosen.kind === 'many') return `(${values.map(escaped).join('|')})`;
      return betweenSlashes && Number.isNaN(Number.parseFloat(chosen.value))
        ? escaped(chosen.value)
        : chosen.value;
    case 'raw':
      return values.join(',');
    case 'singlequote':
      return values.map((value) => `'${value.replaceAll("'", "\\'")}'`).join(',');
    case 'text':
      return chosen.kind === 'one' ? (chosen.text ?? chosen.value) : values.join(' + ');
    case 'percentencode':
      return encodeURIComponent(values.join(','));
    default:
      throw new RangeError(`the house does not use the format "${format}"`);
  }
}

function escaped(value: string): string {
  return value.replace(/[\\^$*+?.()|[\]{}/]/g, '\\$&');
}

/** As in `=~ /^$v$/`. */
function isBetweenSlashes(query: string, offset: number, length: number): boolean {
  return /\/\^?$/.test(query.slice(0, offset)) && /^\$?\//.test(query.slice(offset + length));
}
