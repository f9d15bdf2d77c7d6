import { partsOf, samplesFrom } from '../lib/samples.js';

/**
 * Sends samples as a device. What it has taken lies on disk, and is sent until the server has acknowledged it.
 *
 * @param {import('../lib/node-red.d.ts').Red} RED
 */
function banyuPublish(RED) {
  /**
   * @this {import('../lib/node-red.d.ts').Node}
   * @param {{ device: string; parameter: string }} config
   */
  function Publish(config) {
    RED.nodes.createNode(this, config);
    const device = /** @type {import('./banyu-device.js').BanyuDevice | null | undefined} */ (
      RED.nodes.getNode(config.device)
    );
    const fault = device ? device.fault : RED._('banyu-publish.status.no-device');
    if (fault !== undefined) this.status({ fill: 'red', shape: 'ring', text: fault });
    const unwatch =
      fault === undefined ? device?.watch((state) => this.status(statusOf(RED, state))) : undefined;

    this.on('input', (message, _send, done) => {
      if (!device || fault !== undefined) return done(new Error(fault));
      const parameter = config.parameter === '' ? undefined : config.parameter;
      const { samples, faults } = samplesFrom(message.payload, { now: Date.now(), parameter });
      try {
        if (samples.length > 0) device.publish(partsOf(samples));
      } catch (error) {
        return done(error instanceof Error ? error : new Error(String(error)));
      }
      done(faults.length > 0 ? new TypeError(summaryOf(faults)) : undefined);
    });

    this.on('close', (_removed, done) => {
      unwatch?.();
      done();
    });
  }

  RED.nodes.registerType('banyu-publish', Publish);
}

const FAULTS_SHOWN = 5;

/** @param {readonly string[]} faults */
function summaryOf(faults) {
  const more = faults.length - FAULTS_SHOWN;
  return faults.slice(0, FAULTS_SHOWN).join('; ') + (more > 0 ? `; and ${more} more` : '');
}

/**
 * @param {import('../lib/node-red.d.ts').Red} RED
 * @param {import('./banyu-device.js').DeviceState} state
 * @returns {import('../lib/node-red.d.ts').Status}
 */
function statusOf(RED, { connected, reason, waiting, dropped }) {
  const parts = [
    connected
      ? RED._('banyu-publish.status.connected')
      : (reason ?? RED._('banyu-publish.status.connecting')),
    ...(waiting > 0 ? [RED._('banyu-publish.status.waiting', { waiting })] : []),
    ...(dropped > 0 ? [RED._('banyu-publish.status.dropped', { dropped })] : []),
  ];
  return {
    fill: connected ? 'green' : 'yellow',
    shape: connected && waiting === 0 ? 'dot' : 'ring',
    text: parts.join(' · '),
  };
}

// Newer Node-RED imports this file, older requires it.
export { banyuPublish as default, banyuPublish as 'module.exports' };
