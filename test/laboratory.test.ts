import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ApiSamplePage } from '@banyu/contracts';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventually, freePort, runBanyu, type ServerRig, startServer } from './support/server.ts';

const CHROMIUM = '/usr/bin/chromium';
const QUIET = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-sync'];

let directory: string;
let server: ServerRig;
let browser: Browser;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'banyu-laboratory-'));
  const env = { BANYU_DATA_DIRECTORY: directory };
  await runBanyu(['plant', 'add', 'ipal', '--name', 'IPAL Uji'], env);
  const ports = { mqttPort: await freePort(), httpPort: await freePort() };
  server = await startServer({ dataDirectory: directory, ...ports });
  browser = await chromium.launch({ executablePath: CHROMIUM, args: QUIET });
}, 90_000);

afterAll(async () => {
  await browser?.close();
  await server?.stop();
  await rm(directory, { recursive: true, force: true });
});

async function samples(): Promise<ApiSamplePage['samples']> {
  const response = await fetch(`${server.http}/api/v1/plants/ipal/samples`);
  return ((await response.json()) as ApiSamplePage).samples;
}

async function sign(page: Page, why: string): Promise<void> {
  await page.getByLabel('Nama Anda').fill('Sari');
  await page.getByLabel('Alasan').fill(why);
}

const TABLE = [
  'LABKESDA KOTA PEKALONGAN',
  'No Sampel;Titik;Tanggal;Jam;Petugas;Parameter;Hasil;Satuan',
  'L-1;effluent;07/11/2025;08.30;Budi;COD;81,5;mg/L',
  'L-1;effluent;07/11/2025;08.30;Budi;Fenol;<0,05;mg/L',
  'L-2;effluent;31/11/2025;08.30;Budi;COD;80;mg/L',
].join('\r\n');

test('a laboratory’s table is looked at in the browser and saved, and a sample entered by hand', async () => {
  await eventually(
    'the console built',
    async () => ((await (await fetch(`${server.http}/`)).text()).includes('<script') ? true : undefined),
    60_000,
  );
  const page = await browser.newPage({ locale: 'id-ID', viewport: { width: 1366, height: 900 } });
  const errors: string[] = [];
  page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
  page.on('pageerror', (error) => errors.push(error.message));
  await page.goto(`${server.http}/#/ipal/laboratory/upload`);
  const file = { name: 'LHU November.csv', mimeType: 'text/csv', buffer: Buffer.from(TABLE, 'latin1') };
  await page.locator('input[type=file]').setInputFiles(file);
  const rows = page.locator('.preview tbody tr');
  await rows.first().waitFor();
  const shown = await rows.evaluateAll((all) => all.map((row) => [row.className, row.textContent] as const));
  expect(shown.map(([look]) => look)).toEqual(['accepted', 'accepted', 'refused']);
  expect(shown[1]?.[1]).toMatch(/4Diterima.*Fenol <0,05 mg\/L/);
  expect(shown[2]?.[1]).toMatch(/5Ditolak.*31\/11\/2025.*tanggal tidak ada atau tidak terbaca/);
  expect(await samples()).toEqual([]);

  await sign(page, 'laporan November');
  const save = page.getByRole('button', { name: 'Simpan 2 baris' });
  expect(await save.isDisabled()).toBe(true);
  await page.getByLabel('Simpan tanpa 1 baris yang ditolak').check();
  await save.click();
  await page.getByText('Tersimpan: 1 sampel baru, 2 hasil baru').waitFor();
  expect(await samples()).toMatchObject([
    {
      id: 'L-1',
      from: Date.parse('2025-11-07T08:30+07:00'),
      recordedBy: 'Sari',
      results: [{ parameter: 'cod' }, { parameter: 'phenol', outcome: { kind: 'below', limit: 0.05 } }],
    },
  ]);
  await page.locator('input[type=file]').setInputFiles({ ...file, name: 'lagi.csv' });
  await page.getByText(/Berkas yang sama sudah disimpan pada .* oleh Sari/).waitFor();

  await page.getByRole('link', { name: 'Sampel baru' }).click();
  await page.getByLabel('Nomor dari laboratorium').fill('L-3');
  await page.locator('input[type=datetime-local]').first().fill('2025-12-01T09:00');
  await page.getByLabel('Petugas sampling').fill('Budi');
  await page.getByLabel(/^Nilai/).fill('jernih');
  await sign(page, 'laporan Desember');
  await page.getByRole('button', { name: 'Simpan' }).click();
  await page.getByText('“jernih” bukan hasil').waitFor();
  await page.getByLabel(/^Nilai/).fill('92,5');
  await page.getByRole('button', { name: 'Simpan' }).click();
  await page.getByText('Sampel L-3 tersimpan.').waitFor();
  await page.getByRole('link', { name: 'Sampel', exact: true }).click();
  await page.getByText('1 Des 2025 09.00').waitFor();
  const trail = await runBanyu(['lab', 'show', 'ipal', 'L-3'], { BANYU_DATA_DIRECTORY: directory });
  expect(trail.stdout).toMatch(/cod +1 +92\.5 mg\/L.*Sari +laporan Desember/);
  expect(errors).toEqual([]);
}, 120_000);
