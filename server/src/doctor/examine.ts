import { existsSync } from 'node:fs';
import type { Config } from '../config.ts';
import { tryLockDataDirectory } from '../lock.ts';
import { pathsIn } from '../paths.ts';
import { openFilesLimit } from '../simulated-fleet/open-files.ts';
import { checkCertificates } from './check-certificates.ts';
import { checkClock } from './check-clock.ts';
import { checkDataDirectory } from './check-data-directory.ts';
import { checkDisk, diskOf } from './check-disk.ts';
import { checkFiles, checkStore } from './check-files.ts';
import { checkExposure, checkPorts } from './check-listeners.ts';
import { checkServer } from './check-server.ts';
import { checkSource } from './check-source.ts';
import { type Finding, ok, warning } from './finding.ts';

/** Files a server has open besides its connections. */
const BESIDES_CONNECTIONS = 64;

/**
 * Looks at everything that a server of this configuration needs, whether it runs or not, and changes nothing. `url` is
 * where it would answer. Never throws for what is found.
 */
export async function examine(config: Config, url: string): Promise<readonly Finding[]> {
  const now = Date.now();
  const { dataDirectory } = config;
  const directory = await checkDataDirectory(dataDirectory, process.getuid?.() ?? 0);
  const usable = directory.every(({ level }) => level !== 'problem');
  const findings = [
    ...directory,
    ...checkDisk(await diskOf(dataDirectory), config.journal.maxMb),
    ...(await checkClock(dataDirectory, now)),
    ...checkOpenFiles(config),
    ...(await checkCertificates(config, now)),
    ...checkExposure(config),
  ];
  if (!usable) return [...findings, ...(await checkPorts(config)), ...(await checkSource(config))];

  const { lock } = pathsIn(dataDirectory);
  // A data directory that no server has seen yet stays as it is.
  using held = existsSync(lock) ? tryLockDataDirectory(lock) : undefined;
  const running = existsSync(lock) && held === undefined;
  const rest = running
    ? await checkServer(url, config)
    : [
        ok('server', 'does not run'),
        ...(await checkPorts(config)),
        ...checkFiles(dataDirectory),
        ...(await checkStore(config)),
        ...(await checkSource(config)),
      ];
  return [...findings, ...rest];
}

function checkOpenFiles({ mqtt }: Config): readonly Finding[] {
  const limit = openFilesLimit();
  const needed = mqtt.maxConnections + BESIDES_CONNECTIONS;
  if (limit >= needed) return [];
  return [
    warning(
      'open files',
      `this user may have ${limit} open, mqtt.maxConnections needs ${needed}`,
      `Set LimitNOFILE=${needed} in the unit, or mqtt.maxConnections to what there is.`,
    ),
  ];
}
