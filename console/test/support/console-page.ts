import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, type BrowserContextOptions, chromium, type Locator, type Page } from 'playwright-core';
import { build } from 'vite';
import { PLANT, type Sensor, START } from './plant-data.ts';
import { StandIn } from './stand-in.ts';

const CHROMIUM = '/usr/bin/chromium';
const ARGUMENTS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** A test's page: on the stand-in's clock, in front of a stand-in of its own. */
export interface Opened {
  readonly page: Page;
  readonly standIn: StandIn;
  /** Moves the page's time and the server's on together. */
  pass(ms: number): Promise<void>;
  /** The card of a sensor, e.g. `effluent/ph`. */
  card(series: string): Locator;
  /** Errors the page told its console, and addresses it asked that are not the stand-in's. */
  readonly complaints: string[];
  close(): Promise<void>;
}

export interface OpenOptions {
  readonly sensors: readonly Sensor[];
  /** After `/`; the plant by default. */
  readonly address?: string;
  readonly context?: BrowserContextOptions;
  /** How far this screen's clock is ahead of the server's, ms. */
  readonly clockAheadMs?: number;
  /** Changes the stand-in before the page is opened. */
  readonly prepare?: (standIn: StandIn) => void;
}

/** The console, built once, and a browser to open it in. */
export class ConsoleRig {
  readonly #site: string;
  readonly #browser: Browser;

  private constructor(site: string, browser: Browser) {
    this.#site = site;
    this.#browser = browser;
  }

  static async start(): Promise<ConsoleRig> {
    const site = await mkdtemp(join(tmpdir(), 'banyu-console-'));
    const root = join(import.meta.dirname, '../..');
    // Vite takes the test runner's NODE_ENV for development, whose script is larger than the one people load.
    const environment = process.env.NODE_ENV;
    process.env.NODE_ENV = 'production';
    try {
      await build({
        root,
        configFile: join(root, 'vite.config.ts'),
        logLevel: 'warn',
        build: { outDir: site, emptyOutDir: true },
      });
    } finally {
      process.env.NODE_ENV = environment;
    }
    return new ConsoleRig(site, await chromium.launch({ executablePath: CHROMIUM, args: ARGUMENTS }));
  }

  get site(): string {
    return this.#site;
  }

  async close(): Promise<void> {
    await this.#browser.close();
    await rm(this.#site, { recursive: true });
  }

  async open(options: OpenOptions): Promise<Opened> {
    const standIn = new StandIn(this.#site, options.sensors);
    options.prepare?.(standIn);
    const origin = await standIn.listen();
    const context = await this.#browser.newContext({ locale: 'id-ID', ...options.context });
    const page = await context.newPage();
    const complaints: string[] = [];
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('request', (request) => {
      if (!request.url().startsWith(origin)) complaints.push(`asked ${request.url()}`);
    });
    await page.clock.install({ time: START + (options.clockAheadMs ?? 0) });
    await page.goto(`${origin}/${options.address ?? `#/${PLANT.id}`}`);
    return {
      page,
      standIn,
      complaints,
      card: (series) => page.locator(`[data-series="${series}"]`),
      async pass(ms) {
        const moved = Promise.withResolvers<void>();
        standIn.held = moved.promise;
        standIn.now += ms;
        await page.clock.fastForward(ms).finally(moved.resolve);
      },
      async close() {
        await context.close();
        await standIn.close();
      },
    };
  }
}
