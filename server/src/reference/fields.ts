import { z } from 'zod';
import { code, table } from './markdown.ts';

/** The part of a JSON Schema that a reference tells of. */
export interface JsonSchema {
  readonly [key: string]: unknown;
}

/** One value that can be given, wherever it is in what holds it. */
export interface Field {
  readonly path: readonly string[];
  readonly schema: JsonSchema;
  readonly required: boolean;
}

export function schemaOf(schema: z.ZodType): JsonSchema {
  return z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as JsonSchema;
}

/** The values of an object, those of objects in it included. */
export function fieldsOf(schema: JsonSchema, path: readonly string[] = []): readonly Field[] {
  const { properties, required } = objectIn(schema) ?? {};
  if (!isSchema(properties)) return [];
  const names = Array.isArray(required) ? required : [];
  return Object.entries(properties).flatMap(([name, value]) => {
    const inner = isSchema(value) ? value : {};
    const at = [...path, name];
    return objectIn(inner) === undefined
      ? [{ path: at, schema: inner, required: names.includes(name) }]
      : fieldsOf(inner, at);
  });
}

/** A message's or an answer's fields as a table. */
export function fieldTable(schema: JsonSchema): string {
  const rows = fieldsOf(schema).map(({ path, schema: field, required }) => [
    code(path.join('.')),
    typeOf(field),
    required ? 'yes' : '',
    textOf(field.description),
  ]);
  return table(['field', 'is', 'required', 'meaning'], rows);
}

/** What a value may be, in words: `integer 1 … 900`, `"online" or "offline"`. */
export function typeOf(schema: JsonSchema): string {
  if (typeof schema.$ref === 'string') return code(schema.$ref.split('/').at(-1) ?? '');
  const choices = choicesOf(schema);
  if (choices.length > 0) return [...new Set(choices.map(typeOf))].join(' or ');
  if (schema.const !== undefined) return code(JSON.stringify(schema.const));
  if (Array.isArray(schema.enum)) return schema.enum.map((value) => code(JSON.stringify(value))).join(', ');
  if (schema.type === 'array')
    return `list of ${isSchema(schema.items) ? typeOf(schema.items) : 'anything'}${rangeOf(schema.minItems, schema.maxItems)}`;
  if (typeof schema.type !== 'string') return 'anything';
  const pattern =
    typeof schema.pattern === 'string' && schema.pattern.length <= 60 ? ` ${code(schema.pattern)}` : '';
  const range = rangeOf(schema.minimum ?? schema.exclusiveMinimum, schema.maximum ?? schema.exclusiveMaximum);
  const length = rangeOf(undefined, schema.maxLength);
  return `${schema.type}${range}${length === '' ? '' : `, length${length}`}${pattern}`;
}

export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

export function isSchema(value: unknown): value is JsonSchema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The object that a schema is, or is when it is not null. */
function objectIn(schema: JsonSchema): JsonSchema | undefined {
  if (isSchema(schema.properties)) return schema;
  const objects = choicesOf(schema).filter((choice) => choice.type !== 'null');
  return objects.length === 1 && objects[0] !== undefined ? objectIn(objects[0]) : undefined;
}

function choicesOf(schema: JsonSchema): readonly JsonSchema[] {
  const choices = schema.anyOf ?? schema.oneOf;
  return Array.isArray(choices) ? choices.filter(isSchema) : [];
}

/** zod bounds every integer by what JavaScript can tell apart: that is no limit of ours. */
function rangeOf(from: unknown, to: unknown): string {
  const bound = (value: unknown) =>
    typeof value === 'number' && Math.abs(value) < Number.MAX_SAFE_INTEGER ? String(value) : undefined;
  const [least, most] = [bound(from), bound(to)];
  if (least === undefined && most === undefined) return '';
  return most === undefined ? ` from ${least}` : ` ${least ?? ''}…${most}`;
}
