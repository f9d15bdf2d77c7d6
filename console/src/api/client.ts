import type {
  ApiDevice,
  ApiGap,
  ApiParameter,
  ApiPlant,
  ApiProblem,
  ApiReading,
  ApiSeries,
  ApiSlots,
} from '@banyu/contracts';

/** What became of a request: the value, the server's refusal in its words, or no answer at all. */
export type Answer<T> =
  | { readonly status: 'ok'; readonly value: T }
  | { readonly status: 'problem'; readonly detail: string }
  | { readonly status: 'unreachable' };

/** Which stretch of which series is asked for: half-open, Unix ms. */
export interface SeriesQuestion {
  readonly point: string;
  readonly device: string;
  readonly parameter: string;
  readonly from: number;
  readonly to: number;
  readonly mode: 'raw' | 'aggregated';
  /** At most so many points. */
  readonly points: number;
  /** As received when it is left out. */
  readonly values?: 'corrected';
}

const TIMEOUT_MS = 15_000;

/** The HTTP API, typed by the contracts. The server holds its answers to them, so here they are believed. */
export class ApiClient {
  readonly #onServerTime: (serverNow: number, askedAt: number) => void;

  /** `onServerTime` is told the server's clock (Unix ms, whole seconds) with each answer, and when it was asked. */
  constructor(onServerTime: (serverNow: number, askedAt: number) => void) {
    this.#onServerTime = onServerTime;
  }

  plants(): Promise<Answer<readonly ApiPlant[]>> {
    return this.#list<ApiPlant>('plants', 'plants');
  }

  parameters(): Promise<Answer<readonly ApiParameter[]>> {
    return this.#list<ApiParameter>('parameters', 'parameters');
  }

  devices(plant: string): Promise<Answer<readonly ApiDevice[]>> {
    return this.#list<ApiDevice>(`${plantPath(plant)}/devices`, 'devices');
  }

  /** The newest reading of each series of the plant. */
  latest(plant: string): Promise<Answer<readonly ApiReading[]>> {
    return this.#list<ApiReading>(`${plantPath(plant)}/latest`, 'readings');
  }

  /** The series asked for; undefined when it has no reading. */
  async series(plant: string, question: SeriesQuestion): Promise<Answer<ApiSeries | undefined>> {
    const { point, device, parameter, mode } = question;
    const query = new URLSearchParams({
      parameter,
      point,
      device,
      from: String(question.from),
      to: String(question.to),
      mode,
      points: String(question.points),
    });
    if (mode === 'aggregated') query.set('bucket', 'auto');
    if (question.values !== undefined) query.set('values', question.values);
    const answer = await this.#list<ApiSeries>(`${plantPath(plant)}/series?${query}`, 'series');
    if (answer.status !== 'ok') return answer;
    return { status: 'ok', value: answer.value.find((series) => series.device === device) };
  }

  /** How every slot of the plant's last 24 hours fared. */
  slots(plant: string): Promise<Answer<ApiSlots>> {
    return this.#withList<ApiSlots>(`${plantPath(plant)}/slots`, 'series');
  }

  /** What is silent now. */
  gaps(plant: string): Promise<Answer<readonly ApiGap[]>> {
    return this.#list<ApiGap>(`${plantPath(plant)}/gaps`, 'gaps');
  }

  /** Anything of a plant; `path` goes on from its address. */
  ofPlant<T>(plant: string, path: string): Promise<Answer<T>> {
    return this.get<T>(`${plantPath(plant)}/${path}`);
  }

  /** Asks for a change of something of a plant. */
  change<T>(plant: string, path: string, body: object): Promise<Answer<T>> {
    return this.post<T>(`${plantPath(plant)}/${path}`, body);
  }

  /** Where the live readings of a plant are streamed. */
  streamUrl(plant: string): string {
    return `/api/v1/stream?plant=${encodeURIComponent(plant)}`;
  }

  /** What is at an address below `/api/v1/`. */
  get<T>(path: string): Promise<Answer<T>> {
    return this.#ask<T>(path, { headers: { accept: 'application/json' }, cache: 'no-store' });
  }

  /** Sends a file as what its type says, everything else as JSON. */
  post<T>(path: string, body: object): Promise<Answer<T>> {
    const type = body instanceof Blob ? body.type : 'application/json';
    return this.#ask<T>(path, {
      method: 'POST',
      headers: { accept: 'application/json', 'content-type': type },
      body: body instanceof Blob ? body : JSON.stringify(body),
    });
  }

  async #list<T>(path: string, name: string): Promise<Answer<readonly T[]>> {
    const answer = await this.#withList<Readonly<Record<string, readonly T[]>>>(path, name);
    return answer.status === 'ok' ? { status: 'ok', value: answer.value[name] ?? [] } : answer;
  }

  /** An object with a list of that name in it. */
  async #withList<T>(path: string, name: string): Promise<Answer<T>> {
    const answer = await this.get<T>(path);
    if (answer.status !== 'ok') return answer;
    const list = (answer.value as Readonly<Record<string, unknown>> | undefined)?.[name];
    if (!Array.isArray(list)) return { status: 'problem', detail: `no list "${name}" in ${path}` };
    return answer;
  }

  async #ask<T>(path: string, request: RequestInit): Promise<Answer<T>> {
    let response: Response;
    let body: unknown;
    const askedAt = Date.now();
    try {
      response = await fetch(`/api/v1/${path}`, { ...request, signal: AbortSignal.timeout(TIMEOUT_MS) });
      // Taken before the body is read, which may last.
      const date = Date.parse(response.headers.get('date') ?? '');
      if (!Number.isNaN(date)) this.#onServerTime(date, askedAt);
      body = await response.json().catch(() => undefined);
    } catch {
      return { status: 'unreachable' };
    }
    if (!response.ok) {
      const problem = body as ApiProblem | undefined;
      return { status: 'problem', detail: problem?.detail ?? `${response.status} ${response.statusText}` };
    }
    return { status: 'ok', value: body as T };
  }
}

/** The address of a plant, below `/api/v1/`. */
export function plantPath(plant: string): string {
  return `plants/${encodeURIComponent(plant)}`;
}
