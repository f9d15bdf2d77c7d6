import { existsSync } from 'node:fs';
import { open, readFile } from 'node:fs/promises';
import {
  ConflictError,
  type DeviceSigning,
  InvalidInputError,
  NotFoundError,
  UnavailableError,
} from '@banyu/contracts';
import { bundleLines, type Finding, SealBook, SignedBook, type Verified, verifySeals } from '@banyu/ingest';
import { type AuditVerdict, type Discrepancy, openRegistry, type Registry } from '@banyu/registry';
import type { Store } from '@banyu/store';
import type { Command } from 'commander';
import { headLine, readHeadLine } from '../audit-line.ts';
import type { Config } from '../config.ts';
import { damageIn } from '../damage.ts';
import { createLogger } from '../logger.ts';
import { openStore } from '../open-store.ts';
import { pathsIn } from '../paths.ts';
import { headsIn } from '../published-heads.ts';
import { configOf } from './context.ts';
import { instantOption } from './instant-option.ts';
import { withProgress } from './progress.ts';

interface Where {
  readonly data?: string;
}

interface VerifyOptions extends Where {
  readonly device?: string;
  readonly from?: string;
  readonly to?: string;
  readonly published: readonly string[];
}

interface BundleOptions extends Where {
  readonly plant: string;
  readonly device: string;
  readonly from: string;
  readonly to: string;
  readonly out: string;
  readonly round?: string;
}

const DATA = ['--data <directory>', 'data directory (default: the configured one)'] as const;

/** `banyu audit …` */
export function addAuditCommands(program: Command): void {
  const audit = program.command('audit').description('show that nothing was changed after the fact');

  audit
    .command('head')
    .description('print the heads of the audit trail and of the seals in one line, to be published')
    .option(...DATA)
    .action(async (options: Where, command: Command) => {
      const config = configFor(command, options);
      const heads = await headsIn(config);
      if (heads === undefined) throw noRegistry(config);
      process.stdout.write(`${headLine(heads)}\n`);
    });

  audit
    .command('verify')
    .description(
      'check the audit trail, what is registered against it, the seals, and every raw reading against its seal',
    )
    .option('--device <device>', 'only the readings of one device')
    .option('--from <time>', 'only readings received from then on, ISO 8601, whole hours')
    .option('--to <time>', 'only readings received before then')
    .option(
      '--published <line>',
      'a head that was published earlier, or the .head file beside an export; may be given often',
      collect,
      [],
    )
    .option(...DATA)
    .action(async (options: VerifyOptions, command: Command) => {
      const intact = await verify(configFor(command, options), options);
      if (!intact) process.exitCode = 1;
    });

  audit
    .command('bundle')
    .description('write sealed readings of a device with what proves them, for an auditor’s own verifier')
    .requiredOption('--plant <plant>', 'the plant')
    .requiredOption('--device <device>', 'the device')
    .requiredOption('--from <time>', 'readings received from then on, ISO 8601, whole hours')
    .requiredOption('--to <time>', 'readings received before then')
    .requiredOption('--out <file>', 'file to write, JSON lines')
    .option('--round <number>', 'prove it by the head of this round (default: the newest)')
    .option(...DATA)
    .action(async (options: BundleOptions, command: Command) => {
      const lines = await writeBundle(configFor(command, options), options);
      process.stdout.write(
        `${lines} lines written to ${options.out}. See docs/audit.md for how to verify it.\n`,
      );
    });
}

function collect(line: string, before: readonly string[]): readonly string[] {
  return [...before, line];
}

function configFor(command: Command, { data }: Where): Config {
  const config = configOf(command);
  return data === undefined ? config : { ...config, dataDirectory: data };
}

async function withRegistry<T>(config: Config, use: (registry: Registry) => Promise<T>): Promise<T> {
  const { registry: path } = pathsIn(config.dataDirectory);
  // Opening would make an empty one.
  if (!existsSync(path)) throw noRegistry(config);
  const registry = await openRegistry({ path });
  try {
    return await use(registry);
  } finally {
    await registry.close();
  }
}

