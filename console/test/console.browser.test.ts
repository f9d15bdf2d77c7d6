import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { defaultQualitySettings } from '@banyu/contracts';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { ConsoleRig, type Opened, type OpenOptions } from './support/console-page.ts';
import { driftingComparison, SAMPLE } from './support/laboratory-data.ts';
import {
  aDayOfSlots,
  calmSensors,
  openGap,
  PLANT,
  readingOf,
  START,
  troubledSensors,
} from './support/plant-data.ts';
import type { StandIn } from './support/stand-in.ts';

const PHONE = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };
const DESK = { viewport: { width: 1440, height: 900 } };
const COD = { point: 'effluent', parameter: 'cod' };
const COD_TREND = `#/${PLANT.id}/effluent/effluent-logger/cod`;

let rig: ConsoleRig;
let opened: Opened | undefined;

beforeAll(async () => {
  rig = await ConsoleRig.start();
});
afterAll(() => rig?.close());
afterEach(async () => {
  const complaints = opened?.complaints ?? [];
  await opened?.close();
  opened = undefined;
  expect(complaints).toEqual([]);
});

async function open(options: OpenOptions): Promise<Opened> {
  opened = await rig.open({ context: DESK, ...options });
  return opened;
}

/** Waits until a question about the page has the answer expected. */
function eventually(question: () => Promise<unknown> | unknown) {
  return expect.poll(question, { timeout: 30_000, interval: 50 });
}

/** Errors of a network that the test itself has cut. */
function forgiveNetwork({ complaints }: Opened): void {
  const others = complaints.filter((complaint) => !complaint.startsWith('Failed to load resource'));
  complaints.splice(0, complaints.length, ...others);
}

/** A day of slots with what can be wrong, a gap that is open, and a device that nothing is expected of. */
function showSlots(standIn: StandIn): void {
  standIn.slots = { series: aDayOfSlots(), unscheduled: ['river-upstream-logger'] };
  standIn.gaps = [openGap()];
}

describe('completeness', () => {
  it('shows each sensor’s last 24 hours, what was lost and why, and what is silent now', async () => {
    const { page } = await open({ sensors: calmSensors(), prepare: showSlots });
    const cod = page.locator('.slot-row', { hasText: 'COD' }).first();
    await cod.waitFor();
    expect(await cod.locator('.slot-share').innerText()).toBe('93%');
    expect(await cod.locator('.slot-story').innerText()).toBe('30 × Hilang, jaringan');
    expect(await cod.locator('svg').getAttribute('aria-label')).toBe(
      'COD: 93% dari 24 jam terakhir; 30 × Hilang, jaringan',
    );
    expect(await page.locator('.gaps').innerText()).toMatch(
      /Logger efluen pH, COD: tanpa data sejak 24 Nov, 09.10 – alat tidak terhubung/,
    );
    expect(await page.locator('.unscheduled').innerText()).toContain(
      'banyu device schedule propose ipal-banyurip',
    );
    const strip = await cod.locator('svg').boundingBox();
    await cod.locator('svg').hover({ position: { x: (strip?.width ?? 0) * (4.5 / 24), y: 5 } });
    await eventually(() => cod.locator('.slot-story').innerText()).toMatch(
      /^\d\d.\d\d–\d\d.\d\d: Hilang, jaringan \(30\)$/,
    );
    await page.mouse.move(0, 0);
    await eventually(() => cod.locator('.slot-story').innerText()).toBe('30 × Hilang, jaringan');
  });

  it('fits a phone, where a tap tells what a mark is', async () => {
    const { page } = await open({ sensors: calmSensors(), context: PHONE, prepare: showSlots });
    const cod = page.locator('.slot-row', { hasText: 'COD' }).first();
    await cod.waitFor();
    expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBe(0);
    const strip = cod.locator('svg');
    await strip.scrollIntoViewIfNeeded();
    const box = await strip.boundingBox();
    if (box === null) throw new Error('no strip');
    await page.touchscreen.tap(box.x + box.width * (4.5 / 24), box.y + 5);
    await eventually(() => cod.locator('.slot-story').innerText()).toContain('Hilang, jaringan (30)');
  });
});

