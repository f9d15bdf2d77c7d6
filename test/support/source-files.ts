import { globSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

/** The repository's root. */
export const ROOT = join(import.meta.dirname, '..', '..');

export interface Import {
  readonly from: string;
  /** `import type`: gone when the program runs. */
  readonly typeOnly: boolean;
}

/** TypeScript files below the root, as paths from it. */
export function sourceFiles(...patterns: readonly string[]): readonly string[] {
  return globSync([...patterns], { cwd: ROOT, exclude: (name) => name.includes('node_modules') }).toSorted();
}

export function readJson(path: string): unknown {
  return JSON.parse(readFileSync(join(ROOT, path), 'utf8'));
}

/** A file's text without comments. */
export function codeOf(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8').replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');
}

const IMPORT =
  /\b(?:import|export)(\s+type)?\s[^'"();=]*?from\s*['"]([^'"]+)['"]|\bimport\s*\(?\s*['"]([^'"]+)['"]/g;

/** What a file imports or exports from elsewhere. */
export function importsOf(path: string): readonly Import[] {
  return [...codeOf(path).matchAll(IMPORT)].map(([, type, from, bare]) => ({
    from: from ?? bare ?? '',
    typeOnly: type !== undefined,
  }));
}

/** The file that a relative import names, as a path from the root. */
export function resolveImport(importer: string, from: string): string {
  return relative(ROOT, join(ROOT, dirname(importer), from));
}
