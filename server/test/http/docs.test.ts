import { afterAll, beforeAll, expect, test } from 'vitest';
import { COMPONENTS } from '../../src/http/components.ts';
import { type Rig, startRig } from './support/rig.ts';

interface Operation {
  readonly summary?: string;
  readonly tags?: readonly string[];
  readonly parameters?: readonly { name: string; in: string; description?: string; schema?: object }[];
  readonly responses: Record<string, { description?: string; content?: Record<string, { schema?: object }> }>;
}

interface Document {
  readonly openapi: string;
  readonly info: { title: string; version: string };
  readonly tags: readonly { name: string }[];
  readonly paths: Record<string, Record<string, Operation>>;
  readonly components: { schemas: Record<string, object> };
}

let rig: Rig;
let document: Document;
beforeAll(async () => {
  rig = await startRig();
  document = (await (await rig.get('/api/openapi.json')).json()) as Document;
});
afterAll(() => rig[Symbol.asyncDispose]());

test('the API describes itself in OpenAPI 3.1', () => {
  expect(document).toMatchObject({ openapi: '3.1.0', info: { title: 'Banyu', version: '0.0.0-test' } });
});

test('every route is in it', () => {
  expect(Object.keys(document.paths).sort()).toEqual([
    '/api/problems/{kind}',
    '/api/v1/audit/head',
    '/api/v1/backups',
    '/api/v1/backups/{id}',
    '/api/v1/laboratories',
    '/api/v1/laboratories/{laboratory}',
    '/api/v1/parameters',
    '/api/v1/plants',
    '/api/v1/plants/{plant}',
    '/api/v1/plants/{plant}/completeness',
    '/api/v1/plants/{plant}/compliance',
    '/api/v1/plants/{plant}/corrections',
    '/api/v1/plants/{plant}/corrections/{correction}',
    '/api/v1/plants/{plant}/corrections/{correction}/withdraw',
    '/api/v1/plants/{plant}/coverage',
    '/api/v1/plants/{plant}/devices',
    '/api/v1/plants/{plant}/devices/{device}/commands',
    '/api/v1/plants/{plant}/devices/{device}/commands/{command}',
    '/api/v1/plants/{plant}/devices/{device}/keys',
    '/api/v1/plants/{plant}/devices/{device}/keys/{key}/revoke',
    '/api/v1/plants/{plant}/devices/{device}/schedules',
    '/api/v1/plants/{plant}/devices/{device}/signing',
    '/api/v1/plants/{plant}/events',
    '/api/v1/plants/{plant}/export',
    '/api/v1/plants/{plant}/gaps',
    '/api/v1/plants/{plant}/laboratory/compare',
    '/api/v1/plants/{plant}/laboratory/template',
    '/api/v1/plants/{plant}/laboratory/uploads',
    '/api/v1/plants/{plant}/laboratory/uploads/{upload}/save',
    '/api/v1/plants/{plant}/latest',
    '/api/v1/plants/{plant}/limits',
    '/api/v1/plants/{plant}/points',
    '/api/v1/plants/{plant}/quality/findings',
    '/api/v1/plants/{plant}/quality/in-force',
    '/api/v1/plants/{plant}/quality/settings',
    '/api/v1/plants/{plant}/readings',
    '/api/v1/plants/{plant}/rejects',
    '/api/v1/plants/{plant}/rejects/{reject}',
    '/api/v1/plants/{plant}/rejects/{reject}/preview',
    '/api/v1/plants/{plant}/rejects/{reject}/repair',
    '/api/v1/plants/{plant}/requalifications',
    '/api/v1/plants/{plant}/requalifications/{requalification}',
    '/api/v1/plants/{plant}/reviews',
    '/api/v1/plants/{plant}/reviews/states',
    '/api/v1/plants/{plant}/samples',
    '/api/v1/plants/{plant}/samples/{sample}',
    '/api/v1/plants/{plant}/samples/{sample}/restoration',
    '/api/v1/plants/{plant}/samples/{sample}/revisions',
    '/api/v1/plants/{plant}/samples/{sample}/withdrawal',
    '/api/v1/plants/{plant}/schedules',
    '/api/v1/plants/{plant}/schedules/proposals',
    '/api/v1/plants/{plant}/series',
    '/api/v1/plants/{plant}/slots',
    '/api/v1/plants/{plant}/windows',
    '/api/v1/plants/{plant}/windows/{window}',
    '/api/v1/plants/{plant}/windows/{window}/cancel',
    '/api/v1/plants/{plant}/windows/{window}/end',
    '/api/v1/rejects',
    '/api/v1/standards',
    '/api/v1/standards/{standard}',
    '/api/v1/stream',
    '/healthz',
    '/metrics',
    '/readyz',
  ]);
  const changing = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.keys(methods)
      .filter((method) => method !== 'get')
      .map((method) => `${method} ${path}`),
  );
  const ofPlant = 'post /api/v1/plants/{plant}';
  expect(changing.sort()).toEqual([
    'patch /api/v1/laboratories/{laboratory}',
    'post /api/v1/backups',
    'post /api/v1/laboratories',
    `${ofPlant}/corrections`,
    `${ofPlant}/corrections/{correction}/withdraw`,
    `${ofPlant}/devices/{device}/commands`,
    `${ofPlant}/devices/{device}/keys`,
    `${ofPlant}/devices/{device}/keys/{key}/revoke`,
    `${ofPlant}/devices/{device}/schedules`,
    `${ofPlant}/laboratory/uploads`,
    `${ofPlant}/laboratory/uploads/{upload}/save`,
    `${ofPlant}/quality/settings`,
    `${ofPlant}/rejects/{reject}/preview`,
    `${ofPlant}/rejects/{reject}/repair`,
    `${ofPlant}/requalifications`,
    `${ofPlant}/reviews`,
    `${ofPlant}/samples`,
    `${ofPlant}/samples/{sample}/restoration`,
    `${ofPlant}/samples/{sample}/revisions`,
    `${ofPlant}/samples/{sample}/withdrawal`,
    `${ofPlant}/windows`,
    `${ofPlant}/windows/{window}/cancel`,
    `${ofPlant}/windows/{window}/end`,
    'put /api/v1/plants/{plant}/devices/{device}/signing',
  ]);
});

