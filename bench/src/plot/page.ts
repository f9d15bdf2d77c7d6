/** An A4 page, portrait, at 150 dots an inch. */
export const PAGE = { width: 1_240, height: 1_754 } as const;
/** Panels begin at `left`, text at `text`. */
export const MARGIN = { left: 92, text: 34, right: 46, top: 34, bottom: 30 } as const;
export const FONT = 'DejaVu Sans, Verdana, Liberation Sans, Arial, sans-serif';
export const SIZE = { title: 28, text: 15, panel: 15, tick: 13, note: 13 } as const;

/** Mean width of a letter in ems: of the widest of the fonts, so that nothing overlaps in another. */
const EM_PER_LETTER = 0.61;

/** About how wide a text is. */
export function widthOf(text: string, fontSize: number): number {
  return text.length * fontSize * EM_PER_LETTER;
}

/** Words in lines of at most so many characters. */
export function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(/\s+/)) {
    const line = lines.at(-1);
    if (line === undefined || line.length + 1 + word.length > width) lines.push(word);
    else lines[lines.length - 1] = `${line} ${word}`;
  }
  return lines;
}
