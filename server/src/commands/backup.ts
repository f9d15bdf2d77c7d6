import { existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { ApiBackup, ConfigurationError, UnavailableError } from '@banyu/contracts';
import type { Command } from 'commander';
import { copyData } from '../backup/copy-data.ts';
import { makeBackup } from '../backup/make-backup.ts';
import type { Manifest } from '../backup/manifest.ts';
import type { Place } from '../backup/place.ts';
import type { RestoredReadings } from '../backup/readings-files.ts';
import { restoreBackup } from '../backup/restore-backup.ts';
import type { Config } from '../config.ts';
import { tryLockDataDirectory } from '../lock.ts';
import { createLogger } from '../logger.ts';
import { openStore } from '../open-store.ts';
import { pathsIn } from '../paths.ts';
import { configOf } from './context.ts';
import { openProgress } from './progress.ts';
import { askServer } from './running-server.ts';

const ASK_EVERY_MS = 500;
const EXTENSION = '.tar.zst';

/** `banyu backup` and `banyu restore` */
export function addBackupCommands(program: Command): void {
  program
    .command('backup <file-or-folder>')
    .description(
      'copy all data, also while a server runs on it, into one new file; into a folder under a name with the time',
    )
    .option(
      '--with-secrets',
      'also passwords, tokens, certificates and keys of the configuration, in clear',
      false,
    )
    .option('--without-readings', 'leave readings that lie in InfluxDB to a backup of its own', false)
    .action(async (target: string, options: BackupChoice, command: Command) => {
      const config = configOf(command);
      const file = await fileIn(target);
      const manifest = await backup(config, file, options);
      process.stdout.write(`${file}: ${contentOf(manifest)}.\n${noteOn(manifest)}`);
    });
  program
    .command('restore <file>')
    .description('put a backup into the data directory, which must be empty, after verifying every checksum')
    .action(async (file: string, _: object, command: Command) => {
      const config = configOf(command);
      const { dataDirectory } = config;
      const progress = openProgress();
      const { manifest, readings } = await restoreBackup(dataDirectory, {
        file,
        openStore: (directory) => openStore({ ...config, dataDirectory: directory }, createLogger(config)),
        onProgress: (step, done) => progress.tell(done, step),
      }).finally(() => progress.end());
      process.stdout.write(
        `${dataDirectory}: restored ${contentOf(manifest)}.\n` +
          `The configuration it was made with lies in ${join(dataDirectory, 'configuration')}: put what still holds into ` +
          'banyu.yaml, then run "banyu doctor".\n',
      );
      if (readings !== undefined) process.stdout.write(`${readingsText(readings)}\n`);
      process.stdout.write(noteOn(manifest));
    });
}

interface BackupChoice {
  readonly withSecrets: boolean;
  readonly withoutReadings: boolean;
}

function readingsText({ stored, duplicates, conflicts, refused, reason }: RestoredReadings): string {
  const lines = [`${stored} readings written into the store, ${duplicates} were there already.`];
  if (conflicts > 0) lines.push(`In place of ${conflicts} the store holds another value, which stays.`);
  if (refused > 0) lines.push(`${refused} the store cannot take: ${reason}`);
  return lines.join('\n');
}

/** What a backup does not hold, and what to do about it. */
function noteOn({ readings, figuresBefore }: Manifest): string {
  if (readings === 'influx') return `${INFLUX_NOTE}\n`;
  if (figuresBefore === undefined) return '';
  const when = new Date(figuresBefore).toISOString();
  return `Readings before ${when} were deleted by age: their hourly figures lie in InfluxDB alone, whose own backup holds them.\n`;
}

const INFLUX_NOTE =
  'The readings are not in it: they lie in InfluxDB, which has its own backup. Make that one after this one, so that ' +
  'it holds all that this one counts as stored.';

async function backup(
  config: Config,
  file: string,
  { withSecrets, withoutReadings }: BackupChoice,
): Promise<Manifest> {
  const isElsewhere = config.store.kind !== 'duckdb';
  if (!existsSync(pathsIn(config.dataDirectory).registry)) {
    throw new ConfigurationError(
      `There is no data in "${config.dataDirectory}": set dataDirectory (BANYU_DATA_DIRECTORY), or --config, to the server's.`,
    );
  }
  // While this process has the lock no server starts, and the other way round.
  using lock = tryLockDataDirectory(pathsIn(config.dataDirectory).lock);
  const progress = openProgress();
  try {
    return await makeBackup(config, {
      file,
      withSecrets,
      openStore: isElsewhere && !withoutReadings ? () => openStore(config, createLogger(config)) : undefined,
      copy: (place) => (lock === undefined ? copyByServer(config, place) : copyHere(config, place)),
      onProgress: (step, done) => progress.tell(done, step),
    });
  } finally {
    progress.end();
  }
}

async function copyHere(config: Config, { directory }: Place): Promise<void> {
  if (config.store.kind !== 'duckdb') return copyData(config.dataDirectory, {}, directory);
  const store = await openStore(config, createLogger(config));
  try {
    await copyData(config.dataDirectory, store, directory);
  } finally {
    await store.close();
  }
}

async function copyByServer(config: Config, { id }: Place): Promise<void> {
  const ask = (body?: object) =>
    askServer(
      config,
      body === undefined ? { path: `/api/v1/backups/${id}` } : { path: '/api/v1/backups', body },
      ApiBackup,
    );
  let { state, detail } = await ask({ id });
  while (state === 'copying') {
    await delay(ASK_EVERY_MS);
    ({ state, detail } = await ask());
  }
  if (state === 'failed') throw new UnavailableError(`The server could not copy its data: ${detail}`);
}

/** A folder gets a file named after the time, so that a job needs no name. */
async function fileIn(target: string): Promise<string> {
  const isFolder = await stat(target).then(
    (found) => found.isDirectory(),
    () => false,
  );
  const time = new Date().toISOString().replace(/[-:]|\.\d+/g, '');
  return isFolder ? join(target, `banyu-${time}${EXTENSION}`) : target;
}

function contentOf({ at, files }: Manifest): string {
  const mb = files.reduce((sum, { bytes }) => sum + bytes, 0) / 1e6;
  return `${files.length} files, ${mb.toFixed(1)} MB, as of ${new Date(at).toISOString()}`;
}
