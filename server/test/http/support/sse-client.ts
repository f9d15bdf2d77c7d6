/** One block of a stream of server-sent events. */
export interface SseBlock {
  readonly event: string | undefined;
  readonly id: string | undefined;
  readonly data: unknown;
}

/** The blocks of a text, as EventSource would read them; comments and `retry` are left out. */
export function parseSse(text: string): SseBlock[] {
  return text
    .split('\n\n')
    .slice(0, -1)
    .map((block) => {
      const field = (name: string) =>
        block
          .split('\n')
          .find((line) => line.startsWith(`${name}: `))
          ?.slice(name.length + 2);
      const data = field('data');
      return {
        event: field('event'),
        id: field('id'),
        data: data === undefined ? undefined : JSON.parse(data),
      };
    });
}

/** A client of the live feed that keeps what it was told and knows where it stands, like EventSource. */
export class SseClient {
  readonly #abort = new AbortController();
  readonly response: Response;
  readonly blocks: SseBlock[] = [];
  readonly ended: Promise<void>;

  private constructor(response: Response, abort: AbortController) {
    this.response = response;
    this.#abort = abort;
    this.ended = this.#read();
  }

  static async open(url: string, lastEventId?: string): Promise<SseClient> {
    const abort = new AbortController();
    const headers = lastEventId === undefined ? {} : { 'last-event-id': lastEventId };
    return new SseClient(await fetch(url, { headers, signal: abort.signal }), abort);
  }

  get lastEventId(): string | undefined {
    return this.blocks.findLast((block) => block.id !== undefined)?.id;
  }

  close(): void {
    this.#abort.abort();
  }

  async #read(): Promise<void> {
    let text = '';
    try {
      for await (const chunk of this.response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
        text += chunk;
        const end = text.lastIndexOf('\n\n') + 2;
        if (end < 2) continue;
        this.blocks.push(...parseSse(text.slice(0, end)));
        text = text.slice(end);
      }
    } catch (error) {
      if (!this.#abort.signal.aborted) throw error;
    }
  }
}
