import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { vi } from 'vitest';

const RED = createRequire(import.meta.url).resolve('node-red/red.js');

/** Nothing that would look for news outside, or keep the editor from showing itself at once. */
const SETTINGS = {
  flowFile: 'flows.json',
  credentialSecret: false,
  uiHost: '127.0.0.1',
  telemetry: { enabled: false, updateNotification: false },
  externalModules: { palette: { allowInstall: false }, modules: { allowInstall: false } },
  editorTheme: { tours: false, palette: { catalogues: [], editable: false } },
  logging: { console: { level: 'info', metrics: false, audit: false } },
};

/** A node of a flow as Node-RED stores it. */
export interface FlowNode {
  readonly id: string;
  readonly type: string;
  readonly [property: string]: unknown;
}

/** A real Node-RED, in a process and a user directory of its own, with the palette as npm linked it. */
export class NodeRed {
  readonly url: string;
  readonly #directory: string;
  readonly #port: number;
  #child: ChildProcess | undefined;
  #output = '';
  /** How often it has said that its flows run. */
  #starts = 0;

  private constructor(directory: string, port: number) {
    this.#directory = directory;
    this.#port = port;
    this.url = `http://127.0.0.1:${port}`;
  }

  static async start(): Promise<NodeRed> {
    const directory = await mkdtemp(join(tmpdir(), 'banyu-node-red-'));
    await writeFile(join(directory, 'settings.js'), `module.exports = ${JSON.stringify(SETTINGS)};\n`);
    await writeFile(join(directory, 'package.json'), '{ "name": "flows", "private": true }\n');
    const nodeRed = new NodeRed(directory, await freePort());
    await nodeRed.run();
    return nodeRed;
  }

  /** What it printed so far, for failure messages. */
  get output(): string {
    return this.#output;
  }

  /** Runs it, again after `kill`, on the same directory and port. */
  async run(): Promise<void> {
    const child = spawn(process.execPath, [RED, '--userDir', this.#directory, '--port', String(this.#port)], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, LANG: 'C', NODE_ENV: 'production' },
    });
    this.#child = child;
    const before = this.#starts;
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => {
        this.#output = (this.#output + chunk.toString()).slice(-20_000);
        if (/Started (modified )?(flows|nodes)|Waiting for missing/.test(chunk.toString())) this.#starts += 1;
      });
    }
    await this.#startedAfter(before);
  }

  async #startedAfter(before: number): Promise<void> {
    await vi.waitFor(
      () => {
        const exitCode = this.#child?.exitCode ?? null;
        if (exitCode !== null) throw new Error(`Node-RED ended with ${exitCode}:\n${this.#output}`);
        if (this.#starts === before) throw new Error(`Node-RED has not started its flows:\n${this.#output}`);
      },
      { timeout: 40_000, interval: 20 },
    );
  }

  /**
   * Replaces all flows, as the editor's deploy does, or the nodes that changed only; the answer comes before they run,
   * this waits until they do.
   */
  async deploy(flows: readonly FlowNode[], type: 'full' | 'nodes' = 'full'): Promise<void> {
    const before = this.#starts;
    const response = await fetch(`${this.url}/flows`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'node-red-deployment-type': type },
      body: JSON.stringify(flows),
    });
    if (!response.ok) throw new Error(`deploy: ${response.status} ${await response.text()}`);
    await this.#startedAfter(before);
  }

  /** SIGKILL: whatever it has not written is gone. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  async close(): Promise<void> {
    await this.#end('SIGTERM');
    await rm(this.#directory, { recursive: true, force: true });
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#child;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const exit = once(child, 'exit');
    child.kill(signal);
    await exit;
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
