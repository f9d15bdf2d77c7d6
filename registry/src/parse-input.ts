import { InvalidInputError } from '@banyu/contracts';

/** What this workspace uses of a zod schema: the contracts own the schemas, and zod. */
interface Schema<Output> {
  safeParse(
    input: unknown,
  ):
    | { readonly success: true; readonly data: Output }
    | { readonly success: false; readonly error: { readonly issues: readonly Issue[] } };
}

interface Issue {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

/** The input as the schema types it. Throws InvalidInputError: the attempt, then every fault with its field. */
export function parseInput<Output>(schema: Schema<Output>, input: unknown, attempt: string): Output {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const { issues } = parsed.error;
  throw new InvalidInputError(
    `${attempt}: ${issues.map((issue) => describe(issue, input)).join('; ')}`,
    issues[0]?.path.length === 0
      ? {}
      : { issues: issues.map(({ path, message }) => ({ field: path.map(String).join('.'), message })) },
  );
}

/** A text as it may stand in a message: quoted, control characters escaped, at most 64 characters of it. */
export function quote(text: string): string {
  return JSON.stringify(text.length > 64 ? `${text.slice(0, 64)}…` : text);
}

function describe({ path, message }: Issue, input: unknown): string {
  if (path.length === 0) return message;
  const value = path.reduce(memberOf, input);
  return `${path.map(String).join('.')}${typeof value === 'string' ? ` is ${quote(value)}` : ''}: ${message}`;
}

function memberOf(value: unknown, key: PropertyKey): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
}