describe('the plant page', () => {
  it('shows each sampling point as the water flows, its sensors with value, unit and flag in words', async () => {
    const { page, card } = await open({ sensors: calmSensors() });
    await card('effluent/cod').waitFor();
    expect(await page.locator('.point h2').allInnerTexts()).toEqual([
      'Influen',
      'Bak ekualisasi',
      'Bak aerasi',
      expect.stringMatching(/^Efluen\s+Titik penaatan$/),
      'Sungai, hulu',
      'Sungai, hilir',
    ]);
    expect(await card('influent/cod').locator('.value').innerText()).toBe('445,7 mg/L');
    expect(await card('influent/ph').locator('.value').innerText()).toBe('7,16');
    expect(await card('aeration/mlss').locator('.value').innerText()).toBe('3.082 mg/L');
    expect(await card('influent/cod').locator('.quality').innerText()).toBe('Baik');
    await eventually(() => page.locator('.summary').innerText()).toBe('Semua 31 sensor baik');
    expect(await page.locator('.completeness').count(), 'nothing is expected by schedule').toBe(0);
    await eventually(() => page.locator('.feed-pill').innerText()).toBe('Langsung');
    await eventually(() => card('river-downstream/turbidity').locator('.sparkline .line').count()).toBe(1);
  });

  it('shows at once which sensor must not be trusted, and why', async () => {
    const { page, card } = await open({ sensors: troubledSensors() });
    const ph = card('effluent/ph');
    await ph.waitFor();
    expect(await ph.getAttribute('class')).toContain('untrusted');
    expect(await ph.innerText()).toMatch(/Gagal[\s\S]*macet di satu nilai – nilai ini jangan dipercaya/);
    expect(await card('river-upstream/turbidity').innerText()).toMatch(/Tanpa nilai[\s\S]*–/);
    expect(await card('aeration/dissolved_oxygen').innerText()).toMatch(
      /Meragukan[\s\S]*berubah terlalu cepat/,
    );
    expect(await page.locator('.concern').allInnerTexts()).toEqual([
      'Efluen · pH Gagal: macet di satu nilai – nilai ini jangan dipercaya',
      'Sungai, hulu · Kekeruhan Tanpa nilai: sensor tidak memberi nilai',
      'Sungai, hilir · Logger sungai, hilir Alat terputus',
      'Bak aerasi · Oksigen terlarut Meragukan: berubah terlalu cepat – perlu diperiksa',
    ]);
    expect(await page.title()).toBe('(4) IPAL Banyurip · Banyu');
    expect(await card('river-downstream/ph').innerText()).toMatch(/Usang\s*42 mnt lalu/);
  });

  it('takes up a reading that comes live', async () => {
    const { page, standIn, card } = await open({ sensors: calmSensors() });
    await eventually(() => page.locator('.feed-pill').innerText()).toBe('Langsung');
    await card('effluent/cod').waitFor();
    standIn.publish([readingOf(COD, START + 5_000, 88.25, 3, ['spike'])]);
    await eventually(() => card('effluent/cod').locator('.value').innerText()).toBe('88,3 mg/L');
    expect(await card('effluent/cod').locator('.quality').innerText()).toBe('Meragukan');
  });

  it('does not let an older reading that comes late replace a newer one', async () => {
    const { page, standIn, card } = await open({ sensors: calmSensors() });
    await eventually(() => page.locator('.feed-pill').innerText()).toBe('Langsung');
    await card('effluent/cod').waitFor();
    standIn.publish([
      readingOf(COD, START - 3_600_000, 1),
      readingOf({ ...COD, parameter: 'ph' }, START + 5_000, 8),
    ]);
    await eventually(() => card('effluent/ph').locator('.value').innerText()).toBe('8,00');
    expect(await card('effluent/cod').locator('.value').innerText()).toBe('63,7 mg/L');
  });

  it('makes a value that grew old look old, and a new one live again', async () => {
    const { page, standIn, card, pass } = await open({ sensors: calmSensors() });
    await eventually(() => page.locator('.feed-pill').innerText()).toBe('Langsung');
    await eventually(() => card('effluent/cod').locator('.sparkline .line').count()).toBe(1);
    const cod = card('effluent/cod');
    expect(await cod.getAttribute('class')).not.toContain('stale');
    await pass(125_000);
    await eventually(() => cod.getAttribute('class')).toContain('stale');
    expect(await cod.innerText()).toMatch(/Usang\s*\d mnt lalu/);
    await eventually(() => page.locator('.concern').allInnerTexts()).toContain(
      'Efluen · Logger efluen 6 pembacaan usang',
    );
    standIn.publish([readingOf(COD, standIn.now, 60)]);
    await eventually(() => cod.getAttribute('class')).not.toContain('stale');
    expect(await cod.innerText()).toMatch(/baru saja|dtk lalu/);
  });

  it('counts ages by the server’s clock and says that this screen’s is wrong', async () => {
    const { page, card } = await open({ sensors: calmSensors(), clockAheadMs: 600_000 });
    await eventually(() => page.locator('.notice').innerText()).toContain('Jam layar ini meleset 10 menit');
    expect(await card('effluent/cod').getAttribute('class')).not.toContain('stale');
  });

  it('says what to do while there is no plant, and goes on by itself once there is one', async () => {
    const { page, standIn, card, pass } = await open({
      sensors: calmSensors(),
      address: '',
      prepare: (standIn) => {
        standIn.plants = [];
      },
    });
    await eventually(() => page.locator('.guide').innerText()).toContain('banyu plant add');
    standIn.plants = [PLANT];
    await pass(6_000);
    await card('effluent/cod').waitFor();
  });

  it('says how to add a device where there is none', async () => {
    const { page } = await open({
      sensors: [],
      prepare: (standIn) => {
        standIn.devices = [];
      },
    });
    await eventually(() => page.locator('.guide').innerText()).toContain(
      'banyu device add ipal-banyurip-effluent --plant ipal-banyurip --point effluent',
    );
  });

  it('offers the plants to choose from and remembers the choice', async () => {
    const { page, card } = await open({
      sensors: calmSensors(),
      address: '',
      prepare: (standIn) => {
        standIn.plants = [{ ...PLANT, id: 'ipal-sewon', name: 'IPAL Sewon' }, PLANT];
      },
    });
    await page.getByRole('link', { name: 'IPAL Banyurip' }).click();
    await card('effluent/cod').waitFor();
    await page.goto(new URL('/', page.url()).href);
    await card('effluent/cod').waitFor();
    expect(await page.locator('select').inputValue()).toBe(PLANT.id);
  });
});

