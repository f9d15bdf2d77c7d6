import {
  ConflictError,
  InvalidInputError,
  type NewSample,
  NotFoundError,
  PARAMETER_IDS,
  type SampleRevision,
  unitsOf,
} from '@banyu/contracts';
import { describe, expect, test } from 'vitest';
import type { Registry } from '../../src/index.ts';
import { rig } from '../support/rig.ts';

const signature = { by: 'Sri', why: 'Monthly report' };
const taken = Date.UTC(2026, 0, 31, 1, 30);
const grab: NewSample = {
  id: 'LHU/012/I/2026',
  plant: 'ipal',
  point: 'effluent',
  kind: 'grab',
  from: taken,
  sampledBy: 'Budi',
};
const cod = (value: number) => ({
  parameter: 'cod' as const,
  outcome: { kind: 'value' as const, value },
  unit: 'mg/L',
});
const phenol = { parameter: 'phenol' as const, outcome: { kind: 'below' as const, limit: 50 }, unit: 'µg/L' };
const refuse = { onDuplicate: 'refuse' } as const;
const supersede = { onDuplicate: 'supersede' } as const;

async function laboratory(
  start = taken + 86_400_000,
): Promise<{ registry: Registry; tick: (ms: number) => void }> {
  let now = start;
  const { registry } = await rig({ clock: () => now });
  return {
    registry,
    tick: (ms) => {
      now += ms;
    },
  };
}

describe('laboratories', () => {
  test('are added, changed and listed, each change audited', async () => {
    const { registry } = await laboratory();
    const { laboratories } = registry;
    const added = await laboratories.add(
      { id: 'labkesda', name: 'Labkesda', accreditation: 'LP-1-IDN', accreditedTo: taken },
      signature,
    );
    const changed = await laboratories.update('labkesda', { accreditedTo: null }, signature);
    expect(changed).toEqual({ ...added, accreditedTo: null });
    expect(await laboratories.list()).toEqual([changed]);
    const trail = await registry.audit.list({ subject: 'laboratory/labkesda' });
    expect(trail.map(({ action, why }) => [action, why])).toEqual([
      ['laboratory.update', 'Monthly report'],
      ['laboratory.add', 'Monthly report'],
    ]);
  });

  test('are refused twice, unsigned, unknown, or with an accreditation that ends before it begins', async () => {
    const { laboratories } = (await laboratory()).registry;
    const input = { id: 'labkesda', name: 'Labkesda' };
    await laboratories.add({ ...input, accreditedFrom: taken }, signature);
    await expect(laboratories.add(input, signature)).rejects.toBeInstanceOf(ConflictError);
    await expect(laboratories.add({ ...input, id: 'b' }, { by: 'Sri', why: ' ' })).rejects.toThrow(/why/);
    await expect(laboratories.update('none', { name: 'x' }, signature)).rejects.toBeInstanceOf(NotFoundError);
    await expect(laboratories.update('labkesda', { accreditedTo: taken }, signature)).rejects.toMatchObject({
      field: 'accreditedTo',
    });
  });
});

