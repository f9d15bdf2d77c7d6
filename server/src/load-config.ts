import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { ConfigurationError } from '@banyu/contracts';
import { parse as parseYaml } from 'yaml';
import { z } from 'zod';
import { Config } from './config.ts';
import { messageOf } from './message-of.ts';
import { readSecret } from './read-secret.ts';

/** Keys whose values are secrets. */
export const SECRETS: ReadonlySet<string> = new Set(['password', 'token']);

/** Environment variables that begin like ours but are not keys of the configuration. */
const OTHER_VARIABLES = new Set(['BANYU_CONFIG', 'BANYU_SECRET', 'BANYU_URL']);

/**
 * Reads `file` (or BANYU_CONFIG, or `./banyu.yaml` when it exists) and the BANYU_* environment over it.
 * Throws ConfigurationError that lists every problem at once.
 */
export function loadConfig(options: { file?: string; env: NodeJS.ProcessEnv; directory: string }): Config {
  const file = options.file ?? options.env.BANYU_CONFIG;
  const path = resolve(options.directory, file ?? 'banyu.yaml');
  const problems: string[] = [];
  const tree = readTree(path, file !== undefined, problems);
  applyEnvironment(tree, options.env, problems);
  const parsed = Config.safeParse(tree);
  if (!parsed.success) {
    for (const issue of parsed.error.issues)
      problems.push(`${issue.path.join('.') || path}: ${issue.message}`);
  }
  if (!parsed.success || problems.length > 0) {
    throw new ConfigurationError(
      `The configuration cannot be used:\n${problems.map((p) => `  - ${p}`).join('\n')}`,
    );
  }
  return resolveFiles(parsed.data, options.directory);
}

type Tree = { [key: string]: unknown };

function readTree(path: string, required: boolean, problems: string[]): Tree {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if (required) problems.push(`cannot read ${path}: ${messageOf(error)}`);
    return {};
  }
  let tree: unknown;
  try {
    tree = parseYaml(text) ?? {};
  } catch (error) {
    problems.push(`${path} is not YAML: ${messageOf(error)}`);
    return {};
  }
  if (!isTree(tree)) {
    problems.push(`${path}: expected a mapping of keys, see the README`);
    return {};
  }
  for (const secret of secretsIn(tree)) {
    problems.push(
      `${secret} stands in ${path}: secrets come from ${variableOf(secret.split('.'))} or from a file (${secret}File)`,
    );
  }
  return tree;
}

function secretsIn(tree: Tree, path: readonly string[] = []): string[] {
  return Object.entries(tree).flatMap(([key, value]) => {
    if (SECRETS.has(key)) return [[...path, key].join('.')];
    return isTree(value) ? secretsIn(value, [...path, key]) : [];
  });
}

function applyEnvironment(tree: Tree, env: NodeJS.ProcessEnv, problems: string[]): void {
  const known = new Map(leavesOf(Config).map(({ path }) => [variableOf(path), path]));
  for (const [name, text] of Object.entries(env)) {
    if (!name.startsWith('BANYU_') || OTHER_VARIABLES.has(name) || text === undefined) continue;
    const path = known.get(name);
    if (path === undefined) problems.push(`${name}: no such setting`);
    else setAt(tree, path, settingOf(path, text));
  }
}

/** A secret is taken as it stands; anything else means what it would mean in the file. */
function settingOf(path: readonly string[], text: string): unknown {
  if (SECRETS.has(path.at(-1) ?? '')) return text;
  try {
    return parseYaml(text);
  } catch {
    return text;
  }
}

/** `mqtt.tcp.port` is `BANYU_MQTT_TCP_PORT`, `store.rawDays` is `BANYU_STORE_RAW_DAYS`. */
export function variableOf(path: readonly string[]): string {
  return `BANYU_${path.map((key) => key.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()).join('_')}`;
}

export interface Setting {
  readonly path: readonly string[];
  /** What it does, in a line. */
  readonly meaning: string;
}

/** All settings, for the environment and for people. */
export function leavesOf(schema: z.ZodType, path: readonly string[] = []): readonly Setting[] {
  const inner = unwrap(schema);
  if (!(inner instanceof z.ZodObject)) return [{ path, meaning: schema.description ?? '' }];
  return Object.entries(inner.shape).flatMap(([key, value]) => leavesOf(value as z.ZodType, [...path, key]));
}

function unwrap(schema: z.ZodType): z.ZodType {
  let inner: unknown = schema;
  while (
    inner instanceof z.ZodDefault ||
    inner instanceof z.ZodPrefault ||
    inner instanceof z.ZodOptional ||
    inner instanceof z.ZodNullable
  ) {
    inner = inner.unwrap();
  }
  return inner as z.ZodType;
}

function setAt(tree: Tree, path: readonly string[], value: unknown): void {
  let at = tree;
  for (const key of path.slice(0, -1)) {
    const next = at[key];
    if (isTree(next)) at = next;
    else {
      const created: Tree = {};
      at[key] = created;
      at = created;
    }
  }
  at[path.at(-1) ?? ''] = value;
}

/** Paths count from where the command runs; a secret's file is read into the secret beside it. */
function resolveFiles(config: Config, directory: string): Config {
  const tree: Tree = { ...config };
  resolveTree(tree, directory);
  return Config.parse({ ...tree, dataDirectory: resolve(directory, config.dataDirectory) });
}

function resolveTree(tree: Tree, directory: string): void {
  for (const [key, value] of Object.entries(tree)) {
    if (isTree(value)) {
      const copy = { ...value };
      resolveTree(copy, directory);
      tree[key] = copy;
    } else if (key.endsWith('File') && typeof value === 'string') {
      const path = resolve(directory, value);
      tree[key] = path;
      const secret = key.slice(0, -'File'.length);
      if (SECRETS.has(secret)) tree[secret] = readSecret(path);
    }
  }
}

function isTree(value: unknown): value is Tree {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
