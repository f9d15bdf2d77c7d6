// `npm run simulator:plot`: pages with the whole of a scenario's run, from influent to river, as SVG and PNG.
import { mkdir, writeFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { chartOf } from './chart.ts';
import { record } from './record.ts';
import { LANGUAGES, type Language, type Rehearsal, rehearsalOf } from './rehearsal.ts';
import { toPng, toSvg } from './render.ts';
import { timeAxis } from './time-axis.ts';

const HOUR_MS = 3_600_000;

const HELP = `npm run simulator:plot -- [NAME|FILE …] [options]

Simulates scenarios and draws a page of each, as SVG and PNG: influent, tanks, effluent, river, what the sensors said
against the truth, and what should be seen of it. Without a name: storm and toxic-shock.
Names: npx banyu scenario list

  --out FOLDER      where the pages go (default: ./reports)
  --from INSTANT    when the run begins (default: 2026-07-06T00:00+07:00, a Monday in the dry season)
  --hours NUMBER    how much to show (default: until a day after time 0, or a third longer than the scenario)
  --seed NUMBER     another plant (default: 1)
  --width PIXELS    of the PNG; an SVG has any (default: 1240, A4 at 150 dots an inch)
  --language en|id  (default: en)
  --help`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    out: { type: 'string', default: 'reports' },
    from: { type: 'string', default: '2026-07-06T00:00+07:00' },
    hours: { type: 'string' },
    seed: { type: 'string', default: '1' },
    width: { type: 'string', default: '1240' },
    language: { type: 'string', default: 'en' },
    help: { type: 'boolean', default: false },
  },
});

/** The plant's clocks: Asia/Jakarta, which knows no summer time. */
const UTC_OFFSET_MS = 7 * HOUR_MS;
/** Before time 0, so that what is usual is seen too. */
const BEFORE_MS = 2 * HOUR_MS;

function shownUntil({ zeroMs, endMs }: Rehearsal, hours: number | undefined): number {
  if (hours !== undefined) return zeroMs - BEFORE_MS + hours * HOUR_MS;
  return zeroMs + Math.max(22 * HOUR_MS, (4 / 3) * (endMs - zeroMs));
}

async function draw(scenario: string, language: Language): Promise<readonly string[]> {
  const { from, out, seed, hours, width } = values;
  const rehearsal = await rehearsalOf(scenario, from, Number(seed));
  const until = shownUntil(rehearsal, hours === undefined ? undefined : Number(hours));
  const axis = timeAxis(rehearsal.zeroMs - BEFORE_MS, until, UTC_OFFSET_MS, language);
  const run = record(rehearsal, axis.from - UTC_OFFSET_MS, axis.to - UTC_OFFSET_MS);
  const svg = toSvg(chartOf(rehearsal, run, axis, language));
  const path = join(resolve(out), basename(rehearsal.name));
  await mkdir(resolve(out), { recursive: true });
  await writeFile(`${path}.svg`, svg);
  await writeFile(`${path}.png`, toPng(svg, Number(width)));
  return [`${path}.svg`, `${path}.png`];
}

async function main(): Promise<void> {
  const language = LANGUAGES.find((each) => each === values.language);
  if (language === undefined) throw new Error(`--language is "${values.language}", expected en or id`);
  for (const [name, text] of [
    ['seed', values.seed],
    ['width', values.width],
    ['hours', values.hours ?? '1'],
  ] as const) {
    if (!(Number(text) > 0)) throw new Error(`--${name} is "${text}", expected a number above 0`);
  }
  for (const scenario of positionals.length === 0 ? ['storm', 'toxic-shock'] : positionals) {
    for (const path of await draw(scenario, language)) console.log(path);
  }
}

if (values.help) {
  console.log(HELP);
} else {
  await main().catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  });
}
