import { readFileSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, extname, isAbsolute, join, relative, sep } from 'node:path';
import { InvalidInputError } from '@banyu/contracts';
import { messageOf } from '../message-of.ts';
import { contradictionsIn } from './contradictions.ts';
import { type ParsedFile, parseFile, writePath } from './parse-file.ts';
import { type Problem, problemsError } from './problem.ts';
import type { Place, Scenario } from './scenario.ts';

const MAX_BYTES = 64 * 1_024;
const MAX_DEPTH = 5;
/** Includes of includes, all counted, and what they may bring. */
const MAX_INCLUDES = 50;
const MAX_ENTRIES = 500;

/**
 * Reads a scenario file and all that it includes, which lie in its folder or below. Throws InvalidInputError that lists
 * every problem, each with its file, line and key and what to do.
 */
export function readScenario(path: string): Scenario {
  let root: string;
  try {
    root = realpathSync(path);
  } catch (cause) {
    const reason = messageOf(cause);
    throw new InvalidInputError(`Cannot read the scenario "${path}": ${reason}`, {
      field: 'scenario',
      cause,
    });
  }
  const reading = new Reading(dirname(root));
  const parsed = reading.read(root);
  if (parsed !== undefined) {
    reading.take(root, parsed, { shiftMs: 0, withExpectations: true, within: [root] });
    if (reading.problems.length === 0) {
      const { name, title, text, start } = parsed.file;
      const scenario: Scenario = {
        name,
        title,
        text,
        start,
        timeline: reading.timeline.toSorted((a, b) => a.entry.at - b.entry.at),
        expectations: reading.expectations.toSorted((a, b) => a.expectation.at - b.expectation.at),
      };
      reading.problems.push(...contradictionsIn(scenario));
      if (reading.problems.length === 0) return scenario;
    }
  }
  throw problemsError(parsed?.file.name ?? basename(path), reading.problems);
}

interface Inclusion {
  readonly shiftMs: number;
  readonly withExpectations: boolean;
  /** The files that it is included by, and itself. */
  readonly within: readonly string[];
}

/** One scenario while it is read. */
class Reading {
  readonly problems: Problem[] = [];
  readonly timeline: Scenario['timeline'][number][] = [];
  readonly expectations: Scenario['expectations'][number][] = [];
  readonly #folder: string;
  readonly #read = new Map<string, ParsedFile | undefined>();
  #includes = 0;
  /** Told once. */
  #isTooLarge = false;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** The file, read once; undefined when it is not good, which is then told. */
  read(path: string): ParsedFile | undefined {
    if (!this.#read.has(path)) this.#read.set(path, this.#parse(path));
    return this.#read.get(path);
  }

  take(path: string, { file, lineOf }: ParsedFile, inclusion: Inclusion): void {
    const { shiftMs, withExpectations } = inclusion;
    const placeOf = (...keys: PropertyKey[]): Place => ({
      file: this.#nameOf(path),
      line: lineOf(keys),
      path: writePath(keys),
    });
    file.timeline.forEach((entry, index) => {
      const shifted = { ...entry, at: entry.at + shiftMs };
      this.timeline.push({ entry: shifted, place: placeOf('timeline', index) });
    });
    if (withExpectations) {
      file.expect.forEach((expectation, index) => {
        const shifted = { ...expectation, at: expectation.at + shiftMs };
        this.expectations.push({ expectation: shifted, place: placeOf('expect', index) });
      });
    }
    file.include.forEach(({ file: included, at, expect }, index) => {
      const place = placeOf('include', index, 'file');
      const target = this.#resolve(path, included, inclusion, place);
      const parsed = target === undefined ? undefined : this.read(target);
      if (target === undefined || parsed === undefined) return;
      this.take(target, parsed, {
        shiftMs: shiftMs + at,
        withExpectations: withExpectations && expect,
        within: [...inclusion.within, target],
      });
    });
  }

  /** The file that is included; undefined, and told why, when it may not be. */
  #resolve(from: string, included: string, { within }: Inclusion, place: Place): string | undefined {
    const refuse = (message: string): undefined => {
      this.problems.push({ ...place, message });
    };
    this.#includes += 1;
    if (this.#includes > MAX_INCLUDES || this.timeline.length + this.expectations.length > MAX_ENTRIES) {
      if (this.#isTooLarge) return undefined;
      this.#isTooLarge = true;
      return refuse(
        `makes it too large: at most ${MAX_INCLUDES} includes and ${MAX_ENTRIES} lines of timeline and expect in all`,
      );
    }
    if (isAbsolute(included) || extname(included) !== '.yaml')
      return refuse(`is "${included}": write the path of a .yaml file in this folder, e.g. storm.yaml`);
    let target: string;
    try {
      target = realpathSync(join(dirname(from), included));
    } catch {
      return refuse(`is "${included}", and there is no such file in ${dirname(from)}`);
    }
    const way = relative(this.#folder, target);
    if (way === '..' || way.startsWith(`..${sep}`) || isAbsolute(way))
      return refuse(`is "${included}", which lies outside ${this.#folder}: copy it into this folder`);
    if (within.includes(target)) {
      const circle = [...within.slice(within.indexOf(target)), target].map((path) => this.#nameOf(path));
      return refuse(`goes round in a circle, ${circle.join(' → ')}: take one of these includes out`);
    }
    if (within.length >= MAX_DEPTH)
      return refuse(`is an include of an include, ${MAX_DEPTH} deep: write its lines into this file`);
    return target;
  }

  #parse(path: string): ParsedFile | undefined {
    const file = this.#nameOf(path);
    try {
      const { size } = statSync(path);
      if (size > MAX_BYTES) {
        const message = `has ${size} bytes, at most ${MAX_BYTES}: divide it with include`;
        this.problems.push({ file, line: undefined, path: '', message });
        return undefined;
      }
      return parseFile(readFileSync(path, 'utf8'), file, this.problems);
    } catch (error) {
      const message = `cannot be read: ${messageOf(error)}`;
      this.problems.push({ file, line: undefined, path: '', message });
      return undefined;
    }
  }

  #nameOf(path: string): string {
    return relative(this.#folder, path);
  }
}
