import { fastifySwagger } from '@fastify/swagger';
import { fastifySwaggerUi } from '@fastify/swagger-ui';
import { jsonSchemaTransform, jsonSchemaTransformObject } from 'fastify-type-provider-zod';
import type { HttpApp } from '../http-app.ts';
import { DOCS_CONTENT_SECURITY_POLICY } from './security-headers.ts';

const DESCRIPTION = `Readings of wastewater treatment plants, their quality flags and what became of them.

Times are Unix ms in UTC. Parameters \`from\` and \`to\` take Unix ms or ISO 8601; without an offset they mean the
plant's wall clock. Ranges are half-open: \`from\` ≤ t < \`to\`. Errors are application/problem+json (RFC 9457).`;

/** Describes the routes that are added after it: OpenAPI 3.1 at /api/openapi.json, Swagger UI at /api/docs. */
export async function addDocs(app: HttpApp, version: string): Promise<void> {
  await app.register(fastifySwagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Banyu',
        version,
        description: DESCRIPTION,
        license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      },
      servers: [{ url: '/', description: 'this server' }],
      tags: [
        { name: 'plants', description: 'Plants, their sampling points and devices' },
        { name: 'readings', description: 'What was measured' },
        {
          name: 'quality',
          description:
            'What was rejected, what happened at the devices, and what people lay over the readings',
        },
        {
          name: 'laboratory',
          description: 'Samples, what laboratories found in them, and sensors beside it',
        },
        { name: 'standards', description: 'Effluent standards, and what they mean for a plant' },
        { name: 'live', description: 'Readings as they come' },
        { name: 'operation', description: 'For whoever runs the server' },
      ],
    },
    transform: jsonSchemaTransform,
    transformObject: (document) => withoutUnusedComponents(jsonSchemaTransformObject(document)),
  });
  await app.register(fastifySwaggerUi, {
    routePrefix: '/api/docs',
    staticCSP: DOCS_CONTENT_SECURITY_POLICY,
    uiConfig: { url: '/api/openapi.json', validatorUrl: null, deepLinking: true, tryItOutEnabled: true },
    theme: { title: 'Banyu API' },
  });
  app.get('/api/openapi.json', { schema: { hide: true } }, async () => app.swagger());
}

/** Each schema becomes a component for input and one for output; only those that something refers to stay. */
function withoutUnusedComponents<T extends object>(document: T): T {
  const schemas =
    'components' in document && isRecord(document.components) && isRecord(document.components.schemas)
      ? document.components.schemas
      : undefined;
  if (schemas === undefined) return document;
  const text = (value: unknown) => JSON.stringify(value) ?? '';
  for (;;) {
    const whole = text(document);
    const unused = Object.keys(schemas).filter((name) => !whole.includes(`"#/components/schemas/${name}"`));
    if (unused.length === 0) return document;
    for (const name of unused) delete schemas[name];
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
