/** A table; cells may hold what they like. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map(cellOf).join(' | ')} |`;
  return [line(head), `|${head.map(() => '---').join('|')}|`, ...rows.map(line)].join('\n');
}

/** Text as it is, for keys and values. */
export function code(text: string): string {
  return text === '' ? '' : `\`${text}\``;
}

/** A page of a reference: says that it is written by a program. */
export function page(title: string, ...sections: readonly string[]): string {
  const note = '*Written by `npm run docs` from the code; change that instead.*';
  return `${[`# ${title}`, note, ...sections].join('\n\n')}\n`;
}

function cellOf(text: string): string {
  return text
    .replaceAll('|', '\\|')
    .replaceAll(/\s*\n\s*/g, ' ')
    .trim();
}
