import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import {
  type ApiComparisonList,
  type ApiDevice,
  type ApiGap,
  type ApiPlant,
  type ApiReading,
  type ApiSample,
  type ApiSeries,
  type ApiSlots,
  PARAMETERS,
} from '@banyu/contracts';
import { devicesOf, PLANT, readingsIn, type Sensor, START, seriesOf } from './plant-data.ts';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
};

/** As strict as the server. */
const SECURITY_HEADERS = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'",
  'x-content-type-options': 'nosniff',
};

/**
 * Speaks the API's part that the console uses, over known data and a clock that the test moves. Server-sent
 * events carry ids and are resumed from Last-Event-ID (or `lastEventId`), like the server's.
 */
export class StandIn {
  /** Unix ms; the `Date` of every answer. */
  now = START;
  /** Answers wait for it: none may tell a time that the page has yet to be moved to. */
  held: Promise<void> = Promise.resolve();
  plants: readonly ApiPlant[] = [PLANT];
  devices: ApiDevice[];
  sensors: readonly Sensor[];
  /** How the slots fared; by default no device has a schedule, and nobody says so. */
  slots: Pick<ApiSlots, 'series' | 'unscheduled'> = { series: [], unscheduled: [] };
  gaps: readonly ApiGap[] = [];
  /** While true every connection is cut. */
  unreachable = false;
  /** While true streams are answered 429, everything else as ever. */
  refuseStreams = false;
  /** While true the latest readings are answered 503. */
  refuseReadings = false;
  /** What corrections make of a series, where corrected values are asked for. */
  correct: (series: ApiSeries) => ApiSeries = (series) => series;
  /** What a comparison with the laboratory answers, and the samples there are. */
  comparison: ApiComparisonList = { from: 0, to: START, samples: 0, complete: true, comparisons: [] };
  samples: readonly ApiSample[] = [];
  withdrawnSamples: readonly ApiSample[] = [];
  /** What is answered of a plant besides its readings, by the path after its address. */
  readonly answers = new Map<string, object>();
  /** Changes that were asked for, newest last; each is refused while `refusal` says why. */
  readonly changes: { readonly path: string; readonly body: unknown }[] = [];
  refusal: string | undefined;
  /** Paths asked for, newest last. */
  readonly asked: string[] = [];
  readonly #site: string;
  readonly #published: ApiReading[] = [];
  readonly #events: { readonly id: number; readonly text: string }[] = [];
  readonly #streams = new Set<ServerResponse>();
  readonly #server = createServer((request, response) => void this.#answer(request, response));

  /** `site` is the folder of the built console. */
  constructor(site: string, sensors: readonly Sensor[]) {
    this.#site = site;
    this.sensors = sensors;
    this.devices = devicesOf(sensors);
  }

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  get streams(): number {
    return this.#streams.size;
  }

  /** Stores readings and sends them to whoever listens. */
  publish(readings: readonly ApiReading[]): void {
    this.store(readings);
    this.#send('readings', { plant: PLANT.id, readings });
  }

  /** Stores readings without telling the feed. */
  store(readings: readonly ApiReading[]): void {
    this.#published.push(...readings);
  }

  sendReset(): void {
    this.#send('reset', { reason: 'too-old' });
  }

