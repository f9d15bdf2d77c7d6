import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ASM1_STATES, STATES } from '../../src/asm1/state.ts';
import { InfluentFileError, parseInfluentFile } from '../../src/bsm1/influent-file.ts';
import { constantInfluent, type InfluentSeries, rowDays, setInflow } from '../../src/bsm1/influent-series.ts';

const WATER = [30, 69.5, 51.2, 202.32, 28.17, 0, 0, 0, 0, 31.56, 6.95, 10.59, 7];
const TSS = 211.2675;

/** Two rows with this water, of the columns named. */
function file(
  columns: readonly ('time' | 'states' | 'tss' | 'flow' | 'temperature' | 'unused')[],
  separator = ',',
): string {
  return [0, 1]
    .map((row) => {
      const cells = {
        time: [row / 96],
        states: WATER,
        tss: [TSS],
        flow: [18_446 + row],
        temperature: [12],
        unused: [0, 0, 0, 0, 0],
      };
      return columns.flatMap((column) => cells[column]).join(separator);
    })
    .join('\n');
}

function messageOf(text: string): string {
  try {
    parseInfluentFile(text);
  } catch (error) {
    if (error instanceof InfluentFileError) return error.message;
    throw error;
  }
  return 'no error';
}

describe('parseInfluentFile()', () => {
  it.each([
    ['22 columns', file(['time', 'states', 'tss', 'flow', 'temperature', 'unused']), 12],
    ['21 columns without time', file(['states', 'tss', 'flow', 'temperature', 'unused']), 12],
    ['21 columns without temperature', file(['time', 'states', 'tss', 'flow', 'unused']), 15],
    ['17 columns', file(['time', 'states', 'tss', 'flow', 'temperature']), 12],
    ['16 columns', file(['time', 'states', 'tss', 'flow']), 15],
    ['15 columns without time', file(['states', 'tss', 'flow']), 15],
    ['15 columns without TSS', file(['time', 'states', 'flow']), 15],
    ['blanks', file(['time', 'states', 'tss', 'flow'], '   '), 15],
    ['tabs', file(['time', 'states', 'tss', 'flow'], '\t'), 15],
    ['semicolons', file(['time', 'states', 'tss', 'flow'], ' ; '), 15],
    [
      'heading, comments, empty lines, CRLF, byte order mark',
      `\uFEFF% BSM1\r\nt,${ASM1_STATES.join(',')},tss,q\r\n\r\n${file(['time', 'states', 'tss', 'flow']).replace('\n', '\r\n')}\r\n`,
      15,
    ],
  ])('reads %s', (_, text, temperature) => {
    const series = parseInfluentFile(text);
    expect(Array.from(series.times)).toEqual([0, 1 / 96]);
    expect(series.endDays).toBeCloseTo(2 / 96, 12);
    expect(Array.from(series.flow)).toEqual([18_446, 18_447]);
    expect(Array.from(series.states)).toEqual([...WATER, ...WATER]);
    expect(Array.from(series.temperature)).toEqual([temperature, temperature]);
  });

  it('gives back any series that is written in the format', () => {
    const amount = fc.double({ min: 0, max: 1e4, noNaN: true });
    const row = fc.tuple(fc.array(amount, { minLength: STATES, maxLength: STATES }), amount);
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 20 }), (rows) => {
        const text = rows
          .map(([states, flow], i) => {
            const tss = 0.75 * states.slice(2, 7).reduce((sum, value) => sum + value, 0);
            return [i / 96, ...states, tss, flow, 15, 0, 0, 0, 0, 0].join(',');
          })
          .join('\n');
        const series = parseInfluentFile(text);
        expect(Array.from(series.states)).toEqual(rows.flatMap(([states]) => states));
        expect(Array.from(series.flow)).toEqual(rows.map(([, flow]) => flow));
      }),
    );
  });

  it.each([
    ['', 'the file has no rows'],
    ['% only a comment\n', 'the file has no rows'],
    ['1,2,3\n', 'line 1: 3 columns, expected 15, 16, 17, 21 or 22'],
    [`${file(['time', 'states', 'tss', 'flow'])}\n1,2\n`, 'line 3: 2 columns, expected 16 as before'],
    [
      file(['time', 'states', 'tss', 'flow']).replace('69.5', '69,5'),
      'line 1: TSS is not 0.75 (XI + XS + XBH + XBA + XP)',
    ],
    [
      file(['time', 'states', 'tss', 'flow'], ' ').replace('202.32', 'NaN'),
      'line 1: column 5 (xs) is "NaN", expected a number',
    ],
    [
      file(['time', 'states', 'flow'], ' ').replace('31.56', '-31.56'),
      'line 1: column 11 (snh) is -31.56, expected 0 or more',
    ],
    [file(['time', 'states', 'flow']).replace('69.5', ''), 'line 1: column 3 (ss) is "", expected a number'],
    [
      `${file(['time', 'states', 'flow'])}\n${file(['time', 'states', 'flow'])}`,
      'line 3: time is 0, expected more than 0.010416666666666666, the row before',
    ],
    [
      file(['time', 'states', 'tss', 'flow']).replace('211.2675', '30'),
      'line 1: TSS is not 0.75 (XI + XS + XBH + XBA + XP)',
    ],
    [
      `${file(['time', 'states', 'tss', 'flow'])}\n1,${WATER.join(',')},400,18446`,
      'line 3: TSS is 400, which does not fit the states',
    ],
  ])('says what is wrong, and where: %#', (text, message) => {
    expect(messageOf(text)).toContain(message);
  });
});

describe('an influent series', () => {
  const series: InfluentSeries = {
    ...constantInfluent(3),
    times: new Float64Array([0, 0.5]),
    flow: new Float64Array([1, 2]),
    states: new Float64Array(26),
  };

  it('holds each row until the next, the last until its end', () => {
    expect([rowDays(series, 0), rowDays(series, 1)]).toEqual([0.5, 2.5]);
  });

  it('sets an inflow to a row', () => {
    const inflow = { states: new Float64Array(13).fill(9), flow: 0 };
    setInflow(inflow, series, 1);
    expect(inflow.flow).toBe(2);
    expect(Array.from(inflow.states)).toEqual(Array.from(new Float64Array(13)));
  });
});
