import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '..');
const { files, keywords, ...manifest } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
const NODES = Object.entries<string>(manifest['node-red'].nodes);

function keysOf(value: object): string[] {
  return Object.entries(value).flatMap(([key, inner]) =>
    typeof inner === 'object' ? keysOf(inner).map((rest) => `${key}.${rest}`) : [key],
  );
}

function read(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}

describe('the package', () => {
  it('is one that Node-RED’s library lists, and holds all that it names', () => {
    expect(keywords).toContain('node-red');
    expect(files).toEqual(['nodes', 'lib', 'examples']);
    for (const [, file] of NODES) {
      expect(existsSync(join(ROOT, file)), file).toBe(true);
      expect(existsSync(join(ROOT, file.replace('.js', '.html'))), file).toBe(true);
    }
  });

  it.each(NODES)('gives %s to who imports it and to who requires it', async (_type, file) => {
    const imported = await import(join(ROOT, file));
    expect(imported.default).toBeInstanceOf(Function);
    expect(createRequire(import.meta.url)(join(ROOT, file))).toBeInstanceOf(Function);
  });

  it.each(NODES)('says the same of %s in English and Indonesian', (type) => {
    const [en, id] = ['en-US', 'id'].map((language) =>
      JSON.parse(read(`nodes/locales/${language}/${type}.json`)),
    );
    expect(keysOf(id)).toEqual(keysOf(en));
    for (const language of ['en-US', 'id']) {
      expect(read(`nodes/locales/${language}/${type}.html`)).toContain(`data-help-name="${type}"`);
    }
  });

  it.each(NODES)('has a text for each that the dialog of %s shows', (type, file) => {
    const known = keysOf(JSON.parse(read(`nodes/locales/en-US/${type}.json`)));
    const html = read(file.replace('.js', '.html'));
    const shown = [...html.matchAll(/data-i18n="(?:\[placeholder\])?([^"]+)"/g)].map(([, key]) => key);
    expect(shown.filter((key) => !known.includes(key ?? ''))).toEqual([]);
  });

  it.each(readdirSync(join(ROOT, 'examples')))(
    'brings "%s" with nodes of this palette and Node-RED’s own',
    (name) => {
      const nodes = JSON.parse(read(`examples/${name}`)) as {
        id: string;
        type: string;
        wires?: string[][];
      }[];
      const core = ['tab', 'comment', 'function', 'debug', 'inject', 'join', 'catch'];
      const own = NODES.map(([type]) => type);
      expect(nodes.map(({ type }) => type).filter((type) => ![...core, ...own].includes(type))).toEqual([]);
      const ids = new Set(nodes.map(({ id }) => id));
      for (const target of nodes.flatMap(({ wires = [] }) => wires.flat())) expect(ids).toContain(target);
    },
  );
});
