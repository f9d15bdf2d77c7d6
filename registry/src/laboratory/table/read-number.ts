/** The mark between a number's whole and its decimals. */
export type DecimalMark = '.' | ',';

export type NumberReading =
  | {
      readonly status: 'number';
      readonly value: number /** `1.234`: a decimal here, a thousand elsewhere. */;
      readonly ambiguous: boolean;
    }
  | { readonly status: 'no-number' };

const PLAIN = /^[+-]?(?:\d+(?:[.,]\d*)?|[.,]\d+)(?:[eE][+-]?\d{1,3})?$/;
/** Thousands set apart by one mark, decimals by the other. */
const GROUPED = /^[+-]?[1-9]\d{0,2}(?:(?:\.\d{3})+(?:,\d+)?|(?:,\d{3})+(?:\.\d+)?)$/;
/** One mark and three digits behind: either of both. */
const AMBIGUOUS = /^[+-]?[1-9]\d{0,2}[.,]\d{3}$/;
/** `1,6 x 10^4`, as counts of bacteria are written. */
const POWER = /^(.+?)\s*[x×*]\s*10\s*\^\s*([+-]?\d{1,2})$/i;

/** The number in a text, whichever of both marks it uses; `mark` decides where the text alone does not. */
export function readNumber(text: string, mark: DecimalMark | undefined): NumberReading {
  const bare = text.replace(/(\d)[\s\u00a0\u202f](?=\d{3}(?:\D|$))/g, '$1').trim();
  const power = POWER.exec(bare);
  if (power !== null) {
    const [, mantissa = '', exponent = ''] = power;
    const reading = readNumber(mantissa, mark);
    return reading.status === 'number'
      ? { ...reading, value: Number(`${reading.value}e${exponent}`) }
      : reading;
  }
  if (AMBIGUOUS.test(bare)) {
    const thousands = mark !== undefined && !bare.includes(mark);
    const value = Number(bare.replace(/[.,]/, thousands ? '' : '.'));
    return { status: 'number', value, ambiguous: mark === undefined };
  }
  if (PLAIN.test(bare)) return { status: 'number', value: Number(bare.replace(',', '.')), ambiguous: false };
  if (!GROUPED.test(bare)) return { status: 'no-number' };
  const decimal = Math.max(bare.lastIndexOf('.'), bare.lastIndexOf(','));
  const single = bare.indexOf('.') === -1 || bare.indexOf(',') === -1;
  const whole = single ? bare : bare.slice(0, decimal);
  const rest = single ? '' : `.${bare.slice(decimal + 1)}`;
  return { status: 'number', value: Number(whole.replaceAll(/[.,]/g, '') + rest), ambiguous: false };
}

/** The decimal mark that a table's texts agree on, where any of them tells. */
export function decimalMarkOf(texts: Iterable<string>): DecimalMark | undefined {
  const marks = new Set<DecimalMark>();
  for (const text of texts) {
    const number = text.replace(/^[<>≤≥\s]+/, '').trim();
    if (AMBIGUOUS.test(number)) continue;
    if (PLAIN.test(number)) {
      if (number.includes('.')) marks.add('.');
      if (number.includes(',')) marks.add(',');
    } else if (GROUPED.test(number)) marks.add(groupMarkOf(number) === '.' ? ',' : '.');
  }
  const [mark] = marks;
  return marks.size === 1 ? mark : undefined;
}

function groupMarkOf(number: string): DecimalMark {
  return /^[+-]?\d+\./.test(number) ? '.' : ',';
}