describe('the feed', () => {
  it('is resumed after the connection was lost: what was missed arrives, nothing is loaded again', async () => {
    const console = await open({ sensors: calmSensors() });
    const { page, standIn, card, pass } = console;
    await eventually(() => page.locator('.feed-pill').innerText()).toBe('Langsung');
    await eventually(() => card('river-downstream/turbidity').locator('.sparkline .line').count()).toBe(1);
    standIn.publish([readingOf(COD, START + 5_000, 70)]);
    await eventually(() => card('effluent/cod').locator('.value').innerText()).toBe('70,0 mg/L');
    const loads = standIn.asked.filter((path) => path.endsWith('/latest')).length;

    standIn.unreachable = true;
    standIn.dropStreams();
    await eventually(() => page.locator('.notice').innerText()).toContain('Sambungan terputus pukul');
    expect(await page.locator('.feed-pill').innerText()).toBe('Menyambung lagi…');
    standIn.publish([readingOf(COD, START + 10_000, 71)]);
    await pass(11_000);
    await eventually(() => page.locator('.notice').innerText()).toContain(
      'Server tidak dapat dihubungi sejak',
    );
    expect(await card('effluent/cod').locator('.value').innerText()).toBe('70,0 mg/L');

    standIn.unreachable = false;
    await eventually(() => page.locator('.feed-pill').innerText()).toBe('Langsung');
    await eventually(() => card('effluent/cod').locator('.value').innerText()).toBe('71,0 mg/L');
    expect(await page.locator('.notice').count()).toBe(0);
    expect(standIn.asked.filter((path) => path.endsWith('/latest')).length).toBe(loads);
    forgiveNetwork(console);
  });

  it('loads everything afresh when the server says that it cannot go on', async () => {
    const { page, standIn, card } = await open({ sensors: calmSensors() });
    await eventually(() => page.locator('.feed-pill').innerText()).toBe('Langsung');
    await card('effluent/cod').waitFor();
    standIn.store([readingOf(COD, START + 5_000, 72)]);
    standIn.sendReset();
    await eventually(() => card('effluent/cod').locator('.value').innerText()).toBe('72,0 mg/L');
  });

  it('loads a trend that is open afresh as well, without losing or doubling a reading', async () => {
    const { page, standIn } = await open({ sensors: calmSensors(), address: `${COD_TREND}?range=1h` });
    const readings = page.locator('.figures div', { hasText: 'Pembacaan' }).locator('dd');
    await eventually(() => readings.innerText()).toBe('720');
    standIn.store([readingOf(COD, START + 5_000, 72), readingOf(COD, START + 10_000, 73)]);
    standIn.sendReset();
    standIn.publish([readingOf(COD, START + 15_000, 74)]);
    // The window of an hour has moved on by as many readings as came, so the newest one tells.
    await eventually(() => page.locator('.readout').innerText()).toContain('74,0 mg/L');
    await eventually(() => page.locator('.figures').innerText()).toMatch(/Pembacaan\s+72[0-3]/);
    await page.getByRole('slider').focus();
    for (const value of ['73,0', '72,0']) {
      await page.keyboard.press('ArrowLeft');
      await eventually(() => page.locator('.readout').innerText()).toContain(`${value} mg/L`);
    }
  });

  it('keeps the values in view when a later load is refused', async () => {
    const console = await open({ sensors: calmSensors() });
    const { page, standIn, card } = console;
    await eventually(() => page.locator('.feed-pill').innerText()).toBe('Langsung');
    await card('effluent/cod').waitFor();
    standIn.refuseReadings = true;
    standIn.sendReset();
    await eventually(() => page.locator('.notice').innerText()).toContain(
      'Jawaban server: the store is down',
    );
    expect(await card('effluent/cod').locator('.value').innerText()).toBe('63,7 mg/L');
    forgiveNetwork(console);
  });

  it('is opened anew when it is silent although there are readings', async () => {
    const { page, standIn, card, pass } = await open({ sensors: calmSensors() });
    await eventually(() => page.locator('.feed-pill').innerText()).toBe('Langsung');
    await card('effluent/cod').waitFor();
    const before = standIn.asked.filter((path) => path.endsWith('/stream')).length;
    standIn.store([readingOf(COD, START + 5_000, 73)]);
    await pass(50_000);
    await eventually(() => card('effluent/cod').locator('.value').innerText()).toBe('73,0 mg/L');
    await eventually(() => standIn.asked.filter((path) => path.endsWith('/stream')).length).toBe(before + 1);
  });

  it('does without the stream when only that is refused', async () => {
    const console = await open({
      sensors: calmSensors(),
      prepare: (standIn) => {
        standIn.refuseStreams = true;
      },
    });
    const { page, standIn, card, pass } = console;
    await card('effluent/cod').waitFor();
    expect(await page.locator('.feed-pill').innerText()).not.toBe('Langsung');
    standIn.refuseStreams = false;
    await pass(2_000);
    await eventually(() => page.locator('.feed-pill').innerText()).toBe('Langsung');
    forgiveNetwork(console);
  });
});

