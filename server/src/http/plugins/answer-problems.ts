import type { Socket } from 'node:net';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import type { HttpApp } from '../http-app.ts';
import {
  answerTo,
  HttpProblem,
  PROBLEM_MEDIA_TYPE,
  PROBLEMS,
  type ProblemKind,
  problemBody,
} from '../problem.ts';
import { SECURITY_HEADERS } from './security-headers.ts';

/** Makes every error and every unknown address an application/problem+json answer. */
export function answerProblems(app: HttpApp): void {
  app.setErrorHandler(sendProblem);
  app.setNotFoundHandler((request) => {
    throw new HttpProblem('not-found', `There is nothing at ${pathOf(request)}`);
  });
}

/** Answers an error; what is our fault goes to the log, whole, under the request's id. */
export function sendProblem(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const { body, headers } = answerTo(error, { id: request.id, instance: pathOf(request) });
  if (body.status === 500) request.log.error({ err: error, url: request.url }, 'a request met a fault');
  else if (body.status === 503)
    request.log.warn({ reason: body.detail, url: request.url }, 'a request could not be answered');
  return reply
    .code(body.status)
    .headers({ ...headers, 'cache-control': 'no-store' })
    .type(PROBLEM_MEDIA_TYPE)
    .serializer(JSON.stringify)
    .send(body);
}

/** For addresses that cannot be decoded: they fail before any route or hook. */
export function answerFrameworkError(
  error: FastifyError,
  request: FastifyRequest,
  reply: FastifyReply,
): void {
  sendProblem(error, request, reply.headers(SECURITY_HEADERS));
}

/** For bytes that are no HTTP request: there is only the socket to answer to. */
export function answerBrokenRequest(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const kind = BROKEN_REQUEST[error.code ?? ''] ?? 'invalid-request';
  const body = JSON.stringify(problemBody(kind, `The request could not be read: ${error.message}`));
  const head = [
    `HTTP/1.1 ${PROBLEMS[kind].status} ${PROBLEMS[kind].title}`,
    `Content-Type: ${PROBLEM_MEDIA_TYPE}`,
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
}

const BROKEN_REQUEST: Readonly<Record<string, ProblemKind>> = {
  HPE_HEADER_OVERFLOW: 'headers-too-large',
  ERR_HTTP_REQUEST_TIMEOUT: 'request-timeout',
};

/** The path that was asked for, without the query, cut where it is absurdly long. */
function pathOf(request: FastifyRequest): string {
  return request.url.split('?', 1)[0]?.slice(0, 200) ?? '';
}