describe('samples.save()', () => {
  test('keeps what the laboratory gave, and converts it', async () => {
    const { registry } = await laboratory();
    const saved = await registry.samples.save(
      [{ sample: grab, results: [cod(81.3), phenol] }],
      refuse,
      signature,
    );
    expect(saved).toEqual({ samplesAdded: 1, resultsAdded: 2, resultsSuperseded: 0, resultsUnchanged: 0 });
    expect(await registry.samples.list({ plant: 'ipal' })).toMatchObject([
      {
        id: 'LHU/012/I/2026',
        version: 1,
        from: taken,
        to: taken,
        timeKnown: true,
        sampledBy: 'Budi',
        recordedBy: 'Sri',
        endedAt: null,
        results: [
          { parameter: 'cod', outcome: { kind: 'value', value: 81.3 }, why: 'Monthly report' },
          {
            parameter: 'phenol',
            outcome: { kind: 'below', limit: 0.05 },
            given: { kind: 'below', limit: 50 },
            unit: 'µg/L',
          },
        ],
      },
    ]);
  });

  test('keeps the chain of custody', async () => {
    const { registry } = await laboratory();
    const custody = [
      { at: taken + 60_000, from: 'Budi', to: 'Kurir', note: 'on ice' },
      { at: taken + 3_600_000, from: 'Kurir', to: 'Labkesda' },
    ];
    await registry.samples.save([{ sample: { ...grab, custody }, results: [cod(80)] }], refuse, signature);
    expect(await registry.samples.list({ plant: 'ipal' })).toMatchObject([{ custody }]);
  });

  test('adds later results to a sample that is there, and leaves the same ones alone', async () => {
    const { registry } = await laboratory();
    const { samples, audit } = registry;
    await samples.save([{ sample: grab, results: [cod(80)] }], refuse, signature);
    const later = await samples.save([{ sample: grab, results: [cod(80), phenol] }], refuse, signature);
    expect(later).toEqual({ samplesAdded: 0, resultsAdded: 1, resultsSuperseded: 0, resultsUnchanged: 1 });
    const head = await audit.head();
    await samples.save([{ sample: grab, results: [cod(80), phenol] }], refuse, signature);
    expect(await audit.head()).toEqual(head);
  });

  test('refuses another result for a parameter, or lets it take the place of the old one, which stays', async () => {
    const { registry, tick } = await laboratory();
    const { samples } = registry;
    await samples.save([{ sample: grab, results: [cod(80)] }], refuse, signature);
    await expect(
      samples.save([{ sample: grab, results: [phenol, cod(82)] }], refuse, signature),
    ).rejects.toBeInstanceOf(ConflictError);
    expect((await samples.list({ plant: 'ipal' }))[0]?.results).toHaveLength(1);

    tick(1_000);
    const why = 'The laboratory sent a corrected report';
    const saved = await samples.save([{ sample: grab, results: [cod(82)] }], supersede, { by: 'Ani', why });
    expect(saved).toMatchObject({ resultsAdded: 1, resultsSuperseded: 1 });
    expect((await samples.history('ipal', grab.id)).results).toMatchObject([
      { version: 1, outcome: { value: 80 }, endedAt: taken + 86_401_000 },
      { version: 2, outcome: { value: 82 }, endedAt: null, why, recordedBy: 'Ani' },
    ]);
    const asOf = taken + 86_400_500;
    expect(await samples.list({ plant: 'ipal', asOf })).toMatchObject([
      { results: [{ outcome: { value: 80 } }] },
    ]);
    expect(await samples.list({ plant: 'ipal' })).toMatchObject([{ results: [{ outcome: { value: 82 } }] }]);
    expect(await samples.list({ plant: 'ipal', asOf: taken })).toEqual([]);
  });

  test('puts rows of one sample together, all or nothing', async () => {
    const { registry } = await laboratory();
    const rows = [
      { sample: grab, results: [cod(80)] },
      { sample: grab, results: [phenol] },
      { sample: { ...grab, id: 'L-2', from: taken + 1 }, results: [cod(90)] },
    ];
    expect(await registry.samples.save(rows, refuse, signature)).toMatchObject({
      samplesAdded: 2,
      resultsAdded: 3,
    });
    const bad = [
      { sample: { ...grab, id: 'L-3' }, results: [cod(1)] },
      { sample: { ...grab, id: 'L-4' }, results: [{ ...cod(1), unit: 'mol/L' }] },
    ];
    await expect(registry.samples.save(bad, refuse, signature)).rejects.toThrow(
      /row 2, cod: unit "mol\/L" is not known: expected one of mg\/l/,
    );
    const absent = [{ sample: { ...grab, id: 'L-3', point: 'none' }, results: [cod(1)] }];
    await expect(registry.samples.save(absent, refuse, signature)).rejects.toBeInstanceOf(NotFoundError);
    expect(await registry.samples.list({ plant: 'ipal' })).toHaveLength(2);
  });

  test.each<[string, Partial<NewSample>, string]>([
    ['taken in the future', { from: taken + 10 * 86_400_000 }, 'from'],
    ['received before it was taken', { receivedAt: taken - 1 }, 'receivedAt'],
    ['analysed before it was received', { receivedAt: taken + 2, analysedAt: taken + 1 }, 'analysedAt'],
    ['a grab with an end', { to: taken + 1 }, 'to'],
    ['a composite without one', { kind: 'composite' }, 'to'],
    ['a composite of eight days', { kind: 'composite', to: taken + 8 * 86_400_000 }, 'to'],
    ['handed over before it was taken', { custody: [{ at: taken - 1, from: 'a', to: 'b' }] }, 'custody.0.at'],
    ['without a name for who took it', { sampledBy: ' ' }, 'sampledBy'],
  ])('refuses a sample %s', async (_, facts, field) => {
    const { samples } = (await laboratory()).registry;
    const save = samples.save([{ sample: { ...grab, ...facts }, results: [] }], refuse, signature);
    const error = await save.catch((e: unknown) => e);
    expect(error).toBeInstanceOf(InvalidInputError);
    expect(error).toMatchObject({ field });
  });

  test('refuses one number for two samples, and one parameter twice', async () => {
    const { samples } = (await laboratory()).registry;
    const other = { ...grab, point: 'influent' };
    const twice = [
      { sample: grab, results: [cod(1)] },
      { sample: other, results: [phenol] },
    ];
    await expect(samples.save(twice, refuse, signature)).rejects.toBeInstanceOf(ConflictError);
    await samples.save([{ sample: grab, results: [cod(1)] }], refuse, signature);
    await expect(samples.save([{ sample: other, results: [phenol] }], refuse, signature)).rejects.toThrow(
      /is known with point effluent, here it is influent/,
    );
    await expect(
      samples.save([{ sample: grab, results: [phenol, phenol] }], refuse, signature),
    ).rejects.toThrow(/given twice/);
  });
});

