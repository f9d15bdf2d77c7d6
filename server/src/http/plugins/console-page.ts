import { existsSync } from 'node:fs';
import { join, sep } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { HttpApp } from '../http-app.ts';

const ONE_YEAR_S = 31_536_000;

/** A file whose name changes with its content, as Vite writes them: `assets/index-B7f3kQ2x.js`. */
const HASHED_ASSET = /[\\/]assets[\\/][^\\/]+-[\w-]{8}\.\w+$/;

const MISSING_PAGE = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="refresh" content="5">
<title>Banyu</title>
<h1>Banyu is running</h1>
<p>The console, its web page, is not built yet. <code>npm start</code> builds it, and this page looks for it every
few seconds; <code>npm run build</code> in the project shows what stands in the way.</p>
<p>The API is here all the same: <a href="/api/docs">documentation</a>, <a href="/api/v1/plants">plants</a>,
<a href="/readyz">readiness</a>, <a href="/metrics">metrics</a>.</p>
`;

/** Serves the built console at `/`; while the directory has no index.html, a page that says what to do. */
export async function serveConsole(app: HttpApp, directory: string): Promise<void> {
  await app.register(fastifyStatic, {
    root: directory,
    index: false,
    dotfiles: 'ignore',
    cacheControl: false,
    suppressWarning: true,
    setHeaders: (reply, path) => {
      const immutable = HASHED_ASSET.test(path.split(sep).join('/'));
      reply.header('cache-control', immutable ? `public, max-age=${ONE_YEAR_S}, immutable` : 'no-cache');
    },
  });
  app.get('/', { schema: { hide: true } }, async (_request, reply) => {
    if (existsSync(join(directory, 'index.html'))) return reply.sendFile('index.html');
    return reply
      .code(503)
      .type('text/html; charset=utf-8')
      .header('cache-control', 'no-store')
      .send(MISSING_PAGE);
  });
}
