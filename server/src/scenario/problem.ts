import { InvalidInputError } from '@banyu/contracts';

/** Something to mend in a scenario file. */
export interface Problem {
  readonly file: string;
  /** From 1; undefined when it is about the file as a whole. */
  readonly line: number | undefined;
  /** The key at fault, e.g. `timeline[2].toxin`; empty for the file as a whole. */
  readonly path: string;
  readonly message: string;
}

/** All problems at once, one a line, each with what to do. */
export function problemsError(name: string, problems: readonly Problem[]): InvalidInputError {
  const lines = problems.map(({ file, line, path, message }) => {
    const where = line === undefined ? file : `${file}:${line}`;
    return `  - ${where}: ${path === '' ? '' : `${path} `}${message}`;
  });
  return new InvalidInputError(`The scenario ${name} cannot be used:\n${lines.join('\n')}`, {
    field: 'scenario',
  });
}
