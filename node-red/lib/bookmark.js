const KEY = 'banyu';

/**
 * @typedef {object} Place where a reader of the live feed stands
 * @property {string} lastEventId the server's word for it
 * @property {number} at when that was heard, Unix ms
 */

/**
 * Keeps the place of a node that reads the live feed. In memory it outlives a deploy, for which Node-RED forgets a node's
 * context unless a context store is set up; in that store, if it lies on disk, a restart of Node-RED too.
 */
export class Bookmark {
  #places;
  #id;
  #server;
  #context;
  /** @type {Promise<void> | undefined} */
  #saving;
  #saved = true;
  #onError;

  /**
   * @param {import('./node-red.d.ts').Node} node
   * @param {object} options
   * @param {Map<string, Place & { server: string }>} options.places by node id; shared by all nodes of a runtime
   * @param {string} options.server address: a place in one server's feed means nothing to another
   * @param {(error: unknown) => void} options.onError the context store did not take or give it; told once
   */
  constructor(node, { places, server, onError }) {
    this.#places = places;
    this.#id = node.id;
    this.#server = server;
    this.#context = node.context();
    this.#onError = onError;
  }

  /** @returns {Promise<Place | undefined>} undefined where there is none to go on from */
  async read() {
    const place = this.#places.get(this.#id) ?? (await this.#load());
    return place?.server === this.#server ? place : undefined;
  }

  /** @param {Place} place */
  move(place) {
    this.#places.set(this.#id, { ...place, server: this.#server });
    this.#saved = false;
    this.#saving ??= this.#save();
  }

  /**
   * Resolves when the context store has the last place.
   *
   * @param {boolean} removed the node will not come back
   */
  async close(removed) {
    await this.#saving;
    if (removed) this.#places.delete(this.#id);
  }

  /** One write at a time: to a slow store, the newest place goes next. */
  async #save() {
    try {
      while (!this.#saved) {
        this.#saved = true;
        const place = this.#places.get(this.#id);
        await new Promise((resolve, reject) => {
          this.#context.set(KEY, place, (error) => (error ? reject(error) : resolve(undefined)));
        });
      }
    } catch (error) {
      this.#fail(error);
    } finally {
      this.#saving = undefined;
    }
  }

  /** @returns {Promise<(Place & { server: string }) | undefined>} */
  async #load() {
    try {
      const stored = await new Promise((resolve, reject) => {
        this.#context.get(KEY, (error, value) => (error ? reject(error) : resolve(value)));
      });
      const { lastEventId, at, server } = Object(stored);
      const known = typeof lastEventId === 'string' && typeof at === 'number' && typeof server === 'string';
      return known ? { lastEventId, at, server } : undefined;
    } catch (error) {
      this.#fail(error);
      return undefined;
    }
  }

  /** @param {unknown} error */
  #fail(error) {
    this.#onError(error);
    this.#onError = () => {};
  }
}
