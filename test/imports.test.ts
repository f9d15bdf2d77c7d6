import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { codeOf, importsOf, ROOT, readJson, resolveImport, sourceFiles } from './support/source-files.ts';

/** Which workspace may import which: data flows one way, and only the server knows everyone. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  contracts: [],
  simulator: [],
  registry: ['contracts'],
  store: ['contracts'],
  broker: ['contracts'],
  ingest: ['contracts', 'store'],
  alarms: ['contracts', 'store', 'registry'],
  evaluation: ['contracts', 'store', 'registry'],
  'firmware-sim': ['contracts', 'simulator'],
  console: ['contracts'],
  dashboards: ['contracts'],
  'node-red': ['contracts'],
  server: [
    'contracts',
    'registry',
    'store',
    'broker',
    'ingest',
    'alarms',
    'evaluation',
    'simulator',
    'firmware-sim',
  ],
  bench: [
    'contracts',
    'registry',
    'store',
    'broker',
    'ingest',
    'alarms',
    'evaluation',
    'simulator',
    'firmware-sim',
  ],
};

/** Programs: what they export would only tempt others. */
const NOT_IMPORTABLE = ['server', 'console', 'bench', 'dashboards', 'node-red'];

/** Published by itself: what Node-RED loads is JavaScript, named in its package.json, and knows none of ours. */
const PALETTE = 'node-red';

/** Workspaces whose dependencies are counted one by one. */
const ONLY_PACKAGES: Readonly<Record<string, readonly string[]>> = {
  contracts: ['zod'],
  simulator: [],
  [PALETTE]: ['mqtt'],
};

/** Code that computes from its arguments alone: neither files nor network, neither clock nor chance. */
const PURE = [
  'ingest/src/decode.ts',
  'ingest/src/validate*.ts',
  'ingest/src/quality/**/*.ts',
  'broker/src/access.ts',
  'registry/src/laboratory/{drift,pairing,canonical-result}.ts',
  'registry/src/laboratory/table/*.ts',
  'registry/src/corrections/{apply-layers,estimate,local-hours,review-levels}.ts',
  'evaluation/src/completeness/{grid,judge-slots,place-readings,tally,spans,propose-schedule}.ts',
  'simulator/src/**/*.ts',
];

/** What pure code may import besides its own kind. */
const PURE_IMPORTS = ['@banyu/contracts', 'node:buffer'];

