import { isNode, LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';
import { messageOf } from '../message-of.ts';
import type { Problem } from './problem.ts';
import { keysOf, ScenarioFile } from './scenario-file.ts';

type Path = readonly PropertyKey[];

/** A file that is good by itself, and where in it things stand. */
export interface ParsedFile {
  readonly file: ScenarioFile;
  /** The line of a key, from 1. */
  readonly lineOf: (path: Path) => number | undefined;
}

/** An anchor may be repeated so often: enough for people, too little to make a small file large. */
const MAX_ALIASES = 100;

/** Reads the text of a scenario file; what is wrong with it is added to `problems`, and nothing is given back then. */
export function parseFile(text: string, name: string, problems: Problem[]): ParsedFile | undefined {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const [unreadable] = document.errors;
  if (unreadable !== undefined) {
    const { line } = lines.linePos(unreadable.pos[0]);
    problems.push({ file: name, line, path: '', message: `is not YAML: ${unreadable.message}` });
    return undefined;
  }
  const lineOf = (path: Path): number | undefined => {
    for (let depth = path.length; depth >= 0; depth -= 1) {
      const node: unknown = document.getIn(path.slice(0, depth), true);
      if (isNode(node) && node.range) return lines.linePos(node.range[0]).line;
    }
    return undefined;
  };
  let tree: unknown;
  try {
    tree = document.toJS({ maxAliasCount: MAX_ALIASES });
  } catch (error) {
    const message = `is too entangled: ${messageOf(error)}. Write repeated parts out, or include a file`;
    problems.push({ file: name, line: undefined, path: '', message });
    return undefined;
  }
  const parsed = ScenarioFile.safeParse(tree);
  if (parsed.success) return { file: parsed.data, lineOf };
  for (const issue of parsed.error.issues) {
    for (const { path, message } of told(issue, tree)) {
      problems.push({ file: name, line: lineOf(path), path: writePath(path), message });
    }
  }
  return undefined;
}

/** `timeline[2].toxin` */
export function writePath(path: Path): string {
  return path.reduce<string>((written, key) => {
    if (typeof key === 'number') return `${written}[${key}]`;
    return written === '' ? String(key) : `${written}.${String(key)}`;
  }, '');
}

/** An issue as one that a person can do something about. */
function told(issue: z.core.$ZodIssue, tree: unknown): { path: Path; message: string }[] {
  const { path } = issue;
  switch (issue.code) {
    case 'unrecognized_keys': {
      const known = path[0] === 'timeline' ? keysOf(valueAt(tree, [...path, 'kind'])) : undefined;
      const message = `is no key here: take it out${known === undefined ? '' : `, or write one of ${known.join(', ')}`}`;
      return issue.keys.map((key) => ({ path: [...path, key], message }));
    }
    case 'invalid_type':
      if (valueAt(tree, path) === undefined) return [{ path, message: `is missing: ${wanted(issue)}` }];
      return [{ path, message: wanted(issue) }];
    default:
      return [{ path, message: issue.message }];
  }
}

function wanted({ message, expected }: z.core.$ZodIssueInvalidType): string {
  if (!message.startsWith('Invalid input')) return message;
  if (expected === 'object') return 'write keys and values';
  return expected === 'array' ? 'write a list' : `write a ${expected}`;
}

function valueAt(tree: unknown, path: Path): unknown {
  let at = tree;
  for (const key of path) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, key)) return undefined;
    at = (at as Readonly<Record<PropertyKey, unknown>>)[key];
  }
  return at;
}
