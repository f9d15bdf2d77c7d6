import { answerTo } from '../lib/answer.js';
import { questionFrom } from '../lib/question.js';

/** Questions that may be asked at once by one node; more are refused. */
const MOST_OPEN = 10;

/**
 * Asks for readings of the past at each message, and puts the answer into `msg.payload`.
 *
 * @param {import('../lib/node-red.d.ts').Red} RED
 */
function banyuQuery(RED) {
  /**
   * @this {import('../lib/node-red.d.ts').Node}
   * @param {Readonly<Record<string, string>>} config
   */
  function Query(config) {
    RED.nodes.createNode(this, config);
    const server = /** @type {import('./banyu-server.js').BanyuServer | null | undefined} */ (
      RED.nodes.getNode(config.server ?? '')
    );
    const { ask, plant, point, device, parameter, span, bucket, values, limit } = config;
    const settings = { ask, plant, point, device, parameter, span, bucket, values, limit };
    const stop = new AbortController();
    let open = 0;

    this.on('input', async (message, send, done) => {
      try {
        if (!server?.api) throw new Error(server?.fault ?? RED._('banyu-query.status.no-server'));
        if (open >= MOST_OPEN) throw new Error(`${MOST_OPEN} questions are open already: ask more slowly`);
        const question = questionFrom(settings, message.query);
        open += 1;
        this.status({ fill: 'blue', shape: 'dot', text: RED._('banyu-query.status.asking') });
        try {
          message.payload = await answerTo(server.api, question, { now: Date.now(), signal: stop.signal });
        } finally {
          open -= 1;
        }
        this.status({});
        send(message);
        done();
      } catch (error) {
        if (stop.signal.aborted) return done();
        const reason = error instanceof Error ? error : new Error(String(error));
        this.status({ fill: 'red', shape: 'ring', text: reason.message });
        done(reason);
      }
    });

    this.on('close', (_removed, done) => {
      stop.abort();
      done();
    });
  }

  RED.nodes.registerType('banyu-query', Query);
}

// Newer Node-RED imports this file, older requires it.
export { banyuQuery as default, banyuQuery as 'module.exports' };