  /** Cuts the open streams, as a network does. */
  dropStreams(): void {
    for (const stream of this.#streams) stream.destroy();
    this.#streams.clear();
  }

  #send(event: string, data: object): void {
    const id = this.#events.length + 1;
    const text = `event: ${event}\nid: e-${id}\ndata: ${JSON.stringify(data)}\n\n`;
    this.#events.push({ id, text });
    for (const stream of this.#streams) stream.write(text);
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    await this.held;
    if (this.unreachable) {
      request.socket.destroy();
      return;
    }
    const url = new URL(request.url ?? '/', 'http://stand-in');
    this.asked.push(url.pathname);
    response.sendDate = false;
    response.setHeader('date', new Date(this.now).toUTCString());
    for (const [name, value] of Object.entries(SECURITY_HEADERS)) response.setHeader(name, value);
    if (url.pathname === '/api/v1/stream') this.#stream(request, url, response);
    else if (request.method === 'POST') await this.#change(request, url, response);
    else if (url.pathname.startsWith('/api/')) this.#api(url, response);
    else await this.#file(url.pathname, response);
  }

  #stream(request: IncomingMessage, url: URL, response: ServerResponse): void {
    if (this.refuseStreams) {
      json(
        response,
        { type: 'about:blank', title: 'Too Many', status: 429, detail: 'too many streams' },
        429,
      );
      return;
    }
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    response.write('retry: 100\n\n');
    const last = request.headers['last-event-id']?.toString() ?? url.searchParams.get('lastEventId');
    if (last !== null) {
      for (const event of this.#events.slice(Number(last.split('-')[1]))) response.write(event.text);
    }
    this.#streams.add(response);
    response.on('close', () => this.#streams.delete(response));
  }

  #api(url: URL, response: ServerResponse): void {
    const route = url.pathname.replace('/api/v1/', '');
    const ofPlant = route.replace(/^plants\/[^/]+\//, '');
    if (this.refuseReadings && ofPlant === 'latest') {
      const problem = { type: 'about:blank', title: 'Unavailable', status: 503, detail: 'the store is down' };
      json(response, problem, 503);
      return;
    }
    const body =
      this.#ofAll(route) ??
      (route.startsWith('plants/') ? this.#ofPlant(ofPlant, url.searchParams) : undefined);
    if (body !== undefined) json(response, body);
    else json(response, { type: 'about:blank', title: 'Not Found', status: 404, detail: `no ${route}` }, 404);
  }

  async #change(request: IncomingMessage, url: URL, response: ServerResponse): Promise<void> {
    const path = url.pathname.replace(/^\/api\/v1\/plants\/[^/]+\//, '');
    const body: unknown = JSON.parse(await text(request));
    this.changes.push({ path, body });
    if (this.refusal !== undefined) {
      json(response, { type: 'about:blank', title: 'No', status: 409, detail: this.refusal }, 409);
    } else json(response, this.answers.get(path) ?? {});
  }

  #ofAll(route: string): object | undefined {
    if (route === 'plants') return { plants: this.plants };
    if (route === 'parameters') return { parameters: PARAMETERS };
    if (route === 'laboratories') return { laboratories: [] };
    return undefined;
  }

  #ofPlant(route: string, query: URLSearchParams): object | undefined {
    if (route === 'devices') return { devices: this.devices };
    if (route === 'latest') return { readings: this.#latest() };
    if (route === 'samples') {
      const samples = query.get('withdrawn') === 'true' ? this.withdrawnSamples : this.samples;
      return { samples, next: null };
    }
    if (route === 'laboratory/compare') return this.comparison;
    if (this.answers.has(route)) return this.answers.get(route);
    if (route === 'series') return { series: this.#series(query) };
    if (route === 'slots') {
      return { from: this.now - 86_400_000, to: this.now, judgedAt: this.now, ...this.slots };
    }
    if (route === 'gaps') return { judgedAt: this.now, gaps: this.gaps };
    return undefined;
  }

  #latest(): ApiReading[] {
    return this.sensors.flatMap((sensor) => {
      const end = (sensor.until ?? START) + 1;
      const newest = [
        ...readingsIn(sensor, [], end - 60_000, end),
        ...readingsIn(sensor, this.#published, START + 1, Number.MAX_SAFE_INTEGER),
      ].toSorted((a, b) => a.t - b.t);
      return newest.slice(-1);
    });
  }

  #series(query: URLSearchParams) {
    const [from, to] = [Number(query.get('from')), Number(query.get('to'))];
    const mode = query.get('mode') === 'raw' ? 'raw' : 'aggregated';
    return this.sensors
      .filter(({ point, parameter }) => point === query.get('point') && parameter === query.get('parameter'))
      .map((sensor) => {
        const readings = readingsIn(sensor, this.#published, from, to);
        const series = seriesOf(sensor, readings, mode, to - from, Number(query.get('points')));
        return query.get('values') === 'corrected' ? this.correct(series) : series;
      });
  }

  async #file(path: string, response: ServerResponse): Promise<void> {
    const name = path === '/' ? 'index.html' : path.slice(1);
    try {
      const content = await readFile(join(this.#site, name));
      response.writeHead(200, { 'content-type': TYPES[extname(name)] ?? 'application/octet-stream' });
      response.end(content);
    } catch {
      response.writeHead(404).end();
    }
  }
}

function json(response: ServerResponse, body: object, status = 200): void {
  const type = status === 200 ? 'application/json' : 'application/problem+json';
  response.writeHead(status, { 'content-type': type }).end(JSON.stringify(body));
}
