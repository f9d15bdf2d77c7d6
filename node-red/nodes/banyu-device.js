import { mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Backlog } from '../lib/backlog.js';
import { Uplink } from '../lib/uplink.js';
import manifest from '../package.json' with { type: 'json' };

const FIRMWARE = `${manifest.name} ${manifest.version}`;
const ID = /^[a-z0-9][a-z0-9-]{0,47}$/;
const DEFAULT_MAX_MB = 100;

/** While a backlog is being sent its size changes a thousand times a second: the editor is told less often, ms. */
const TELL_AFTER_MS = 200;

/**
 * @typedef {object} DeviceState
 * @property {boolean} connected
 * @property {string} [reason] why not
 * @property {number} waiting samples that are not acknowledged
 * @property {number} dropped samples
 */

/**
 * @typedef {object} DeviceOwn
 * @property {string | undefined} fault why it cannot work
 * @property {(parts: readonly { json: string; samples: number }[]) => void} publish keeps samples on disk and sends them
 *   when it can; throws Error when the disk does not take them
 * @property {(listener: (state: DeviceState) => void) => () => void} watch tells the state now and at each change; gives
 *   what ends it
 */

/** @typedef {import('../lib/node-red.d.ts').Node & DeviceOwn} BanyuDevice */

/**
 * Configuration: a device of Banyu, its connection and its backlog, which all nodes that publish as it share: a client
 * id connects once.
 *
 * @param {import('../lib/node-red.d.ts').Red} RED
 */
function banyuDevice(RED) {
  /**
   * @this {BanyuDevice}
   * @param {{ broker: string; plant: string; device: string; maxMb: string | number; tls: string }} config
   */
  function Device(config) {
    RED.nodes.createNode(this, config);
    /** @type {Set<(state: DeviceState) => void>} */
    const listeners = new Set();
    /** @type {DeviceState} */
    let state = { connected: false, waiting: 0, dropped: 0 };
    this.watch = (listener) => {
      listeners.add(listener);
      listener(state);
      return () => listeners.delete(listener);
    };
    /** @type {NodeJS.Timeout | undefined} */
    let telling;
    let toldFull = false;
    /** @param {{ connected: boolean; reason?: string }} connection @param {Backlog} backlog */
    const tell = ({ connected, reason }, { samples, dropped }) => {
      if (reason !== undefined && reason !== state.reason) this.warn(`${config.broker}: ${reason}`);
      state = { connected, ...(reason !== undefined && { reason }), waiting: samples, dropped };
      telling ??= setTimeout(() => {
        telling = undefined;
        for (const listener of listeners) listener(state);
      }, TELL_AFTER_MS);
    };

    /** @type {{ backlog: Backlog; uplink: Uplink } | undefined} */
    let opened;
    try {
      opened = open(this, config, tell);
    } catch (error) {
      this.fault = error instanceof Error ? error.message : String(error);
      this.error(this.fault);
    }
    this.publish = (parts) => {
      if (opened === undefined) throw new Error(this.fault);
      const { backlog, uplink } = opened;
      const droppedBefore = backlog.dropped;
      backlog.append(parts, { sentUpTo: uplink.sentUpTo });
      const full = backlog.dropped > droppedBefore;
      // Once an outage: the status tells how many.
      if (full && !toldFull) this.warn('the backlog is full: the oldest samples are being dropped');
      toldFull = full;
      uplink.pump();
      tell(state, backlog);
    };
    this.on('close', (_removed, done) => {
      listeners.clear();
      clearTimeout(telling);
      if (opened === undefined) return done();
      const { backlog, uplink } = opened;
      uplink
        .close()
        .finally(() => backlog.close())
        .then(done, (error) => {
          this.warn(String(error));
          done();
        });
    });
  }

  /**
   * @param {BanyuDevice} node
   * @param {{ broker: string; plant: string; device: string; maxMb: string | number; tls: string }} config
   * @param {(connection: { connected: boolean; reason?: string }, backlog: Backlog) => void} tell
   */
  function open(node, { broker, plant, device, maxMb, tls }, tell) {
    if (!ID.test(plant) || !ID.test(device)) {
      throw new TypeError('plant and device must be ids of Banyu: 1 to 48 of a-z, 0-9 and "-"');
    }
    if (!URL.canParse(broker) || !/^(mqtts?|wss?):$/.test(new URL(broker).protocol)) {
      throw new TypeError(`the broker's address must be like mqtt://127.0.0.1:1883, it is "${broker}"`);
    }
    const secret = node.credentials?.secret;
    if (secret === undefined || secret === '') {
      throw new TypeError('enter the secret that `banyu device add` printed');
    }
    const bound = maxMb === '' || maxMb === undefined ? DEFAULT_MAX_MB : Number(maxMb);
    if (!(bound >= 1 && bound <= 100_000)) throw new TypeError('the backlog needs from 1 to 100000 MB');
    const folder = join(RED.settings.userDir ?? tmpdir(), 'banyu');
    mkdirSync(folder, { recursive: true });
    /** @param {unknown} error */
    const onError = (error) => node.error(`the backlog: ${error instanceof Error ? error.message : error}`);
    const backlog = new Backlog(join(folder, `${plant}.${device}.db`), {
      maxBytes: bound * 1_000_000,
      onError,
    });
    const uplink = new Uplink({
      ...{ url: broker, plant, device, secret, firmware: FIRMWARE, backlog },
      tls: tlsOptions(RED, tls),
      onState: (connection) => tell(connection, backlog),
      onError,
    });
    try {
      uplink.open();
    } catch (error) {
      backlog.close();
      throw error;
    }
    tell({ connected: false }, backlog);
    return { backlog, uplink };
  }

  RED.nodes.registerType('banyu-device', Device, { credentials: { secret: { type: 'password' } } });
}

/**
 * What a TLS configuration of Node-RED says, for mqtt.js.
 *
 * @param {import('../lib/node-red.d.ts').Red} RED
 * @param {string} id
 * @returns {object}
 */
function tlsOptions(RED, id) {
  const options = {};
  const node = /** @type {{ addTLSOptions?: (options: object) => void } | null | undefined} */ (
    /** @type {unknown} */ (id ? RED.nodes.getNode(id) : undefined)
  );
  node?.addTLSOptions?.(options);
  return options;
}

// Newer Node-RED imports this file, older requires it.
export { banyuDevice as default, banyuDevice as 'module.exports' };
