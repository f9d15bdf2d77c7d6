import { ApiProblem } from '@banyu/contracts';
import { expect } from 'vitest';

/** The problem in an answer, after checking that it is one. */
export async function problemIn(response: Response, status: number): Promise<ApiProblem> {
  expect(response.status).toBe(status);
  expect(response.headers.get('content-type')).toBe('application/problem+json');
  expect(response.headers.get('x-content-type-options')).toBe('nosniff');
  const problem = ApiProblem.parse(await response.json());
  expect(problem.status).toBe(status);
  return problem;
}
