import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, chromium, type Locator, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startStandIn } from './support/banyu-stand-in.ts';
import { NodeRed } from './support/node-red.ts';

const CHROMIUM = '/usr/bin/chromium';
const QUIET = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
const EXAMPLES = readdirSync(join(import.meta.dirname, '../examples')).map((file) =>
  file.replace(/\.json$/, ''),
);

let nodeRed: NodeRed;
let standIn: Awaited<ReturnType<typeof startStandIn>>;
let browser: Browser;

beforeAll(async () => {
  standIn = await startStandIn();
  [nodeRed, browser] = await Promise.all([
    NodeRed.start(),
    chromium.launch({ executablePath: CHROMIUM, args: QUIET }),
  ]);
  const name = '';
  await nodeRed.deploy([
    { id: 'tab', type: 'tab', label: 'test' },
    { id: 'server', type: 'banyu-server', name, url: standIn.url },
    {
      ...{
        id: 'query',
        type: 'banyu-query',
        z: 'tab',
        name,
        server: 'server',
        ask: 'latest',
        plant: '',
        point: '',
      },
      ...{ device: '', parameter: '', span: '24h', bucket: 'auto', limit: '', x: 300, y: 100, wires: [[]] },
    },
  ]);
}, 90_000);

afterAll(async () => {
  await browser?.close();
  await nodeRed?.close();
  standIn?.close();
});

function inPalette(page: Page, type: string): Locator {
  return page.locator(`.red-ui-palette-node[data-palette-type="${type}"]`);
}

/** For people: BANYU_SCREENSHOTS names a folder to put them into. */
function shot(page: Page, name: string): Promise<unknown> {
  const folder = process.env.BANYU_SCREENSHOTS;
  return folder === undefined ? Promise.resolve() : page.screenshot({ path: join(folder, `${name}.png`) });
}

/** Imports an example and looks at its flow. */
async function importExample(page: Page, example: string): Promise<void> {
  await page.evaluate('RED.actions.invoke("core:show-examples-import-dialog")');
  const dialog = page.locator('#red-ui-clipboard-dialog');
  const label = (hasText: string) => dialog.locator('.red-ui-treeList-label', { hasText });
  // The list is filled and unfolded while the dialog comes: a click in between is lost, or folds it again.
  const unfold = async () => {
    if (!(await label(example).isVisible())) await label('node-red-contrib-banyu').click();
    return label(example).isVisible();
  };
  await expect.poll(unfold, { interval: 500, timeout: 30_000 }).toBe(true);
  await label(example).click();
  await page.locator('#red-ui-clipboard-dialog-ok').click();
  await dialog.waitFor({ state: 'hidden' });
  await page.locator('.red-ui-tab-label', { hasText: example }).click();
  await shot(page, example);
}

describe('the editor of Node-RED', () => {
  it('shows the nodes, their dialogs and help in the browser’s language, and imports the examples', async () => {
    const page = await browser.newPage({ locale: 'id-ID', viewport: { width: 1366, height: 900 } });
    page.setDefaultTimeout(60_000);
    const complaints: string[] = [];
    page.on('pageerror', (error) => complaints.push(error.message));
    await page.goto(nodeRed.url);
    await inPalette(page, 'banyu-query').waitFor();
    await page.locator('#red-ui-loading-progress').waitFor({ state: 'hidden' });
    for (const [type, label] of [
      ['banyu-readings', 'bacaan masuk'],
      ['banyu-query', 'tanya'],
      ['banyu-publish', 'kirim'],
    ] as const) {
      expect(await inPalette(page, type).getAttribute('data-palette-label')).toBe(label);
    }
    await page.evaluate('RED.sidebar.help.show("banyu-publish")');
    await page
      .locator('.red-ui-sidebar-help-stack', { hasText: 'Mengirim bacaan sebagai perangkat' })
      .waitFor();

    await page.locator('#query').dblclick();
    const plant = page.locator('#node-input-plant');
    await plant.waitFor();
    expect(await page.locator('label[for=node-input-ask]').innerText()).toContain('Tanyakan');
    await plant.pressSequentially('ipal');
    const offer = page.locator('.red-ui-autoComplete-container', { hasText: 'IPAL Contoh' });
    await offer.waitFor();
    await shot(page, 'dialog');
    await offer.getByText('IPAL Contoh').click();
    expect(await plant.inputValue()).toBe('ipal-contoh');
    await page.locator('#node-dialog-ok').click();
    await page.locator('.red-ui-tray').waitFor({ state: 'detached' });

    for (const example of EXAMPLES) await importExample(page, example);
    const invalid =
      'RED.nodes.filterNodes({}).filter((node) => !node.valid).map(({ type, name }) => type + " " + name)';
    expect(await page.evaluate(invalid)).toEqual([]);
    const types = (await page.evaluate(
      'RED.nodes.createCompleteNodeSet().map(({ type }) => type)',
    )) as string[];
    expect(types.filter((type) => type === 'tab')).toHaveLength(1 + EXAMPLES.length);
    expect(types).not.toContain('unknown');
    expect(complaints).toEqual([]);
  }, 120_000);

  it('has the same in English', async () => {
    const catalogues = await (await fetch(`${nodeRed.url}/nodes/messages?lng=en-US`)).json();
    expect(catalogues).toMatchObject({
      'node-red-contrib-banyu/banyu-query': {
        'banyu-query': { palette: 'query', label: { ask: 'Ask for' } },
      },
    });
    const pages = await fetch(`${nodeRed.url}/nodes`, {
      headers: { accept: 'text/html', 'accept-language': 'en-GB' },
    });
    expect(await pages.text()).toContain('Publishes readings as a device of Banyu');
  });
});