const OUTSIDE_WORLD =
  /\bDate\.now\b|\bnew Date\(\)|\bMath\.random\b|\bperformance\.now\b|\bTemporal\.Now\b|\bprocess\.|\bcrypto\.|\bfetch\(|\bset(?:Timeout|Interval|Immediate)\(/;

interface Package {
  readonly exports?: unknown;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly workspaces?: readonly string[];
}

const workspaces = packageOf('.').workspaces ?? [];

function packageOf(folder: string): Package {
  return readJson(join(folder, 'package.json')) as Package;
}

/** The workspaces a workspace's package.json lists. */
function listedWorkspaces(folder: string): readonly string[] {
  return Object.keys(packageOf(folder).dependencies ?? {})
    .filter((name) => name.startsWith('@banyu/'))
    .map((name) => name.slice('@banyu/'.length));
}

function filesOf(folder: string): readonly string[] {
  return sourceFiles(`${folder}/{src,test,bin,lib,nodes}/**/*.{ts,tsx,mjs,js}`, `${folder}/*.ts`);
}

test('every folder with a package.json is a workspace with a place in the table', () => {
  const folders = sourceFiles('*/package.json').map((path) => path.split('/')[0]);
  expect(folders.toSorted()).toEqual(workspaces.toSorted());
  expect(Object.keys(MAY_IMPORT)).toEqual(expect.arrayContaining([...workspaces]));
});

test('the table has no cycles', () => {
  const order = Object.keys(MAY_IMPORT);
  for (const folder of order) {
    for (const other of MAY_IMPORT[folder] ?? [])
      expect(order.indexOf(other)).toBeLessThan(order.indexOf(folder));
  }
});

describe.each(workspaces)('%s', (folder) => {
  test('lists the workspaces that it may import, and no other', () => {
    const listed = listedWorkspaces(folder);
    expect(listed.filter((name) => !MAY_IMPORT[folder]?.includes(name))).toEqual([]);
  });

  test('imports workspaces that it lists, and through their door', () => {
    // What is published lists none of ours; the palette's tests hold it against the contract all the same.
    const known = folder === PALETTE ? MAY_IMPORT[PALETTE] : listedWorkspaces(folder);
    const doors = known?.map((name) => `@banyu/${name}`) ?? [];
    const strays = filesOf(folder).flatMap((file) =>
      importsOf(file)
        .filter(({ from }) => from.startsWith('@banyu/') && !doors.includes(from))
        .map(({ from }) => `${file}: ${from}`),
    );
    expect(strays).toEqual([]);
  });

  test('reaches into no other folder by a relative path', () => {
    const strays = filesOf(folder).flatMap((file) =>
      importsOf(file)
        .filter(({ from }) => from.startsWith('.'))
        .filter(({ from }) => !resolveImport(file, from).startsWith(`${folder}/`))
        .map(({ from }) => `${file}: ${from}`),
    );
    expect(strays).toEqual([]);
  });

  test(NOT_IMPORTABLE.includes(folder) ? 'cannot be imported' : 'has one door', () => {
    const door = NOT_IMPORTABLE.includes(folder) ? undefined : { '.': './src/index.ts' };
    expect(packageOf(folder).exports).toEqual(door);
  });
});

test.each(Object.entries(ONLY_PACKAGES))('%s depends on no package but %j', (folder, packages) => {
  expect(Object.keys(packageOf(folder).dependencies ?? {})).toEqual(packages);
});

test('what the palette publishes has no import that an installation lacks', () => {
  const strays = sourceFiles(`${PALETTE}/{lib,nodes}/*.js`).flatMap((file) =>
    importsOf(file)
      .filter(({ from }) => !/^(?:node:|\.\.?\/.*\.js(?:on)?$|mqtt$)/.test(from))
      .map(({ from }) => `${file}: ${from}`),
  );
  expect(strays).toEqual([]);
});

describe('pure code', () => {
  test('is where it is said to be', () => {
    for (const pattern of PURE) expect(sourceFiles(pattern), pattern).not.toEqual([]);
  });

  test.each(sourceFiles(...PURE))('%s asks neither the outside world nor code that does', (entry) => {
    for (const file of runtimeClosure(entry)) {
      const strangers = importsOf(file).filter(
        ({ from, typeOnly }) => !typeOnly && !from.startsWith('.') && !PURE_IMPORTS.includes(from),
      );
      expect(strangers, file).toEqual([]);
      expect(OUTSIDE_WORLD.exec(codeOf(file))?.[0], file).toBeUndefined();
    }
  });

  test('of the simulator imports nothing but itself', () => {
    const imported = sourceFiles('simulator/src/**/*.ts').flatMap((file) => importsOf(file));
    expect(imported.filter(({ from }) => !from.startsWith('.'))).toEqual([]);
  });
});

/** A file and all that runs with it, through relative imports. */
function runtimeClosure(entry: string): ReadonlySet<string> {
  const files = new Set<string>();
  const waiting = [entry];
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (files.has(file)) continue;
    files.add(file);
    for (const { from, typeOnly } of importsOf(file)) {
      if (!typeOnly && from.startsWith('.')) waiting.push(resolveImport(file, from));
    }
  }
  return files;
}

test('what these tests read as an import is one: there are many, and the files they name exist', () => {
  const all = sourceFiles('*/src/**/*.ts').flatMap((file) =>
    importsOf(file).map(({ from }) => ({ file, from })),
  );
  expect(all.length).toBeGreaterThan(100);
  const relative = all.filter(({ from }) => /^\.\.?\/.*\.ts$/.test(from));
  for (const { file, from } of relative) {
    expect(existsSync(join(ROOT, resolveImport(file, from))), `${file}: ${from}`).toBe(true);
  }
});