describe('what was wrong', () => {
  test('is amended, and the old facts stay', async () => {
    const { registry } = await laboratory();
    const { samples } = registry;
    await samples.save([{ sample: grab, results: [cod(80)] }], refuse, signature);
    await samples.amend({ ...grab, point: 'influent' }, { by: 'Sri', why: 'Labels exchanged' });
    expect(await samples.list({ plant: 'ipal' })).toMatchObject([
      { point: 'influent', version: 2, results: [{ parameter: 'cod' }] },
    ]);
    expect((await samples.history('ipal', grab.id)).versions).toMatchObject([
      { version: 1, point: 'effluent' },
      { version: 2, point: 'influent' },
    ]);
    await expect(samples.amend({ ...grab, id: 'none' }, signature)).rejects.toBeInstanceOf(NotFoundError);
  });

  test('is withdrawn, never deleted, and may be entered anew', async () => {
    const { registry, tick } = await laboratory();
    const { samples, audit } = registry;
    await samples.save([{ sample: grab, results: [cod(80), phenol] }], refuse, signature);
    tick(1);
    await samples.withdrawResult('ipal', grab.id, 'cod', signature);
    await expect(samples.withdrawResult('ipal', grab.id, 'cod', signature)).rejects.toBeInstanceOf(
      NotFoundError,
    );
    expect((await samples.list({ plant: 'ipal' }))[0]?.results).toHaveLength(1);
    tick(1);
    await samples.withdraw('ipal', grab.id, signature);
    expect(await samples.list({ plant: 'ipal' })).toEqual([]);
    await expect(samples.withdraw('ipal', grab.id, signature)).rejects.toBeInstanceOf(NotFoundError);
    tick(1);
    await samples.save([{ sample: grab, results: [cod(85)] }], refuse, signature);
    const { versions, results } = await samples.history('ipal', grab.id);
    expect(versions.map(({ version, endedAt }) => [version, endedAt !== null])).toEqual([
      [1, true],
      [2, false],
    ]);
    expect(results.filter(({ parameter }) => parameter === 'cod').map(({ version }) => version)).toEqual([
      1, 2,
    ]);
    expect((await audit.list({ subject: `sample/ipal/${grab.id}` })).map(({ action }) => action)).toEqual([
      'sample.add',
      'sample.withdraw',
      'result.withdraw',
      'sample.add',
    ]);
    expect(await audit.verify()).toMatchObject({ status: 'intact' });
  });
});