function noRegistry({ dataDirectory }: Config): NotFoundError {
  const { registry } = pathsIn(dataDirectory);
  return new NotFoundError(`There is no registry at "${registry}": is --data the server's data directory?`);
}

/** Runs something on the seals and the store of a data directory that no server holds. */
async function withStore<T>(
  config: Config,
  use: (parts: { readonly book: SealBook; readonly store: Store; readonly signed: SignedBook }) => Promise<T>,
): Promise<T> {
  const paths = pathsIn(config.dataDirectory);
  await using opened = new AsyncDisposableStack();
  const book = opened.adopt(new SealBook(paths.seals, { readOnly: true }), (each) => each.close());
  const signed = opened.adopt(new SignedBook(paths.ingest), (each) => each.close());
  const store = opened.adopt(await openIdleStore(config), (each) => each.close());
  return await use({ book, store, signed });
}

async function openIdleStore(config: Config): Promise<Store> {
  if (config.store.kind === 'duckdb' && !existsSync(pathsIn(config.dataDirectory).readings))
    throw new NotFoundError(`There are no readings in "${config.dataDirectory}".`);
  try {
    return await openStore(config, createLogger(config));
  } catch (cause) {
    if (config.store.kind !== 'duckdb' || !(cause instanceof UnavailableError)) throw cause;
    throw new UnavailableError(
      `${cause.message}\nWhile a server runs, it alone holds the readings: stop it, or point --data at a copy of its data directory.`,
      { cause },
    );
  }
}

/** Checks everything and prints what came out; whether all is as it was written. */
async function verify(config: Config, options: VerifyOptions): Promise<boolean> {
  const published = await Promise.all(options.published.map(publishedHead));
  const range = {
    ...(options.device !== undefined && { device: options.device }),
    ...(options.from !== undefined && { from: hour(options.from, 'from') }),
    ...(options.to !== undefined && { to: hour(options.to, 'to') }),
  };
  const heads = published.map(({ audit }) => audit).filter(({ id }) => id > 0);
  const trail = await orDamaged(
    'the audit trail',
    withRegistry(config, ({ audit }) => audit.verify(heads)),
  );
  if (trail !== undefined) process.stdout.write(`${trailLine(trail)}\n`);
  // What a broken trail says of it would prove nothing.
  const compare = () => withRegistry(config, ({ audit }) => audit.compare());
  const register = trail?.status === 'intact' ? await orDamaged('what is registered', compare()) : undefined;
  if (register !== undefined) process.stdout.write(`${registerLines(register).join('\n')}\n`);
  const keys = (await orDamaged('the devices’ keys', withRegistry(config, keysOfDevices))) ?? new Map();
  const checked = withStore(config, ({ book, store, signed }) =>
    withProgress('days of readings', (onProgress) =>
      verifySeals({
        ...{ book, store, now: Date.now(), ...range, signed: { book: signed, keys }, onProgress },
        published: published.flatMap(({ seals }) => seals ?? []),
      }),
    ),
  );
  const verified = await orDamaged('the seals or the readings', checked);
  if (verified !== undefined) process.stdout.write(`${sealLines(verified).join('\n')}\n`);
  const isRegistered = register?.discrepancies.length === 0;
  return isRegistered && verified?.findings.length === 0;
}

/** Tells of a file that cannot be read because it was changed, as of any other change. */
async function orDamaged<T>(what: string, work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    const damage = damageIn(error);
    if (damage === undefined) throw error;
    process.stdout.write(`CHANGED: ${what} cannot be read to the end, the file is damaged: ${damage}\n`);
    return undefined;
  }
}

/** A line, or the file that has one. */
async function publishedHead(given: string) {
  return readHeadLine(existsSync(given) ? await readFile(given, 'utf8') : given);
}

type Keys = DeviceSigning['keys'];

async function keysOfDevices({ devices, deviceKeys }: Registry): Promise<Map<string, Keys>> {
  const keys = new Map<string, Keys>();
  for (const { id } of await devices.list()) keys.set(id, (await deviceKeys.of(id)).keys);
  return keys;
}

