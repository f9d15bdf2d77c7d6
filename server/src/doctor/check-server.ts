import { ApiProblem, ApiReadiness } from '@banyu/contracts';
import type { Config } from '../config.ts';
import { messageOf } from '../message-of.ts';
import { type Finding, ok, problem } from './finding.ts';

const ANSWER_WITHIN_MS = 5_000;
const LOOK = 'See its log: journalctl -u banyu, or where it was started.';

/** What the server that runs says of its parts. `url` as in `http://127.0.0.1:8080`. */
export async function checkServer(url: string, { dataDirectory }: Config): Promise<readonly Finding[]> {
  try {
    const response = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(ANSWER_WITHIN_MS) });
    const answer: unknown = await response.json();
    if (response.ok) {
      const { checks } = ApiReadiness.parse(answer);
      return [ok('server', `ready at ${url}`), ...checks.map(({ name, detail }) => ok(name, detail))];
    }
    const { errors = [], detail } = ApiProblem.parse(answer);
    if (errors.length === 0) return [problem('server', `not ready: ${detail}`, LOOK)];
    return errors.map(({ field, message }) => problem(field, message, LOOK));
  } catch (error) {
    return [
      problem(
        'server',
        `one runs on ${dataDirectory} and does not answer at ${url}: ${messageOf(error)}`,
        `Is http.port that of the running server? ${LOOK}`,
      ),
    ];
  }
}