describe('the large trend', () => {
  it('opens from a card by keyboard, is walked through by arrows, and gives the focus back', async () => {
    const { page, card } = await open({ sensors: troubledSensors() });
    await card('influent/cod').waitFor();
    for (let i = 0; i < 40; i += 1) {
      await page.keyboard.press('Tab');
      if (await card('influent/cod').evaluate((element) => element === document.activeElement)) break;
    }
    await page.keyboard.press('Enter');
    const chart = page.getByRole('slider');
    await chart.waitFor();
    expect(await page.getByRole('dialog').locator('h2').innerText()).toMatch(/^COD\s+Influen$/);
    await chart.focus();
    await page.keyboard.press('End');
    await page.keyboard.press('ArrowLeft');
    await eventually(() => page.locator('.readout').innerText()).toMatch(
      /^24 Nov, 09\.29\.00 Rata-rata [\d,]+ mg\/L · [\d,]+–[\d,]+ · 12 pembacaan, 100% baik$/,
    );
    await page.keyboard.press('Escape');
    await eventually(() => page.getByRole('dialog').count()).toBe(0);
    expect(await card('influent/cod').evaluate((element) => element === document.activeElement)).toBe(true);
  });

  it('grows with the feed', async () => {
    const { page, standIn } = await open({ sensors: calmSensors(), address: `${COD_TREND}?range=1h` });
    await eventually(() => page.locator('.feed-pill').innerText()).toBe('Langsung');
    const readings = page.locator('.figures div', { hasText: 'Pembacaan' }).locator('dd');
    await eventually(() => readings.innerText()).toBe('720');
    const canvas = await page.locator('.chart canvas').elementHandle();
    standIn.publish([readingOf(COD, START + 5_000, 99.5)]);
    await eventually(() => page.locator('.readout').innerText()).toContain('99,5 mg/L · Baik');
    expect(await page.locator('.figures').innerText()).toMatch(/Tertinggi\s+99,5 mg\/L/);
    expect(await canvas?.evaluate((element) => element.isConnected)).toBe(true);
  });

  it('changes its period, and the address with it', async () => {
    const { page } = await open({ sensors: calmSensors(), address: COD_TREND });
    await page.getByRole('button', { name: '7 hari terakhir' }).click();
    await eventually(() => page.locator('.legend').innerText()).toContain('satu titik per 30 mnt');
    expect(page.url()).toContain('?range=7d');
  });

  it('shows what was received or what corrections make of it, with who corrected and why', async () => {
    const offset = {
      ...{ id: 1, plant: PLANT.id, point: 'effluent', device: 'effluent-logger', parameter: 'cod' as const },
      ...{ from: START - 3_600_000, to: START - 1_800_000, recordedAt: START, recordedBy: 'Sri Wahyuni' },
      ...{ why: 'kotoran di lensa, sertifikat 14/2026', withdrawn: null },
      what: { kind: 'offset' as const, cause: 'fouling' as const, add: 20 },
    };
    const { page } = await open({
      sensors: calmSensors(),
      address: `${COD_TREND}?range=1h`,
      prepare: (standIn) => {
        standIn.correct = (series) => ({
          ...series,
          ...{ values: 'corrected', asOf: START, layers: [offset] },
          points: series.points.map((point) =>
            point.t < offset.to && point.value !== null
              ? { ...point, value: 100, state: 'corrected', received: true, raw: point.value, layers: [1] }
              : { ...point, value: 40, flag: 9, state: 'estimated', received: false, raw: null, layers: [2] },
          ),
        });
      },
    });
    await eventually(() => page.locator('.figures').innerText()).toMatch(/Pembacaan\s+720/);
    expect(await page.locator('.layers').count()).toBe(0);
    await page.getByRole('button', { name: 'Terkoreksi' }).click();
    await eventually(() => page.locator('.layers').innerText()).toMatch(
      /Geser \+20,0 mg\/L .* Sri Wahyuni: kotoran di lensa, sertifikat 14\/2026/,
    );
    expect(await page.locator('.figures').innerText()).toMatch(/Pembacaan\s+359[\s\S]*Taksiran\s+361/);
    expect(page.url()).toContain('?range=1h&values=corrected');
    await page.getByRole('slider').focus();
    // The chart may just be drawn anew, with its cursor at the end.
    const first = async () => {
      await page.keyboard.press('Home');
      return page.locator('.readout').innerText();
    };
    await eventually(first).toMatch(/terkoreksi, diterima [\d,]+ mg\/L/);
  });

  it('counts failed readings but keeps them out of the figures', async () => {
    const { page } = await open({
      sensors: troubledSensors(),
      address: `#/${PLANT.id}/effluent/effluent-logger/ph?range=1h`,
    });
    await eventually(() => page.locator('.readout').innerText()).toContain('7,00 · Gagal');
    expect(await page.locator('.figures').innerText()).toMatch(/Terendah\s+7,02[\s\S]*Baik\s+58%/);
  });
});

describe('the effluent standard', () => {
  it('shows the limit with its regulation at the compliance point, and that a good value is outside', async () => {
    const limit = { parameter: 'cod', min: null, max: 125 };
    const { page, standIn, card } = await open({
      sensors: calmSensors(),
      prepare: (standIn) => {
        standIn.plants = [{ ...PLANT, standard: 'textile-permen-lh-12-2025' }];
        standIn.answers.set('limits', { inForce: { regulation: 'Permen LH/BPLH 12/2025', limits: [limit] } });
      },
    });
    await card('effluent/cod').click();
    const line = page.locator('.limit');
    await eventually(() => line.innerText()).toBe('Baku mutu ≤ 125,0 mg/L (Permen LH/BPLH 12/2025)');
    standIn.publish([readingOf(COD, START + 5_000, 130)]);
    await eventually(() => line.innerText()).toContain('di luar baku mutu');
    await page.goBack();
    await card('influent/cod').click();
    await page.locator('dialog .readout').waitFor();
    expect(await line.count()).toBe(0);
  });
});