test('every operation has a summary, a known tag, and a schema for each answer; errors are problems', () => {
  const tags = document.tags.map((tag) => tag.name);
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.values(methods).map((operation) => ({ path, operation })),
  );
  for (const { path, operation } of operations) {
    const [good = '', ...others] = Object.keys(operation.responses).filter((status) =>
      status.startsWith('2'),
    );
    expect(others, path).toEqual([]);
    expect(operation.summary, path).toMatch(/\w+/);
    expect(tags, path).toContain(operation.tags?.[0]);
    expect(Object.keys(operation.responses), path).toEqual(expect.arrayContaining(['421', '500']));
    for (const [status, { description, content }] of Object.entries(operation.responses)) {
      expect(description, `${path} ${status}`).not.toBe('Default Response');
      const [media, ...others] = Object.entries(content ?? {});
      expect(others).toEqual([]);
      expect(media?.[1].schema, `${path} ${status}`).toBeDefined();
      if (status !== good) {
        expect(media).toEqual([
          'application/problem+json',
          { schema: { $ref: '#/components/schemas/Problem' } },
        ]);
      }
    }
    const named = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]);
    const inPath =
      operation.parameters?.filter((parameter) => parameter.in === 'path').map((p) => p.name) ?? [];
    expect(inPath, path).toEqual(named);
    for (const parameter of operation.parameters ?? [])
      expect(parameter.schema, `${path} ${parameter.name}`).toBeDefined();
  }
});

test('every reference leads somewhere, and nothing is described that nobody refers to', () => {
  const text = JSON.stringify(document);
  const references = new Set([...text.matchAll(/"\$ref":"([^"]+)"/g)].map((match) => match[1]));
  const components = Object.keys(document.components.schemas).map((name) => `#/components/schemas/${name}`);
  expect([...references].sort()).toEqual(components.sort());
});

test.each(COMPONENTS.map(([name, schema, example]) => ({ name, schema, example })))(
  'the example of $name is one',
  ({ name, schema, example }) => {
    expect(schema.parse(example)).toEqual(example);
    expect(document.components.schemas[name]).toMatchObject({ examples: [example] });
  },
);

test('Swagger UI has all it needs from this server', async () => {
  const page = await (await rig.get('/api/docs')).text();
  const assets = [...page.matchAll(/(?:src|href)="([^"]+)"/g)].map((match) => match[1] ?? '');
  expect(assets.length).toBeGreaterThan(3);
  for (const asset of assets) {
    const response = await rig.get(asset);
    expect(response.status, asset).toBe(200);
    expect((await response.bytes()).length, asset).toBeGreaterThan(0);
  }
  expect(page).not.toMatch(/<script(?![^>]*src=)/);
  const initializer = await (await rig.get('/api/docs/static/swagger-initializer.js')).text();
  expect(initializer).toContain('/api/openapi.json');
});
