import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openRegistry, type Registry } from '@banyu/registry';
import { Command } from 'commander';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { addCorrectionCommands } from '../../src/commands/correction.ts';
import { addQualityCommands } from '../../src/commands/quality.ts';
import { addRejectCommands } from '../../src/commands/reject.ts';
import { addReviewCommands } from '../../src/commands/review.ts';
import { addWindowCommands } from '../../src/commands/window.ts';
import { pathsIn } from '../../src/paths.ts';
import { batchOf, DEVICE, NOW, PLANT, PLANT_FINDING, startRig } from '../http/support/rig.ts';

const WHY = ['--why', 'two-point check', '--by', 'Sri'];

let directory: string;
let config: string;
let registry: Registry;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'banyu-commands-'));
  config = join(directory, 'banyu.yaml');
  await writeFile(config, `dataDirectory: ${directory}\n`);
  registry = await openRegistry({
    path: pathsIn(directory).registry,
    argon2id: async () => new Uint8Array(32),
  });
  await registry.plants.add({ ...PLANT, standard: undefined });
  await registry.devices.add({ id: DEVICE.id, plant: PLANT.id, point: DEVICE.point });
});
afterEach(async () => {
  vi.restoreAllMocks();
  await registry.close();
  await rm(directory, { recursive: true });
});

/** What the command prints. */
async function banyu(...args: readonly string[]): Promise<string> {
  let printed = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((chunk) => {
    printed += String(chunk);
    return true;
  });
  vi.spyOn(process.stderr, 'write').mockImplementation(() => true);
  const program = new Command('banyu').option('-c, --config <file>').exitOverride();
  addCorrectionCommands(program);
  addQualityCommands(program);
  addRejectCommands(program);
  addReviewCommands(program);
  addWindowCommands(program);
  for (const command of program.commands) for (const each of command.commands) each.exitOverride();
  await program.parseAsync(['node', 'banyu', '--config', config, ...args]);
  return printed;
}

describe('banyu correction', () => {
  const period = ['--from', '2026-01-05T07:00', '--to', '2026-01-06'];

  it('adds one in the plant’s time, lists and withdraws it, signed', async () => {
    const add = ['correction', 'add', DEVICE.id, 'ph', 'offset', '--add', '-0.3', ...period, ...WHY];
    expect(await banyu(...add)).toBe(
      'Correction 1 holds: offset, cause other, add -0.3 on ph of banyurip-effluent, ' +
        '2026-01-05 07:00 to 2026-01-06 00:00.\n',
    );
    expect(await registry.corrections.get(1)).toMatchObject({
      point: 'effluent',
      from: Date.UTC(2026, 0, 5),
      recordedBy: 'Sri',
      what: { kind: 'offset', add: -0.3 },
    });
    expect(await banyu('correction', 'list', PLANT.id)).toMatch(
      /^1 .*offset, cause other, add -0\.3 .*holds$/m,
    );
    expect(await banyu('correction', 'withdraw', '1', ...WHY)).toBe('Correction 1 holds no longer.\n');
    expect(await banyu('correction', 'list', PLANT.id)).toBe('No correction.\n');
    const all: unknown = JSON.parse(await banyu('correction', 'list', PLANT.id, '--withdrawn', '--json'));
    expect(all).toMatchObject([{ id: 1, withdrawn: { by: 'Sri' } }]);
    const [entry] = await registry.audit.list({ subject: 'correction/1' });
    expect(entry).toMatchObject({ who: 'Sri', origin: 'command line' });
  });

  it.each([
    [['gain', '--factor', '1.08'], { kind: 'gain', factor: 1.08 }],
    [
      ['drift', '--add-at-end', '-8', '--cause', 'fouling'],
      { kind: 'drift', cause: 'fouling', addAtEnd: -8 },
    ],
    [['exclusion'], { kind: 'exclusion' }],
    [
      ['estimate', '--method', 'mean-of-hour', '--step', '2m'],
      { kind: 'estimate', method: 'mean-of-hour', stepMs: 120_000 },
    ],
  ])('takes %j', async (args, what) => {
    await banyu('correction', 'add', DEVICE.id, 'ph', ...args, ...period, ...WHY);
    expect((await registry.corrections.get(1)).what).toMatchObject(what);
  });

  it.each([
    [['offset'], /offset needs --add/],
    [['drift'], /drift needs --add-at-end/],
    [['magic'], /expected offset, gain, drift, exclusion or estimate/],
    [['offset', '--add', 'much'], /expected a number/],
    [['offset', '--add', '1', '--from', 'yesterday'], /--from: expected Unix time in ms or ISO 8601/],
  ])('says what is wrong with %j', async (args, message) => {
    await expect(banyu('correction', 'add', DEVICE.id, 'ph', ...period, ...WHY, ...args)).rejects.toThrow(
      message,
    );
  });

  it('asks for a reason', async () => {
    await expect(banyu('correction', 'add', DEVICE.id, 'ph', 'exclusion', ...period)).rejects.toThrow(
      /--why/,
    );
  });
});

