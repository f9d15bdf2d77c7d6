import { BanyuApi } from '../lib/banyu-api.js';

/**
 * @typedef {import('../lib/node-red.d.ts').Node & { api: BanyuApi | undefined; fault: string | undefined }} BanyuServer
 *   `api` is undefined when the settings are at fault
 */

/**
 * Configuration: a Banyu server, and how to log in there.
 *
 * @param {import('../lib/node-red.d.ts').Red} RED
 */
function banyuServer(RED) {
  /**
   * @this {BanyuServer}
   * @param {{ url: string }} config
   */
  function Server(config) {
    RED.nodes.createNode(this, config);
    const { username, password, token } = this.credentials ?? {};
    try {
      this.api = new BanyuApi({
        url: config.url,
        ...(username !== undefined && { username }),
        ...(password !== undefined && { password }),
        ...(token !== undefined && { token }),
      });
    } catch (error) {
      this.fault = error instanceof Error ? error.message : String(error);
      this.error(this.fault);
    }
  }

  RED.nodes.registerType('banyu-server', Server, {
    credentials: {
      username: { type: 'text' },
      password: { type: 'password' },
      token: { type: 'password' },
    },
  });

  // What the dialogs of the other nodes offer to choose from. Only of servers that are deployed: no address comes from
  // the browser.
  RED.httpAdmin.get(
    '/banyu-server/:id/choices',
    RED.auth.needsPermission('banyu-server.read'),
    async (request, response) => {
      const server = /** @type {BanyuServer | null | undefined} */ (
        RED.nodes.getNode(request.params.id ?? '')
      );
      if (server?.type !== 'banyu-server' || server.api === undefined) {
        response.status(404).json({ message: 'deploy the server first' });
        return;
      }
      try {
        const [plants, parameters] = await Promise.all([
          server.api.get('api/v1/plants'),
          server.api.get('api/v1/parameters'),
        ]);
        response.json({ ...Object(plants), ...Object(parameters) });
      } catch (error) {
        response.status(502).json({ message: error instanceof Error ? error.message : String(error) });
      }
    },
  );
}

// Newer Node-RED imports this file, older requires it.
export { banyuServer as default, banyuServer as 'module.exports' };
