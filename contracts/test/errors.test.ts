import { expect, test } from 'vitest';
import {
  ConfigurationError,
  ConflictError,
  InvalidInputError,
  NotFoundError,
  UnavailableError,
} from '../src/index.ts';

test.each([
  ['InvalidInputError', new InvalidInputError('why', { cause: 'x' }), new InvalidInputError('why')],
  ['NotFoundError', new NotFoundError('why', { cause: 'x' }), new NotFoundError('why')],
  ['ConflictError', new ConflictError('why', { cause: 'x' }), new ConflictError('why')],
  ['ConfigurationError', new ConfigurationError('why', { cause: 'x' }), new ConfigurationError('why')],
  ['UnavailableError', new UnavailableError('why', { cause: 'x' }), new UnavailableError('why')],
])('%s says its name, and its cause when there is one', (name, error, withoutCause) => {
  expect(error).toBeInstanceOf(Error);
  expect(error).toMatchObject({ name, message: 'why', cause: 'x' });
  expect(Object.hasOwn(withoutCause, 'cause')).toBe(false);
});

test('an error carries its facts as fields', () => {
  expect(new InvalidInputError('why', { field: 'points.0.id' }).field).toBe('points.0.id');
  expect(new UnavailableError('why', { retryAfterMs: 500 }).retryAfterMs).toBe(500);
});
