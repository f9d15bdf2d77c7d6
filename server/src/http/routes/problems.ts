import { z } from 'zod';
import type { HttpApp } from '../http-app.ts';
import { PROBLEMS, type ProblemKind } from '../problem.ts';
import { ok, problems } from './shared-schema.ts';

const KINDS = Object.keys(PROBLEMS) as [ProblemKind, ...ProblemKind[]];

const ProblemExplained = z.object({
  type: z.string(),
  status: z.int(),
  title: z.string(),
  advice: z.string(),
});

/** What the `type` of a problem leads to. */
export function problemRoutes(app: HttpApp): void {
  app.get(
    '/api/problems/:kind',
    {
      schema: {
        summary: 'What a problem type means and what to do about it',
        tags: ['operation'],
        params: z.strictObject({ kind: z.enum(KINDS) }),
        response: { 200: ok('the problem type', ProblemExplained), ...problems('invalid-request') },
      },
    },
    async (request) => ({ type: `/api/problems/${request.params.kind}`, ...PROBLEMS[request.params.kind] }),
  );
}
