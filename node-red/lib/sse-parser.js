/**
 * Reads server-sent events (WHATWG HTML, "Server-sent events", 9.2.6) from a stream of text, however it is cut. Written
 * out here because neither Node nor a dependency of this package has a reader for it.
 *
 * @typedef {{ readonly event: string; readonly data: string }} SseEvent
 */

/** Characters that one event may have; the server's largest has some 1.5 million. */
const MAX_EVENT_CHARACTERS = 16_000_000;

export class SseParser {
  /** What the server asked to be told when the stream is opened again. @type {string | undefined} */
  lastEventId;
  /** How long the server asked to wait before that, ms. @type {number | undefined} */
  retryMs;
  #rest = '';
  #event = '';
  /** @type {string[]} */
  #data = [];
  #dataCharacters = 0;
  #begun = false;

  /** @param {string | undefined} lastEventId of the stream before this one */
  constructor(lastEventId) {
    this.lastEventId = lastEventId;
  }

  /**
   * The events that are complete with this text, in order. Throws RangeError when one is too long to be kept.
   *
   * @param {string} text
   * @returns {SseEvent[]}
   */
  push(text) {
    this.#rest += this.#begun ? text : text.replace(/^\uFEFF/, '');
    this.#begun ||= text !== '';
    /** @type {SseEvent[]} */
    const events = [];
    // A CR at the end may be the first half of a line break.
    const lines = this.#rest.split(/\r\n|\n|\r(?!$)/);
    this.#rest = lines.pop() ?? '';
    for (const line of lines) {
      const event = this.#take(line);
      if (event !== undefined) events.push(event);
    }
    if (this.#rest.length + this.#dataCharacters > MAX_EVENT_CHARACTERS) {
      throw new RangeError(`an event of the live feed has more than ${MAX_EVENT_CHARACTERS} characters`);
    }
    return events;
  }

  /**
   * @param {string} line
   * @returns {SseEvent | undefined}
   */
  #take(line) {
    if (line === '') return this.#dispatch();
    const colon = line.indexOf(':');
    if (colon === 0) return undefined;
    const field = colon === -1 ? line : line.slice(0, colon);
    const value = colon === -1 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (field === 'event') this.#event = value;
    else if (field === 'data') {
      this.#data.push(value);
      this.#dataCharacters += value.length;
    } else if (field === 'id' && !value.includes('\0')) this.#id = value;
    else if (field === 'retry' && /^\d{1,9}$/.test(value)) this.retryMs = Number(value);
    return undefined;
  }

  /** @type {string | undefined} */
  #id;

  /** @returns {SseEvent | undefined} */
  #dispatch() {
    // Only now: of an event that was cut off, the id must not count as received.
    this.lastEventId = this.#id ?? this.lastEventId;
    const event = { event: this.#event === '' ? 'message' : this.#event, data: this.#data.join('\n') };
    const any = this.#data.length > 0;
    this.#event = '';
    this.#data = [];
    this.#dataCharacters = 0;
    return any ? event : undefined;
  }
}
