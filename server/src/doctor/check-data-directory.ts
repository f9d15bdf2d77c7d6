import { constants, type Stats } from 'node:fs';
import { access, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type Finding, ok, problem, warning } from './finding.ts';

const ABOUT = 'data directory';
/** Anybody's bits of a file mode: the registry holds hashes of credentials, the journal what was measured. */
const GROUP_AND_OTHERS = 0o077;

/** Whether the user that runs this may use the data directory, and others may not. `uid` of that user. */
export async function checkDataDirectory(directory: string, uid: number): Promise<readonly Finding[]> {
  const found = await stat(directory).catch(() => undefined);
  if (found === undefined) return [await checkPlaceForIt(directory)];
  if (!found.isDirectory()) {
    return [
      problem(
        ABOUT,
        `${directory} is no folder`,
        'Move that file away, or set dataDirectory to another path.',
      ),
    ];
  }
  if (!(await allowed(directory))) {
    return [
      problem(
        ABOUT,
        `${directory} may not be written by user ${uid}`,
        `Run this as the user that the server runs as, or: chown -R <user> ${directory}`,
      ),
    ];
  }
  const strangers = await ownedByOthers(directory, found);
  if (strangers.length > 0) {
    return [
      problem(
        ABOUT,
        `${strangers.slice(0, 3).join(', ')} in ${directory} belong to another user than the folder`,
        `The server cannot write them: chown -R --reference=${directory} ${directory}`,
      ),
    ];
  }
  if ((found.mode & GROUP_AND_OTHERS) !== 0) {
    const mode = (found.mode & 0o777).toString(8);
    return [warning(ABOUT, `${directory} may be read by others (mode ${mode})`, `chmod 700 ${directory}`)];
  }
  return [ok(ABOUT, `${directory} can be written, and read by nobody else`)];
}

async function checkPlaceForIt(directory: string): Promise<Finding> {
  for (let parent = join(directory, '..'); ; parent = join(parent, '..')) {
    const exists = await stat(parent).catch(() => undefined);
    if (exists === undefined) continue;
    return (await allowed(parent))
      ? ok(ABOUT, `${directory} is made at the first start`)
      : problem(
          ABOUT,
          `${directory} is not there, and cannot be made in ${parent}`,
          `As root: install -d -m 700 -o <user> ${directory}`,
        );
  }
}

async function allowed(path: string): Promise<boolean> {
  return access(path, constants.R_OK | constants.W_OK | constants.X_OK).then(
    () => true,
    () => false,
  );
}

async function ownedByOthers(directory: string, { uid }: Stats): Promise<readonly string[]> {
  const names = await readdir(directory, { recursive: true });
  const strangers = await Promise.all(
    names.map(async (name) => {
      const found = await stat(join(directory, name)).catch(() => undefined);
      return found !== undefined && found.uid !== uid ? [name] : [];
    }),
  );
  return strangers.flat();
}
