import { ApiAuditHead } from '@banyu/contracts';
import { headLine } from '../../audit-line.ts';
import type { HttpApp } from '../http-app.ts';
import type { HttpPorts } from '../ports.ts';
import { ok, problems } from './shared-schema.ts';

/** What a report publishes, so that nobody can change later what stands behind it. */
export function auditRoutes(app: HttpApp, { heads }: HttpPorts): void {
  app.get(
    '/api/v1/audit/head',
    {
      schema: {
        summary: 'The heads of the audit trail and of the sealed readings',
        tags: ['quality'],
        response: {
          200: ok('the hashes behind which everything up to now stands', ApiAuditHead),
          ...problems('unavailable'),
        },
      },
    },
    async () => {
      const [{ id, hash }, seals] = await Promise.all([heads.audit(), heads.seals()]);
      const audit = { id, hash };
      return {
        line: headLine({ audit, seals }),
        audit,
        seals: seals === undefined ? null : { n: seals.n, to: seals.to, hash: seals.hash },
      };
    },
  );
}
