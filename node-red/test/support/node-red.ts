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

export interface NodeRedOptions {
  /** A settings file instead of the tests' own, with what it takes from the environment; `PORT` is given. */
  readonly settings?: { readonly file: string; readonly env: Readonly<Record<string, string>> };
  /** Who deploys, where the settings ask for a log-in. */
  readonly admin?: { readonly username: string; readonly password: string };
}

/** A real Node-RED, in a process and a user directory of its own, with the palette as npm linked it. */
export class NodeRed {
  readonly url: string;
  /** Where it keeps its flows. */
  readonly directory: string;
  readonly #port: number;
  readonly #options: NodeRedOptions;
  #authorization: Readonly<Record<string, string>> = {};
  #child: ChildProcess | undefined;
  #output = '';
  /** How often it has said that its flows run. */
  #starts = 0;

  private constructor(directory: string, port: number, options: NodeRedOptions) {
    this.directory = directory;
    this.#options = options;
    this.#port = port;
    this.url = `http://127.0.0.1:${port}`;
  }

  static async start(options: NodeRedOptions = {}): Promise<NodeRed> {
    const directory = await mkdtemp(join(tmpdir(), 'banyu-node-red-'));
    await writeFile(join(directory, 'settings.js'), `module.exports = ${JSON.stringify(SETTINGS)};\n`);
    await writeFile(join(directory, 'package.json'), '{ "name": "flows", "private": true }\n');
    const nodeRed = new NodeRed(directory, await freePort(), options);
    await nodeRed.run();
    if (options.admin !== undefined) await nodeRed.#logIn(options.admin);
    return nodeRed;
  }

  /** What it printed so far, for failure messages. */
  get output(): string {
    return this.#output;
  }

  /** Runs it, again after `kill`, on the same directory and port. */
  async run(): Promise<void> {
    const { settings } = this.#options;
    const port = String(this.#port);
    const args = settings === undefined ? ['--port', port] : ['--settings', settings.file];
    const child = spawn(process.execPath, [RED, '--userDir', this.directory, ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, LANG: 'C', NODE_ENV: 'production', ...settings?.env, PORT: port },
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
    await this.ask('/flows', {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'node-red-deployment-type': type },
      body: JSON.stringify(flows),
    });
    await this.#startedAfter(before);
  }

  /** Asks its admin API, logged in. Throws unless it says yes. */
  async ask(path: string, init: { method?: string; headers?: Record<string, string>; body?: string } = {}) {
    const headers = { accept: 'application/json', ...init.headers, ...this.#authorization };
    const response = await fetch(`${this.url}${path}`, { ...init, headers });
    const text = await response.text();
    if (!response.ok) throw new Error(`${path}: ${response.status} ${text}`);
    return text;
  }

  async #logIn({ username, password }: { readonly username: string; readonly password: string }) {
    const wish = { client_id: 'node-red-admin', grant_type: 'password', scope: '*', username, password };
    const answer = await this.ask('/auth/token', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(wish),
    });
    const { access_token } = JSON.parse(answer) as { access_token: string };
    this.#authorization = { authorization: `Bearer ${access_token}` };
  }

  /** SIGKILL: whatever it has not written is gone. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  async close(): Promise<void> {
    await this.#end('SIGTERM');
    await rm(this.directory, { recursive: true, force: true });
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
