import { ApiHealth, type ApiProblem, ApiReadiness } from '@banyu/contracts';
import type { HttpApp } from '../http-app.ts';
import type { HttpPorts } from '../ports.ts';
import { HttpProblem } from '../problem.ts';
import { checkReadiness } from '../readiness.ts';
import { ok, problems } from './shared-schema.ts';

/** For whatever watches the process: is it alive, can it do its work. */
export function healthRoutes(app: HttpApp, ports: HttpPorts): void {
  app.get(
    '/healthz',
    {
      schema: {
        summary: 'The process is alive',
        tags: ['operation'],
        response: { 200: ok('alive', ApiHealth), ...problems() },
      },
    },
    async (_request, reply) => {
      reply.header('cache-control', 'no-store');
      return { status: 'alive' as const };
    },
  );

  app.get(
    '/readyz',
    {
      schema: {
        summary: 'The server can take readings and answer for them',
        tags: ['operation'],
        response: { 200: ok('ready', ApiReadiness), ...problems('not-ready') },
      },
    },
    async (_request, reply) => {
      reply.header('cache-control', 'no-store');
      const checks = await checkReadiness(ports);
      const failed = checks.filter((check) => !check.ok);
      if (failed.length === 0) {
        return { status: 'ready' as const, checks: checks.map(({ name, detail }) => ({ name, detail })) };
      }
      const errors: ApiProblem['errors'] = failed.map(({ name, detail }) => ({
        field: name,
        message: detail,
      }));
      throw new HttpProblem('not-ready', failed.map(({ name, detail }) => `${name}: ${detail}`).join('; '), {
        errors,
      });
    },
  );
}
