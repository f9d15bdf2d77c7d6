import { request } from 'node:http';
import { text } from 'node:stream/consumers';

/** A GET request with headers that fetch sets by itself. */
export function sendTo(port: number, path: string, headers: Record<string, string>): Promise<Response> {
  const { promise, resolve, reject } = Promise.withResolvers<Response>();
  const call = request({ host: '127.0.0.1', port, path, headers }, (answer) => {
    const { statusCode: status = 0, headers } = answer;
    const flat = Object.entries(headers).map(([name, value]): [string, string] => [name, String(value)]);
    text(answer).then(
      (body) => resolve(new Response(body === '' ? null : body, { status, headers: flat })),
      reject,
    );
  });
  call.on('error', reject);
  call.end();
  return promise;
}