test('samples.list() filters by point, parameter and time, either end first', async () => {
  const { samples } = (await laboratory()).registry;
  const rows = [0, 1, 2].map((i) => ({
    sample: { ...grab, id: `L-${i}`, from: taken + i, point: i === 1 ? 'influent' : 'effluent' },
    results: i === 2 ? [phenol] : [cod(i)],
  }));
  await samples.save(rows, refuse, signature);
  const ids = async (query: object) => (await samples.list({ plant: 'ipal', ...query })).map(({ id }) => id);
  expect(await ids({})).toEqual(['L-0', 'L-1', 'L-2']);
  expect(await ids({ newestFirst: true, limit: 2 })).toEqual(['L-2', 'L-1']);
  expect(await ids({ point: 'effluent' })).toEqual(['L-0', 'L-2']);
  expect(await ids({ parameter: 'cod' })).toEqual(['L-0', 'L-1']);
  expect(await ids({ from: taken + 1, to: taken + 2 })).toEqual(['L-1']);
});

test('samples.preview() judges a table against what is registered, and save() takes what it accepts', async () => {
  const { samples, laboratories } = (await laboratory()).registry;
  await laboratories.add({ id: 'labkesda', name: 'Labkesda' }, signature);
  const table = (hasil: string) => [
    ['Kode Contoh', 'Lokasi', 'Tanggal', 'Jam', 'Parameter', 'Hasil', 'Satuan', 'Laboratorium'],
    ['L-1', 'Efluen', '31/01/2026', '08.30', 'COD', hasil, 'mg/L', 'Labkesda'],
    ['L-1', 'Efluen', '31/01/2026', '08.30', 'BOD', '30', 'mg/L', 'Labkesda'],
  ];
  const preview = async (hasil: string, options = {}) => {
    const outcome = await samples.preview('ipal', table(hasil), {
      defaults: { sampledBy: 'Budi' },
      ...options,
    });
    if (outcome.status === 'refused') throw new Error(outcome.message);
    return outcome.rows;
  };
  const rows = await preview('80,5');
  expect(rows.map(({ status }) => status)).toEqual(['accepted', 'accepted']);
  const entries = rows.flatMap((row) => (row.status === 'accepted' ? [row.entry] : []));
  expect(await samples.save(entries, refuse, signature)).toMatchObject({ samplesAdded: 1, resultsAdded: 2 });
  expect(await preview('80,5')).toMatchObject([
    { status: 'accepted', warnings: [{ code: 'not-accredited' }, { code: 'unchanged' }] },
    { status: 'accepted', warnings: [{ code: 'not-accredited' }, { code: 'unchanged' }] },
  ]);
  expect(await preview('82')).toMatchObject([{ status: 'refused', faults: [{ code: 'duplicate' }] }, {}]);
  expect(await preview('82', { onDuplicate: 'supersede' })).toMatchObject([{ status: 'accepted' }, {}]);
});

test('samples.save() lets others of its thread have their turn meanwhile', async () => {
  const { registry } = await laboratory();
  const rows = Array.from({ length: 200 }, (_, i) => ({
    sample: { ...grab, id: `L-${i}` },
    results: [cod(1)],
  }));
  let turns = 0;
  let saving = true;
  const others = (): void => {
    turns += 1;
    if (saving) setImmediate(others);
  };
  setImmediate(others);
  await registry.samples.save(rows, refuse, signature);
  saving = false;
  expect(turns).toBeGreaterThan(1);
});

test('samples.save() takes so many results at once and no more', async () => {
  const { registry } = await laboratory();
  const results = PARAMETER_IDS.slice(0, 40).map((parameter) => ({
    ...{ parameter, outcome: { kind: 'not-analysed' as const }, unit: unitsOf(parameter)[0] ?? '' },
  }));
  const rows = Array.from({ length: 126 }, (_, i) => ({ sample: { ...grab, id: `L-${i}` }, results }));
  await expect(registry.samples.save(rows, refuse, signature)).rejects.toThrow(/5040 results, at most 5000/);
});