describe('the laboratory', () => {
  const prepare: OpenOptions['prepare'] = (standIn) => {
    standIn.samples = [SAMPLE];
    standIn.comparison = driftingComparison();
  };

  it('is reached from the plant and lists samples, a limit as a limit', async () => {
    const { page, card } = await open({ sensors: calmSensors(), prepare });
    await card('effluent/cod').waitFor();
    await page.getByRole('link', { name: 'Laboratorium' }).click();
    await eventually(() => page.locator('.samples tbody tr').innerText()).toMatch(
      /LHU\/012[\s\S]*17 Nov 2026 09\.30[\s\S]*Efluen[\s\S]*Fenol <0,05 mg\/L/,
    );
    await page.getByText('Rincian').click();
    expect(await page.locator('.samples').innerText()).toContain('Budi → Sri, Labkesda');
  });

  it('revises a sample, sending what was changed alone, takes it back, and restores it', async () => {
    const { page, standIn } = await open({
      ...{ sensors: calmSensors(), prepare, address: `#/${PLANT.id}/laboratory` },
    });
    const signed = { by: 'Sri', why: 'laporan ralat' };
    const last = () => standIn.changes.at(-1);
    await page.getByText('Rincian').click();
    await page.getByRole('button', { name: 'Ubah' }).click();
    await page.getByLabel('Nilai').fill('<0,04');
    await page.getByLabel('Nama Anda').fill(signed.by);
    await page.getByLabel('Alasan').fill(signed.why);
    await page.getByRole('button', { name: 'Simpan' }).click();
    await eventually(last).toMatchObject({
      path: 'samples/LHU%2F012/revisions',
      body: {
        ...signed,
        revision: {
          sample: { from: SAMPLE.from, sampledBy: 'Budi', custody: SAMPLE.custody, timeKnown: true },
          results: [{ parameter: 'phenol', outcome: { kind: 'below', limit: 0.04 }, detectionLimit: 0.05 }],
          withdrawn: [],
        },
      },
    });
    await page.getByText('Rincian').click();
    const sign = async (label: string) => {
      await page.getByRole('button', { name: label }).click();
      await page.locator('input[name=why]:visible').fill(signed.why);
      await page.getByRole('button', { name: label }).click();
    };
    standIn.withdrawnSamples = [{ ...SAMPLE, endedAt: SAMPLE.from + 86_400_000 }];
    await sign('Tarik kembali');
    await eventually(last).toEqual({ path: 'samples/LHU%2F012/withdrawal', body: signed });
    await sign('Pulihkan');
    await eventually(last).toEqual({ path: 'samples/LHU%2F012/restoration', body: signed });
  });

  it('finds a sample that was taken back long ago, and restores it', async () => {
    const { page, standIn } = await open({
      sensors: calmSensors(),
      prepare: (standIn) => {
        standIn.withdrawnSamples = [{ ...SAMPLE, endedAt: SAMPLE.from + 86_400_000 }];
      },
      address: `#/${PLANT.id}/laboratory`,
    });
    await page.getByText('Sampel yang ditarik kembali').click();
    await page.getByText('sampai 18 Nov 2026').waitFor();
    await page.getByRole('button', { name: 'Pulihkan' }).click();
    await page.locator('input[name=by]:visible').fill('Sri');
    await page.locator('input[name=why]:visible').fill('tetap benar');
    await page.getByRole('button', { name: 'Pulihkan' }).click();
    await eventually(() => standIn.changes.at(-1)).toEqual({
      path: 'samples/LHU%2F012/restoration',
      body: { by: 'Sri', why: 'tetap benar' },
    });
  });

  it('holds a sensor against it: bias, RPD, drift in words, plots, and the pairs in figures', async () => {
    const { page } = await open({
      ...{ sensors: calmSensors(), prepare, address: `#/${PLANT.id}/laboratory/compare` },
    });
    await eventually(() => page.locator('.drift').innerText()).toMatch(
      /Menyimpang: terbaca terlalu tinggi – terlihat 17 Nov 2026, terakhir baik 20 Okt 2026/,
    );
    expect(await page.locator('.figures').innerText()).toMatch(/\+2,2 mg\/L 2,8 %[\s\S]*3,2 %[\s\S]*78%/);
    expect(await page.locator('.plot canvas').count()).toBe(3);
    expect(await page.locator('.pairs tbody tr').first().innerText()).toMatch(/LHU\/8[\s\S]*\+8,0/);
    expect(await page.getByText('Tanpa pasangan').innerText()).toContain('LHU/9 (jam tidak diketahui)');
  });

  it('fits a phone, and keeps its texts readable in both colours', async () => {
    for (const colorScheme of ['light', 'dark'] as const) {
      const { page, close } = await open({
        ...{ sensors: calmSensors(), prepare, address: `#/${PLANT.id}/laboratory` },
        context: { ...PHONE, colorScheme },
      });
      for (const [index, proof] of ['.samples', 'form', 'input[type=file]', '.drift'].entries()) {
        await page.locator('.tabs a').nth(index).tap();
        await page.locator(`.laboratory ${proof}`).first().waitFor({ state: 'attached' });
        const beyond = page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
        expect(await beyond, proof).toBe(0);
        expect(await page.evaluate(poorContrasts), `${proof}, ${colorScheme}`).toEqual([]);
      }
      await close();
    }
  });
});