describe('banyu review', () => {
  it('takes a month of a place through its levels, by two people', async () => {
    const place = ['--month', '2026-01', '--point', 'effluent', '--parameter', 'ph', '--why', 'x'];
    const decide = (decision: string, by: string) =>
      banyu('review', decision, PLANT.id, ...place, '--by', by);
    expect(await decide('submit', 'Sri')).toBe(
      'ph at effluent, 2026-01-01 00:00 to 2026-02-01 00:00: in review.\n',
    );
    await expect(decide('approve', 'Sri')).rejects.toThrow(/a second person/);
    expect(await decide('approve', 'Budi')).toContain('approved and locked');
    expect(await decide('reopen', 'Budi')).toContain('working again');
    expect(await banyu('review', 'list', PLANT.id)).toMatch(/working[\s\S]*approved[\s\S]*in-review/);
    await expect(banyu('review', 'submit', PLANT.id, '--why', 'x')).rejects.toThrow(/--month 2026-10/);
  });

  it('asks the server what was ever measured: for the month’s state, and to decide about all of it', async () => {
    await using server = await startRig();
    await server.store.write(batchOf([{ parameter: 'ph' }, { parameter: 'cod' }]));
    await writeFile(config, `dataDirectory: ${directory}\nhttp:\n  port: ${server.port}\n`);
    const month = ['--month', '2026-01'];
    expect(await banyu('review', 'show', PLANT.id, ...month)).toMatch(
      /effluent +cod +working[\s\S]*ph +working/,
    );
    const submitted = await banyu('review', 'submit', PLANT.id, ...month, ...WHY);
    expect(submitted.match(/in review/g)).toHaveLength(2);
    await expect(banyu('review', 'approve', PLANT.id, ...month, ...WHY)).rejects.toThrow(
      /is in-review: banyu review/,
    );
  });
});

describe('banyu window', () => {
  it('declares, lists, ends and cancels', async () => {
    const add = [
      'window',
      'add',
      PLANT.id,
      'cleaning',
      '--from',
      '2026-01-05T07:00',
      '--point',
      'effluent',
      ...WHY,
    ];
    expect(await banyu(...add)).toContain('Window 1 is open since 2026-01-05 07:00');
    expect(await banyu('window', 'list', PLANT.id)).toMatch(
      /^1 +cleaning +2026-01-05 07:00 +– +effluent +all/m,
    );
    const end = ['window', 'end', '1', '--at', '2026-01-05T08:00', ...WHY];
    expect(await banyu(...end)).toBe('Window 1 ends 2026-01-05 08:00.\n');
    expect(await banyu('window', 'cancel', '1', ...WHY)).toBe('Window 1 is cancelled.\n');
    expect(await banyu('window', 'list', PLANT.id)).toBe('No window.\n');
    await expect(banyu('window', 'end', 'one', ...WHY)).rejects.toThrow(/a whole number above 0/);
  });
});