test('samples.restore() undoes a withdrawal, results and all, as versions of their own', async () => {
  const { registry, tick } = await laboratory();
  const { samples, audit } = registry;
  await samples.save([{ sample: grab, results: [cod(80), phenol] }], refuse, signature);
  await expect(samples.restore('ipal', grab.id, signature)).rejects.toThrow(/was not withdrawn/);
  await expect(samples.restore('ipal', 'none', signature)).rejects.toBeInstanceOf(NotFoundError);
  const [before] = await samples.list({ plant: 'ipal' });
  tick(1);
  await samples.withdrawResult('ipal', grab.id, 'cod', signature);
  tick(1);
  await samples.withdraw('ipal', grab.id, signature);
  tick(1);
  const withdrawn = await samples.list({ plant: 'ipal', withdrawn: true });
  expect(withdrawn.map(({ id, results }) => [id, results.map(({ parameter }) => parameter)])).toEqual([
    [grab.id, ['phenol']],
  ]);
  expect(await samples.list({ plant: 'ipal', withdrawn: true, parameter: 'cod' })).toEqual([]);
  expect(await samples.list({ plant: 'ipal', withdrawn: true, parameter: 'phenol' })).toEqual(withdrawn);
  await samples.restore('ipal', grab.id, { by: 'Ani', why: 'it was the right one' });
  expect(await samples.list({ plant: 'ipal', withdrawn: true })).toEqual([]);
  const [phenolBefore] = before?.results.filter(({ parameter }) => parameter === 'phenol') ?? [];
  const restored = { recordedAt: taken + 86_400_003, recordedBy: 'Ani', version: 2 };
  expect(await samples.list({ plant: 'ipal' })).toEqual([
    { ...before, ...restored, results: [{ ...phenolBefore, ...restored, why: 'it was the right one' }] },
  ]);
  expect((await audit.list({ subject: `sample/ipal/${grab.id}` }))[0]).toMatchObject({
    action: 'sample.restore',
    before: null,
  });
});

test('what a review has approved takes no sample, no change of one, and no withdrawal, until it is set back', async () => {
  const { registry, tick } = await laboratory();
  const { samples, reviews } = registry;
  const other = { ...grab, id: 'L-2' };
  await samples.save([{ sample: grab, results: [cod(80)] }], refuse, signature);
  await samples.save([{ sample: other, results: [cod(80)] }], refuse, signature);
  tick(1);
  await samples.withdraw('ipal', other.id, signature);
  const period = { plant: 'ipal', point: 'effluent', parameter: 'cod' as const };
  const month = { ...period, from: taken - 86_400_000, to: taken + 1 };
  await reviews.submit(month, signature);
  await reviews.approve(month, { by: 'Ani', why: 'agreed' });

  const { id, plant, ...facts } = grab;
  const composite = { ...grab, id: 'L-3', kind: 'composite' as const, from: taken, to: taken + 3_600_000 };
  const changes: readonly (() => Promise<unknown>)[] = [
    () => samples.save([{ sample: { ...grab, id: 'L-4' }, results: [phenol, cod(81)] }], refuse, signature),
    () => samples.save([{ sample: composite, results: [cod(81)] }], refuse, signature),
    () => samples.save([{ sample: grab, results: [cod(81)] }], supersede, signature),
    () => samples.revise(plant, id, { results: [cod(81)] }, signature),
    () => samples.revise(plant, id, { sample: { ...facts, from: taken + 60_000 } }, signature),
    () => samples.revise(plant, id, { withdrawn: ['cod'] }, signature),
    () => samples.withdrawResult(plant, id, 'cod', signature),
    () => samples.withdraw(plant, id, signature),
    () => samples.restore(plant, other.id, signature),
  ];
  const head = await registry.audit.head();
  for (const change of changes) {
    const error = await change().catch((e: unknown) => e);
    expect(error, change.toString()).toBeInstanceOf(ConflictError);
    expect(error).toMatchObject({
      message: expect.stringMatching(/cod at effluent is approved .*set it back first/),
    });
  }
  expect(await registry.audit.head()).toEqual(head);
  const beside = { ...grab, id: 'L-5', from: taken + 1 };
  await samples.save([{ sample: beside, results: [cod(81)] }], refuse, signature);
  await samples.save([{ sample: grab, results: [cod(80), phenol] }], refuse, signature);
  await expect(
    samples.revise(plant, 'L-5', { sample: { ...facts, from: taken } }, signature),
  ).rejects.toThrow(/approved/);

  const cells = [
    ['sample', 'point', 'date', 'parameter', 'result', 'unit', 'sampled by'],
    ['L-6', 'effluent', '2026-01-31 08:30', 'cod', 80, 'mg/L', 'Budi'],
    [grab.id, 'effluent', '2026-01-31 08:30', 'cod', 80, 'mg/L', 'Budi'],
  ];
  expect(await samples.preview('ipal', cells)).toMatchObject({
    rows: [{ status: 'refused', faults: [{ code: 'locked' }] }, { status: 'accepted' }],
  });

  await reviews.reopen(month, signature);
  await samples.withdraw(plant, id, signature);
});