describe('the data page', () => {
  const signed = { recordedAt: START, recordedBy: 'Budi', why: 'mingguan' };
  const WINDOW = { kind: 'cleaning', from: START - 3_600_000, to: null, plant: PLANT.id, point: 'effluent' };
  const SERIES = { plant: PLANT.id, point: 'effluent', device: 'effluent-logger', parameter: 'cod' };
  const prepare = ({ answers }: Opened['standIn']) => {
    answers.set('windows', { windows: [{ id: 3, version: 1, window: WINDOW, ...signed, endedAt: null }] });
    const what = { kind: 'offset', cause: 'other', add: -2 };
    const correction = {
      id: 4,
      ...SERIES,
      from: START - 7_200_000,
      to: START,
      what,
      ...signed,
      withdrawn: null,
    };
    answers.set('corrections', { corrections: [correction], next: null });
    const parts = [{ from: 0, to: 1, level: 'working', by: null, at: null, why: null }];
    const state = { point: 'effluent', parameter: 'cod', level: 'working', parts };
    answers.set('reviews/states', { from: 0, to: 1, states: [state, { ...state, parameter: 'ph' }] });
    const reject = { id: 7, receivedAt: START, plant: PLANT.id, device: 'effluent-logger', t: START };
    const why = {
      scope: 'value',
      reason: 'unknown-parameter',
      detail: 'no such parameter',
      parameter: 'KOK',
    };
    answers.set('rejects', {
      rejects: [{ ...reject, ...why, payload: '0.08', repaired: null }],
      next: null,
      counts: [],
    });
    const reading = { parameter: 'cod', t: START, value: 80, verdict: 'new', stored: null };
    answers.set('rejects/7/preview', { readings: [reading], problems: [] });
  };
  const sign = async ({ page }: Opened) => {
    await page.locator('input[name=by]:visible').fill('Sri');
    await page.locator('input[name=why]:visible').fill('sertifikat 118');
  };
  const SIGNED = { by: 'Sri', why: 'sertifikat 118' };

  it('is a step from the board; an open window is ended there, signed', async () => {
    const console = await open({ sensors: calmSensors(), prepare });
    const { page, standIn } = console;
    await page.getByRole('link', { name: 'Data' }).click();
    await eventually(() => page.locator('.entries').innerText()).toMatch(
      /Pembersihan Efluen[\s\S]*24 Nov 2026 08\.30 – terbuka[\s\S]*Budi: mingguan/,
    );
    await page.getByRole('button', { name: 'Akhiri sekarang' }).click();
    await sign(console);
    await page.getByRole('button', { name: 'Akhiri sekarang' }).click();
    await eventually(() => standIn.changes).toEqual([{ path: 'windows/3/end', body: SIGNED }]);
    await eventually(() => standIn.asked.filter((path) => path.endsWith('/windows')).length).toBe(2);
  });

  it('adds a correction in the plant’s time, shows a refusal in the server’s words, and keeps what was written', async () => {
    const console = await open({
      sensors: calmSensors(),
      prepare,
      address: `#/${PLANT.id}/data/corrections`,
    });
    const { page, standIn } = console;
    await eventually(() => page.locator('.entries').innerText()).toMatch(/Geser −2,0 mg\/L Efluen · COD/);
    await page.getByText('Tambah koreksi').click();
    await page.locator('select[name=series]').selectOption('effluent/effluent-logger/cod');
    await page.locator('select[name=kind]').selectOption('gain');
    await page.locator('input[name=factor]').fill('1.08');
    await page.locator('input[name=from]').fill('2026-11-20T07:00');
    await page.locator('input[name=to]').fill('2026-11-21T07:00');
    await sign(console);
    standIn.refusal = 'cod at effluent is approved';
    await page.getByRole('button', { name: 'Simpan' }).click();
    await eventually(() => page.locator('.refused').innerText()).toBe(
      'Tidak dilakukan. cod at effluent is approved',
    );
    expect(await page.locator('input[name=factor]').inputValue()).toBe('1.08');
    expect(standIn.changes.at(-1)).toEqual({
      path: 'corrections',
      body: {
        ...{ point: 'effluent', device: 'effluent-logger', parameter: 'cod' },
        ...{ from: Date.UTC(2026, 10, 20), to: Date.UTC(2026, 10, 21), ...SIGNED },
        what: { kind: 'gain', cause: 'other', factor: 1.08 },
      },
    });
    forgiveNetwork(console);
  });

  it('offers every kind of correction, a drift with both its ends', async () => {
    const address = `#/${PLANT.id}/data/corrections`;
    const console = await open({ sensors: calmSensors(), prepare, address });
    const { page, standIn } = console;
    await page.getByText('Tambah koreksi').click();
    const kind = page.locator('select[name=kind]');
    const add = async (chosen: string, fields: Readonly<Record<string, string>>) => {
      await kind.selectOption(chosen);
      for (const [name, value] of Object.entries(fields)) {
        const field = page.locator(`.new [name=${name}]`);
        if (name === 'cause' || name === 'method') await field.selectOption(value);
        else await field.fill(value);
      }
      await page.locator('input[name=from]').fill('2026-11-20T07:00');
      await page.locator('input[name=to]').fill('2026-11-21T07:00');
      await sign(console);
      const before = standIn.changes.length;
      await page.getByRole('button', { name: 'Simpan' }).click();
      await eventually(() => standIn.changes.length).toBe(before + 1);
      return standIn.changes.at(-1)?.body;
    };
    const kinds = await kind
      .locator('option')
      .evaluateAll((all) => all.map((one) => one.getAttribute('value')));
    expect(kinds).toEqual(['offset', 'gain', 'drift', 'exclusion', 'estimate']);
    const drift = { addAtStart: '-1.5', addAtEnd: '-8', factorAtStart: '1', factorAtEnd: '1.2' };
    const ends = { addAtStart: -1.5, addAtEnd: -8, factorAtStart: 1, factorAtEnd: 1.2 };
    expect(await add('drift', { cause: 'fouling', ...drift })).toMatchObject({
      what: { kind: 'drift', cause: 'fouling', ...ends },
    });
    expect(await add('exclusion', {})).toMatchObject({ what: { kind: 'exclusion' } });
    expect(await add('estimate', { method: 'last-good-week', step: '5' })).toMatchObject({
      what: { kind: 'estimate', method: 'last-good-week', stepMs: 300_000 },
    });
  });

  it('takes the chosen parameters of a month a level on', async () => {
    const console = await open({ sensors: calmSensors(), prepare, address: `#/${PLANT.id}/data/reviews` });
    const { page, standIn } = console;
    expect(await page.locator('input[type=month]').inputValue()).toBe('2026-10');
    await page.getByText('Pilih semua').click();
    await sign(console);
    await page.getByRole('button', { name: 'Simpan' }).click();
    const body = { decision: 'submit', point: 'effluent', from: 0, to: 1, ...SIGNED };
    await eventually(() => standIn.changes).toEqual([
      { path: 'reviews', body: { ...body, parameter: 'cod' } },
      { path: 'reviews', body: { ...body, parameter: 'ph' } },
    ]);
  });

  it('shows the thresholds in force, and changes them from a time on, shows a refusal, and judges again', async () => {
    const address = `#/${PLANT.id}/data/quality`;
    const scope = { point: 'effluent', parameter: 'cod' };
    const set = { version: 1_003, scope: { plant: PLANT.id, ...scope }, settings: { timingGap: 'off' } };
    const version = { ...set, validFrom: START - 86_400_000, ...signed };
    const due = { scope: set.scope, from: START - 3_600_000, to: START };
    const console = await open({
      ...{ sensors: calmSensors(), address, context: PHONE },
      prepare: ({ answers }) => {
        const settings = defaultQualitySettings('cod');
        answers.set('quality/in-force', { version: 1_003, settings, of: [version] });
        answers.set('quality/settings', { set: version, due });
      },
    });
    const { page, standIn } = console;
    await page.locator('select[name=series]').selectOption('effluent/effluent-logger/cod');
    await page.locator('input[name=validFrom]').fill('2026-11-24T08:30');
    await page.locator('input[name=backdated]').check();
    expect(await page.locator('[name="spike.fail"]').inputValue()).toBe('120');
    expect(await page.locator('.entries').innerText()).toMatch(/Efluen · COD Sampel terlambat[\s\S]*Budi/);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBe(0);
    expect(await page.evaluate(poorContrasts)).toEqual([]);
    await page.getByLabel('Gagal (mg/L)').first().fill('30');
    await sign(console);
    standIn.refusal = 'fail 30 is below suspect 40';
    await page.getByRole('button', { name: 'Simpan' }).click();
    await eventually(() => page.locator('.refused').innerText()).toMatch(/fail 30 is below suspect 40/);
    standIn.refusal = undefined;
    await page.locator('[name="spike.fail"]').fill('100');
    await page.getByRole('button', { name: 'Simpan' }).click();
    const spike = { method: 'average', suspect: 40, fail: 100 };
    const from = START - 3_600_000;
    await eventually(() => standIn.changes.at(-1)).toEqual({
      path: 'quality/settings',
      body: {
        ...{ scope, settings: { timingGap: 'off', spike }, validFrom: from, backdated: true, ...SIGNED },
      },
    });
    const again = page.locator('.entry-actions');
    await again.getByRole('button', { name: 'Nilai ulang' }).click();
    await again.locator('input[name=by]').fill(SIGNED.by);
    await again.locator('input[name=why]').fill(SIGNED.why);
    await again.getByRole('button', { name: 'Nilai ulang' }).click();
    await eventually(() => standIn.changes.at(-1)).toEqual({
      path: 'requalifications',
      body: { ...scope, from, to: START, ...SIGNED },
    });
    forgiveNetwork(console);
  });

  it('shows which devices contradict each other, and whose readings are suspect by it', async () => {
    const [from, to] = [START - 86_400_000, START];
    const marked = { from, to };
    const finding = { parameter: 'cod', from, to, limit: 31 };
    const effluent = { point: 'effluent', device: 'effluent-logger', value: 120, marked };
    const spare = { point: 'effluent', device: 'spare-logger', value: 80 };
    const influent = { point: 'influent', device: 'influent-logger', value: 90, marked };
    const findings = [
      { ...finding, check: 'neighbour', side: effluent, other: spare },
      { ...finding, check: 'removal', side: effluent, other: influent },
      { ...finding, check: 'flow-balance', parameter: 'flow', side: effluent, other: influent },
    ];
    const { page } = await open({
      ...{ sensors: calmSensors(), address: `#/${PLANT.id}/data/findings`, context: PHONE },
      prepare: ({ answers }) => answers.set('quality/findings', { findings }),
    });
    const entry = (index: number) => page.locator('.entries > li').nth(index).innerText();
    await eventually(() => entry(0)).toMatch(
      /Sensor berdekatan COD[\s\S]*23 Nov 2026 09\.30 – 24 Nov 2026 09\.30[\s\S]*Efluen · effluent-logger: 120,0 mg\/L \(diragukan\)[\s\S]*Efluen · spare-logger: 80,0 mg\/L \(yang lain sependapat dengannya\)[\s\S]*boleh berbeda 31,0 mg\/L/,
    );
    expect(await entry(1)).toMatch(/Beban yang bertambah COD[\s\S]*yang pertama paling besar 31,0 mg\/L/);
    expect(await entry(2)).toMatch(/Neraca debit Debit[\s\S]*120,0 m³ /);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBe(0);
    expect(await page.evaluate(poorContrasts)).toEqual([]);
    await page.getByRole('button', { name: 'English' }).click();
    await eventually(() => entry(2)).toMatch(/Flow balance Flow[\s\S]*may differ by 31\.0 m³/);
  });

  it('previews what a reject meant, and submits it; in dark, on a phone, nothing beyond the edge', async () => {
    const context = { ...PHONE, colorScheme: 'dark' as const };
    const address = `#/${PLANT.id}/data/rejects`;
    const console = await open({ sensors: calmSensors(), prepare, address, context });
    const { page, standIn } = console;
    await page.getByRole('button', { name: 'Perbaiki' }).click();
    await page.getByLabel('“KOK” berarti').selectOption('cod');
    await page.getByLabel('dikirim dalam satuan').fill('g/L');
    await page.getByRole('button', { name: 'Pratinjau' }).click();
    await eventually(() => page.locator('.preview').innerText()).toMatch(/COD 80,0 mg\/L .* · baru/);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBe(0);
    expect(await page.evaluate(poorContrasts)).toEqual([]);
    await sign(console);
    await page.getByRole('button', { name: 'Kirim' }).click();
    const repair = { parameters: { KOK: 'cod' }, units: { KOK: 'g/L' }, leaveOut: [], decimalComma: false };
    await eventually(() => standIn.changes.at(-1)).toMatchObject({
      path: 'rejects/7/repair',
      body: { repair, ...SIGNED },
    });
  });
});

