import { pino } from 'pino';
import { z } from 'zod';
import { buildHttp, LiveFeed } from '../http/index.ts';
import type { HttpPorts } from '../http/ports.ts';
import { fieldTable, isSchema, type JsonSchema, textOf, typeOf } from './fields.ts';
import { code, page, table } from './markdown.ts';

const Operation = z.object({
  summary: z.string().default(''),
  description: z.string().default(''),
  tags: z.array(z.string()).default([]),
  parameters: z
    .array(
      z.object({
        name: z.string(),
        in: z.string(),
        required: z.boolean().default(false),
        description: z.string().default(''),
        schema: z.record(z.string(), z.unknown()).default({}),
      }),
    )
    .default([]),
  requestBody: z
    .object({
      content: z.record(z.string(), z.object({ schema: z.record(z.string(), z.unknown()).default({}) })),
    })
    .optional(),
  responses: z.record(z.string(), z.object({ description: z.string().default('') })),
});
const OpenApi = z.object({
  tags: z.array(z.object({ name: z.string(), description: z.string() })),
  paths: z.record(z.string(), z.record(z.string(), Operation)),
  components: z.object({ schemas: z.record(z.string(), z.record(z.string(), z.unknown())) }),
});
type OpenApi = z.infer<typeof OpenApi>;
type Operation = z.infer<typeof Operation>;

const INTRODUCTION = `A running server has the same with schemas and a way to try it out at \`/api/docs\`, and for programs at
\`/api/openapi.json\` (OpenAPI 3.1). It listens on this machine only: there are no accounts yet. Times are Unix ms in UTC
unless said otherwise; errors are \`application/problem+json\` (RFC 9457).`;

/** Every operation, from the API's own document. */
export async function httpApiPage(): Promise<string> {
  const { tags, paths, components } = OpenApi.parse(await describedApi());
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  );
  const byTag = tags.flatMap(({ name, description }) => [
    `## ${name}`,
    description,
    ...operations
      .filter(({ operation }) => operation.tags.includes(name))
      .flatMap(({ path, method, operation }) => sectionOf(`${method.toUpperCase()} ${path}`, operation)),
  ]);
  return page('HTTP API', INTRODUCTION, ...byTag, '## What is answered', ...schemasOf(components.schemas));
}

/** The document of a server whose parts are never asked anything. */
async function describedApi(): Promise<unknown> {
  const log = pino({ level: 'silent' });
  const own: Partial<HttpPorts> = { log, live: new LiveFeed({ clock: () => 0 }) };
  // Routes may take their parts out of the ports, and ask them nothing before they are asked something themselves.
  const parts = new Proxy(own as HttpPorts, { get: (_, name) => Reflect.get(own, name) ?? {} });
  const app = await buildHttp(parts, { consoleDirectory: '/nowhere', version: '' });
  try {
    return (await app.inject('/api/openapi.json')).json();
  } finally {
    await app.close();
  }
}

function sectionOf(title: string, operation: Operation): string[] {
  const { summary, description, parameters, requestBody, responses } = operation;
  const given = parameters.map(({ name, in: where, required, description: meaning, schema }) => [
    code(name),
    required ? `${where}, required` : where,
    typeOf(schema),
    meaning,
  ]);
  const body = Object.entries(requestBody?.content ?? {}).map(([media, { schema }]) => bodyOf(media, schema));
  const answers = Object.entries(responses).map(([status, answer]) => [status, answer.description]);
  return [
    `### ${code(title)}`,
    `${summary}.`,
    description,
    given.length > 0 ? table(['parameter', 'in', 'is', 'meaning'], given) : '',
    ...body,
    table(['answer', 'when'], answers),
  ].filter((text) => text !== '');
}

function bodyOf(media: string, schema: JsonSchema): string {
  const kinds = schema.oneOf ?? schema.anyOf;
  const tables = Array.isArray(kinds) ? kinds.filter(isSchema).map(fieldTable) : [fieldTable(schema)];
  return [`Sent as ${code(media)}:`, ...tables].join('\n\n');
}

function schemasOf(schemas: OpenApi['components']['schemas']): string[] {
  return Object.entries(schemas).flatMap(([name, schema]) =>
    [`### ${code(name)}`, textOf(schema.description), fieldTable(schema)].filter((text) => text !== ''),
  );
}