describe('banyu quality', () => {
  it('sets a version, shows what holds and lists the history', async () => {
    const where = ['--point', 'effluent', '--parameter', 'ph'];
    expect(await banyu('quality', 'history', PLANT.id)).toBe('The defaults hold.\n');
    const set = ['quality', 'set', PLANT.id, ...where, '--settings', '{"spike":"off"}', ...WHY];
    expect(await banyu(...set)).toMatch(/^Version 1000 judges readings from /);
    expect(JSON.parse(await banyu('quality', 'show', DEVICE.id, 'ph'))).toMatchObject({
      version: 1_000,
      settings: { spike: 'off' },
    });
    expect(await banyu('quality', 'history', PLANT.id, '--parameter', 'ph')).toMatch(
      /^1000 +effluent .*spike/m,
    );
    expect(await banyu('quality', 'history', PLANT.id, '--parameter', 'cod')).toBe('The defaults hold.\n');
  });

  it.each([
    [[], /one of --settings <json>, --file <file> and --reset/],
    [['--settings', '{spike'], /--settings is no JSON/],
    [['--file', '/nowhere.json'], /Cannot read \/nowhere.json/],
    [
      ['--settings', '{"spike":{"method":"average","suspect":2,"fail":1},"flatLine":{}}'],
      /spike.fail: .*; settings.flatLine: /,
    ],
  ])('says what is wrong with %j', async (args, message) => {
    await expect(banyu('quality', 'set', PLANT.id, ...WHY, ...args)).rejects.toThrow(message);
  });

  it('lists what devices contradict each other in, as the running server found it', async () => {
    const findings = ['quality', 'findings', PLANT.id];
    await using server = await startRig();
    await writeFile(config, `dataDirectory: ${directory}\nhttp:\n  port: ${server.port}\n`);
    expect(await banyu(...findings)).toMatch(
      /flow-balance +flow +effluent\/banyurip-effluent 280 m³ +influent\/banyurip-influent 400 m³ +differ by at most 80 m³$/m,
    );
    expect(JSON.parse(await banyu(...findings, '--json'))).toEqual([PLANT_FINDING]);
    await expect(banyu(...findings, '--from', '2026-01-02', '--to', '2026-01-01')).rejects.toThrow(
      '--from: 2026-01-02 00:00 is not before --to, 2026-01-01 00:00: give an earlier one.',
    );
    await expect(banyu(...findings, '--limit', '0')).rejects.toThrow(/0/);
  });
});

describe('banyu reject', () => {
  it('lists, previews and repairs through the server, and knows what was repaired before', async () => {
    const sent = {
      id: 17,
      receivedAt: NOW,
      plant: PLANT.id,
      device: DEVICE.id,
      t: NOW - 3_600_000,
      detail: '',
    };
    const value = {
      scope: 'value',
      reason: 'unknown-parameter',
      parameter: 'KOK',
      payload: '0.0813',
    } as const;
    await using server = await startRig({ rejects: [{ ...sent, ...value }] });
    await writeFile(config, `dataDirectory: ${directory}\nhttp:\n  port: ${server.port}\n`);
    const repair = ['reject', 'repair', PLANT.id, '17', '--parameter', 'cod'];
    expect(await banyu('reject', 'list', PLANT.id)).toMatch(/^17 +2026-11-24 12:00 .* KOK +0\.0813$/m);
    expect(await banyu(...repair, '--unit', 'KOK=g/L', '--preview')).toMatch(
      /^2026-11-24 11:00 +cod +81\.3 +new$/m,
    );
    expect(await banyu(...repair, '--unit', 'lb', '--preview')).toMatch(/In the way: "lb" is no unit of cod/);
    expect(process.exitCode).toBe(1);
    process.exitCode = 0;
    await expect(banyu(...repair, '--unit', 'g/L')).rejects.toThrow(/--why/);
    expect(await banyu(...repair, '--unit', 'g/L', ...WHY)).toBe(
      'cod 81.3 at 2026-11-24 11:00 is submitted.\n',
    );
    expect(await banyu(...repair, ...WHY)).toMatch(/^Reject 17 was repaired before, by Sri /);
    expect(await banyu('reject', 'list', PLANT.id)).toMatch(/by Sri$/m);
    expect(JSON.parse(await banyu('reject', 'show', PLANT.id, '17'))).toMatchObject({
      repaired: { by: 'Sri' },
    });
    await expect(banyu('reject', 'show', PLANT.id, '9')).rejects.toThrow(/has no reject 9/);
  });
});
