import type { FastifyReply } from 'fastify';
import { headLine } from '../audit-line.ts';
import type { HeadSource } from './ports.ts';

/** The header that names the heads behind which a file or a figure stands. */
export const HEAD_HEADER = 'x-banyu-audit-head';

/** What the description of such an answer says of it. */
export const HEAD_NOTE = `the header ${HEAD_HEADER} says on which heads it stands`;

/**
 * For routes whose answers are kept by others: a hook that sends along the heads of the audit trail and the seals, as
 * they were before the answer was made. `banyu audit verify --published` takes that line.
 */
export function publishHead(heads: HeadSource) {
  return async (_request: unknown, reply: FastifyReply): Promise<void> => {
    const [audit, seals] = await Promise.all([heads.audit(), heads.seals()]);
    reply.header(HEAD_HEADER, headLine({ audit, seals }));
  };
}