describe('for everyone', () => {
  it('speaks Indonesian to Indonesian browsers, English to others, and remembers another choice', async () => {
    const { page, card } = await open({ sensors: calmSensors(), context: { ...DESK, locale: 'de-DE' } });
    await card('influent/cod').waitFor();
    expect(await page.locator('html').getAttribute('lang')).toBe('en');
    expect(await card('influent/cod').innerText()).toMatch(/445\.7 mg\/L/);
    await page.getByRole('button', { name: 'Indonesia' }).click();
    await eventually(() => card('influent/cod').innerText()).toMatch(/445,7 mg\/L/);
    expect(await page.locator('html').getAttribute('lang')).toBe('id');
    await page.reload();
    await eventually(() => card('influent/temperature').innerText()).toContain('Suhu');
  });

  it('follows the system’s dark colours until the other ones are chosen', async () => {
    const { page, card } = await open({ sensors: calmSensors(), context: { ...DESK, colorScheme: 'dark' } });
    await card('influent/cod').waitFor();
    const ground = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
    expect(await ground()).toBe('rgb(11, 20, 24)');
    await page.getByRole('button', { name: 'Ganti ke warna terang' }).click();
    await eventually(ground).toBe('rgb(238, 243, 245)');
  });

  it('fits a phone: one column, nothing beyond the edge, targets large enough for a thumb', async () => {
    const { page, card } = await open({ sensors: troubledSensors(), context: PHONE });
    await card('effluent/ph').waitFor();
    const beyond = () => page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(await beyond()).toBe(0);
    const boxes = await Promise.all(
      ['influent/ph', 'influent/cod', 'effluent/ph'].map((series) => card(series).boundingBox()),
    );
    expect(new Set(boxes.map((box) => box?.x)).size).toBe(1);
    const targets = page.locator('button, a.card, a.brand, .concern a');
    const heights = await targets.evaluateAll((all) => all.map((one) => one.getBoundingClientRect().height));
    expect(Math.min(...heights)).toBeGreaterThanOrEqual(42);
    await card('effluent/ph').tap();
    await page.getByRole('slider').waitFor();
    expect(await beyond()).toBe(0);
    const dialog = await page.getByRole('dialog').boundingBox();
    expect(dialog).toMatchObject({ x: 0, width: 390 });
  });

  it('keeps texts readable in both colours: contrast of 4.5 and more', async () => {
    for (const colorScheme of ['light', 'dark'] as const) {
      const { page, card, close } = await open({
        sensors: troubledSensors(),
        context: { ...DESK, colorScheme },
        prepare: showSlots,
      });
      await card('effluent/ph').waitFor();
      await page.locator('.slot-row').first().waitFor();
      expect(await page.evaluate(poorContrasts)).toEqual([]);
      await close();
    }
  });

  it('is small: less than 80 kB of script, compressed', async () => {
    const assets = join(rig.site, 'assets');
    const scripts = (await readdir(assets)).filter((name) => name.endsWith('.js'));
    expect(scripts).toHaveLength(1);
    const sizes = await Promise.all(
      scripts.map(async (name) => gzipSync(await readFile(join(assets, name))).length),
    );
    expect(sizes[0]).toBeLessThan(80_000);
  });
});

/** Runs in the page: texts whose contrast with what lies behind them is below WCAG's 4.5. */
function poorContrasts(): string[] {
  const rgba = (colour: string) => (colour.match(/[\d.]+/g) ?? []).map(Number);
  const luminance = (colour: string) => {
    const [r = 0, g = 0, b = 0] = rgba(colour).map((part) => {
      const share = part / 255;
      return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = (element: Element | null): string => {
    if (element === null) return 'rgb(255, 255, 255)';
    const colour = getComputedStyle(element).backgroundColor;
    return rgba(colour)[3] === 0 ? ground(element.parentElement) : colour;
  };
  const poor: string[] = [];
  for (const element of document.querySelectorAll('body *')) {
    const own = [...element.childNodes].some(
      (node) => node.nodeType === 3 && node.textContent?.trim() !== '',
    );
    if (!own || element.closest('.unseen, noscript, option') !== null) continue;
    const [a, b] = [getComputedStyle(element).color, ground(element)].map(luminance).sort((x, y) => y - x);
    const contrast = ((a ?? 0) + 0.05) / ((b ?? 0) + 0.05);
    if (contrast < 4.5) poor.push(`${contrast.toFixed(2)} ${element.className} ${element.textContent}`);
  }
  return poor;
}
