import { ConflictError, InvalidInputError, NotFoundError, UnavailableError } from '@banyu/contracts';
import { errorCodes } from 'fastify';
import { expect, test } from 'vitest';
import { answerTo } from '../../src/http/problem.ts';

const REQUEST = { id: 'r-1', instance: '/api/v1/plants' };

test.each([
  [new InvalidInputError('too early', { field: 'from' }), 400, [{ field: 'from', message: 'too early' }]],
  [new NotFoundError('no plant'), 404, undefined],
  [new ConflictError('taken'), 409, undefined],
  [new UnavailableError('the store is away'), 503, undefined],
])('answerTo(%s) is %d', (error, status, errors) => {
  const { body } = answerTo(error, REQUEST);
  expect(body).toMatchObject({ status, detail: error.message, instance: REQUEST.instance });
  expect(body.type).toMatch(/^\/api\/problems\/[a-z-]+$/);
  expect(body.errors).toEqual(errors);
});

test.each([
  [new errorCodes.FST_ERR_CTP_INVALID_MEDIA_TYPE('text/xml'), 415],
  [new errorCodes.FST_ERR_CTP_BODY_TOO_LARGE(), 413],
  [new errorCodes.FST_ERR_MAX_PARAM_LENGTH('x'), 414],
  [new errorCodes.FST_ERR_HANDLER_TIMEOUT(30_000, '/x'), 503],
  [new errorCodes.FST_ERR_REP_ALREADY_SENT('/x', 'GET'), 500],
  [Object.assign(new Error('teapot'), { statusCode: 418 }), 400],
])('answerTo(%s) of the framework is %d', (error, status) => {
  expect(answerTo(error, REQUEST).body.status).toBe(status);
});

test('answerTo() says when to try again, in whole seconds', () => {
  const retryAfter = (error: Error) => answerTo(error, REQUEST).headers['retry-after'];
  expect(retryAfter(new UnavailableError('x', { retryAfterMs: 1_200 }))).toBe('2');
  expect(retryAfter(new UnavailableError('x', { retryAfterMs: 0 }))).toBe('1');
  expect(retryAfter(new UnavailableError('x'))).toBe('5');
});

test.each([new Error('password=hunter2 at /srv/x.ts:1'), 'a string', undefined, { statusCode: 400 }])(
  'answerTo() gives nothing of an unknown error away: %s',
  (error) => {
    const { body } = answerTo(error, REQUEST);
    expect(body).toEqual({
      type: '/api/problems/internal-error',
      title: 'The server met a fault of its own',
      status: 500,
      detail: "The fault is in the server's log under request id r-1",
      instance: '/api/v1/plants',
    });
  },
);
