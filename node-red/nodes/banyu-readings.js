import { Bookmark } from '../lib/bookmark.js';
import { followReadings } from '../lib/live-readings.js';
import { listOf, passes, topicOf } from '../lib/reading-filter.js';

/**
 * Sends readings as they come: the first output gives them, the second says when some were missed.
 *
 * @param {import('../lib/node-red.d.ts').Red} RED
 */
function banyuReadings(RED) {
  /** @type {ConstructorParameters<typeof Bookmark>[1]['places']} */
  const places = new Map();

  /**
   * @this {import('../lib/node-red.d.ts').Node}
   * @param {{
   *   server: string; plants: string; points: string; devices: string; parameters: string;
   *   flags: readonly string[]; completed: boolean; output: 'each' | 'list';
   * }} config
   */
  function Readings(config) {
    RED.nodes.createNode(this, config);
    const server = /** @type {import('./banyu-server.js').BanyuServer | null | undefined} */ (
      RED.nodes.getNode(config.server)
    );
    if (!server?.api) {
      const text = server?.fault ?? RED._('banyu-readings.status.no-server');
      this.status({ fill: 'red', shape: 'ring', text });
      return;
    }
    const filter = {
      points: listOf(config.points),
      devices: listOf(config.devices),
      flags: (config.flags ?? []).map(Number),
      completed: config.completed === true,
    };
    const stop = new AbortController();
    const connected = () =>
      this.status({ fill: 'green', shape: 'dot', text: RED._('banyu-readings.status.connected') });
    let told = '';
    const bookmark = new Bookmark(this, {
      places,
      server: server.api.address,
      onError: (error) => this.warn(`context: ${error instanceof Error ? error.message : error}`),
    });
    /** @type {import('../lib/live-readings.js').Listener} */
    const listener = {
      connected: () => {
        told = '';
        connected();
      },
      readings: (readings) => {
        const wanted = readings.filter((reading) => passes(filter, reading));
        if (wanted.length === 0) return;
        if (config.output === 'list') this.send([{ topic: wanted[0]?.plant, payload: wanted }, null]);
        else {
          const messages = wanted.map((reading) => ({
            topic: topicOf(reading),
            payload: reading.value,
            reading,
          }));
          this.send([messages, null]);
        }
      },
      reached: (place) => bookmark.move(place),
      gap: (gap) => this.send([null, { topic: 'gap', payload: gap }]),
      away: ({ message }, retryMs) => {
        this.status({
          ...{ fill: 'yellow', shape: 'ring' },
          text: RED._('banyu-readings.status.away', {
            reason: message,
            seconds: Math.ceil(retryMs / 1000),
          }),
        });
        // Once is enough: an outage of a day must not fill the log.
        if (message !== told) this.warn(message);
        told = message;
      },
    };
    const { api } = server;
    const plants = listOf(config.plants);
    const parameters = listOf(config.parameters);
    const following = bookmark
      .read()
      .then((from) =>
        followReadings({ api, plants, parameters, ...(from && { from }), signal: stop.signal, listener }),
      );
    this.on('close', (removed, done) => {
      stop.abort();
      following.then(() => bookmark.close(removed)).then(done, done);
    });
  }

  RED.nodes.registerType('banyu-readings', Readings);
}

// Newer Node-RED imports this file, older requires it.
export { banyuReadings as default, banyuReadings as 'module.exports' };
