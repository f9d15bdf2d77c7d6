import type { Signature } from '@banyu/contracts';
import type { FastifyRequest } from 'fastify';

/** The signature in a body, with where the request came from. */
export function signatureIn(
  { by, why, evidence }: Pick<Signature, 'by' | 'why' | 'evidence'>,
  request: Pick<FastifyRequest, 'ip'>,
): Signature {
  return { by, why, ...(evidence !== undefined && { evidence }), from: `HTTP ${request.ip}` };
}