function trailLine(trail: AuditVerdict): string {
  const { id, hash } = trail.head;
  if (trail.status === 'intact') return `Audit trail: intact, ${id} entries, head ${id}:${hash}`;
  return `Audit trail: BROKEN at entry ${trail.id} (${trail.reason}); the ${id} entries before it are intact`;
}

/** So many are named one by one. */
const MOST_DISCREPANCIES = 100;

function registerLines({
  compared,
  discrepancies,
}: Awaited<ReturnType<Registry['audit']['compare']>>): string[] {
  const more = discrepancies.length - MOST_DISCREPANCIES;
  return [
    `Registered: ${compared - discrepancies.filter(({ what }) => what !== 'missing').length} of ${compared} versions are as the audit trail says`,
    ...discrepancies.slice(0, MOST_DISCREPANCIES).map(discrepancyLine),
    ...(more > 0 ? [`CHANGED: and ${more} more`] : []),
  ];
}

function discrepancyLine({ subject, what, facts }: Discrepancy): string {
  switch (what) {
    case 'changed':
      return `CHANGED: ${subject} is registered otherwise than the audit trail says: ${facts.join(', ')}`;
    case 'added':
      return `CHANGED: ${subject} is registered, and the audit trail does not know of it`;
    case 'missing':
      return `CHANGED: ${subject} is not registered any more, and the audit trail does not say why`;
  }
}

function sealLines(verified: Verified): string[] {
  const { findings, seals, readings, deletedByRetention, notSealedYet, beforeSealing } = verified;
  const { signed, unsigned } = verified;
  return [
    `Readings: ${readings} in ${seals} seals are as they were sealed`,
    ...(deletedByRetention > 0
      ? [`  ${deletedByRetention} seals cannot be checked: raw readings of them were deleted by retention`]
      : []),
    ...(notSealedYet > 0 ? [`  ${notSealedYet} readings are not sealed yet`] : []),
    ...(beforeSealing > 0 ? [`  ${beforeSealing} readings were received before sealing began`] : []),
    ...(signed + unsigned > 0
      ? [`  of devices with keys, ${signed} readings are signed by their device, ${unsigned} are not`]
      : []),
    ...findings.map(findingLine),
  ];
}

function findingLine({ what, plant, device, hour, detail }: Finding): string {
  const of = device === undefined ? '' : ` of ${device} (${plant})`;
  const received = hour === undefined ? '' : `, received in the hour of ${isoOf(hour)}`;
  return `CHANGED: ${what}${of}${received}: ${detail}`;
}

function isoOf(t: number): string {
  return Math.abs(t) <= 8.64e15 ? new Date(t).toISOString() : String(t);
}

async function writeBundle(config: Config, options: BundleOptions): Promise<number> {
  const { plant, device, out } = options;
  const range = { from: hour(options.from, 'from'), to: hour(options.to, 'to') };
  const round = options.round === undefined ? undefined : Number(options.round);
  if (round !== undefined && !Number.isInteger(round))
    throw new InvalidInputError(`--round: "${options.round}" is no number of a round.`, { field: 'round' });
  if (existsSync(out)) throw new ConflictError(`"${out}" exists already: name another file.`);
  const keys = (await withRegistry(config, keysOfDevices)).get(device) ?? [];
  return withStore(config, async ({ book, store, signed }) => {
    const lines = bundleLines({
      book,
      store,
      plant,
      device,
      ...range,
      signed: { book: signed, keys },
      ...(round !== undefined && { round }),
    });
    const first = await lines.next();
    const file = await open(out, 'wx');
    try {
      let written = 0;
      for (let line = first; line.done !== true; line = await lines.next()) {
        await file.write(`${line.value}\n`);
        written += 1;
      }
      return written;
    } finally {
      await file.close();
    }
  });
}

const HOUR_MS = 3_600_000;

/** The begin of the hour of receipt that a time lies in. */
function hour(text: string, option: string): number {
  return Math.floor(instantOption(text, option) / HOUR_MS) * HOUR_MS;
}