describe('samples.revise()', () => {
  test('amends, supersedes, adds and withdraws in one change', async () => {
    const { registry } = await laboratory();
    await registry.samples.save([{ sample: grab, results: [cod(81.3), phenol] }], refuse, signature);
    const { id, plant, ...facts } = grab;
    const revision = {
      sample: { ...facts, note: 'Seal broken' },
      results: [cod(83.1)],
      withdrawn: ['phenol' as const],
    };
    await registry.samples.revise(plant, id, revision, signature);
    expect(await registry.samples.list({ plant })).toMatchObject([
      { id, version: 2, note: 'Seal broken', results: [{ parameter: 'cod', outcome: { value: 83.1 } }] },
    ]);
    const trail = await registry.audit.list({ subject: `sample/${plant}/${id}` });
    expect(trail.map(({ action }) => action)).toEqual([
      'sample.results',
      'result.withdraw',
      'sample.amend',
      'sample.add',
    ]);
  });

  test('changes nothing when a part of it cannot be', async () => {
    const { registry } = await laboratory();
    await registry.samples.save([{ sample: grab, results: [cod(81.3)] }], refuse, signature);
    const { id, plant, ...facts } = grab;
    const revise = (revision: SampleRevision) => registry.samples.revise(plant, id, revision, signature);
    await expect(revise({ sample: { ...facts, note: 'x' }, withdrawn: ['bod'] })).rejects.toBeInstanceOf(
      NotFoundError,
    );
    await expect(revise({})).rejects.toThrow(/nothing to change/);
    await expect(revise({ results: [cod(1)], withdrawn: ['cod'] })).rejects.toThrow(/cod was given twice/);
    await expect(registry.samples.revise(plant, 'none', { results: [cod(1)] }, signature)).rejects.toThrow(
      /no sample "none"/,
    );
    expect(await registry.samples.list({ plant })).toMatchObject([{ version: 1, note: null }]);
  });
});

test('samples.list() gives page after page, two samples of one instant included', async () => {
  const { registry } = await laboratory();
  const ids = ['a', 'b', 'c', 'd'];
  const rows = ids.map((id, i) => ({
    sample: { ...grab, id, from: taken + (i > 1 ? 1 : 0) },
    results: [cod(1)],
  }));
  await registry.samples.save(rows, refuse, signature);
  for (const newestFirst of [false, true]) {
    const seen: string[] = [];
    let after: { from: number; id: string } | undefined;
    do {
      const page = await registry.samples.list({
        plant: 'ipal',
        limit: 1,
        newestFirst,
        ...(after && { after }),
      });
      seen.push(...page.map(({ id }) => id));
      after = page.at(-1);
    } while (after !== undefined);
    expect(seen).toEqual(newestFirst ? ids.toReversed() : ids);
  }
});

test('samples.savedWith() tells when results were first saved with that evidence', async () => {
  const { registry, tick } = await laboratory();
  const evidence = 'sha256:ab';
  expect(await registry.samples.savedWith('ipal', evidence)).toBeUndefined();
  const at = taken + 86_400_000;
  for (const value of [1, 2]) {
    const signed = { ...signature, evidence: `sha256:ab report ${value}.csv` };
    await registry.samples.save([{ sample: grab, results: [cod(value)] }], supersede, signed);
    tick(1_000);
  }
  expect(await registry.samples.savedWith('ipal', evidence)).toEqual({ at, by: 'Sri' });
  expect(await registry.samples.savedWith('ipal', 'sha256:abc')).toBeUndefined();
});
