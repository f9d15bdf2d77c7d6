import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { addDemoCommand } from '../../src/commands/demo.ts';
import { addScenarioCommands } from '../../src/commands/scenario.ts';
import { addStartCommand } from '../../src/commands/start.ts';

const FROM = ['--from', '2026-07-06T00:00+07:00'];

afterEach(() => {
  vi.restoreAllMocks();
  process.exitCode = 0;
});

/** What the command prints. */
async function banyu(...args: readonly string[]): Promise<string> {
  let printed = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((chunk) => {
    printed += String(chunk);
    return true;
  });
  const program = new Command('banyu').exitOverride();
  addScenarioCommands(program);
  addDemoCommand(program);
  addStartCommand(program);
  await program.parseAsync(['node', 'banyu', ...args]);
  return printed;
}

describe('banyu scenario', () => {
  it('lists what comes with Banyu, in both languages', async () => {
    expect(await banyu('scenario', 'list')).toMatch(/^illegal-dumping +1d10h +Illegal dumping at night$/m);
    expect(await banyu('scenario', 'list', '--language', 'id')).toMatch(/Pembuangan ilegal malam hari$/m);
  });

  it('shows a timeline as people read it, in the plant’s time', async () => {
    const shown = await banyu('scenario', 'show', 'blower-failure', ...FROM);
    expect(shown).toContain('Blower failure (blower-failure)');
    expect(shown).toMatch(/^ {2}Mon 06 Jul 10:00 {2}\+1h {2}blower-failure for 6h \(remaining 0\)$/m);
    expect(shown).toContain('see aeration dissolved_oxygen below 0.3 mg/L, at the latest Mon 06 Jul 10:15');
  });

  it('gives programs everything at its instant', async () => {
    const shown: unknown = JSON.parse(await banyu('scenario', 'show', 'blower-failure', '--json', ...FROM));
    const fromMs = Date.parse('2026-07-06T10:00:00+07:00');
    expect(shown).toMatchObject({
      name: 'blower-failure',
      zeroMs: fromMs - 3_600_000,
      disturbances: [{ kind: 'blower-failure', fromMs }],
      expectations: [{ fromMs, sees: { sign: 'below', by: 0.3 } }, {}, {}, {}],
    });
  });

  it('rehearses: says when each thing is seen, and that it is not when nothing is wrong', async () => {
    const seen = await banyu('scenario', 'rehearse', 'blower-failure', ...FROM);
    expect(seen).toMatch(/dissolved_oxygen below 0\.3 .* seen at Mon 06 Jul 10:0\d$/m);
    expect(process.exitCode).toBe(0);
    const unseen = await banyu('scenario', 'rehearse', 'blower-failure', '--without', ...FROM);
    expect(unseen).toMatch(/dissolved_oxygen below 0\.3 .* not seen, nearest 1\.9\d$/m);
  });

  it('checks files: good ones are told, bad ones with all their problems', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'banyu-scenario-'));
    try {
      const text = '{ id: Uji, en: Test }';
      const good = join(folder, 'good.yaml');
      const bad = join(folder, 'bad.yaml');
      await writeFile(good, `name: good\ntitle: ${text}\ntext: ${text}\n`);
      await writeFile(bad, `name: Bad\ntitle: ${text}\ntext: ${text}\ntimeline: 3\n`);
      expect(await banyu('scenario', 'check', good)).toMatch(/good is good/);
      await expect(banyu('scenario', 'check', good, bad)).rejects.toThrow(
        /bad\.yaml:1: name write small letters[\s\S]*bad\.yaml:4: timeline write a list/,
      );
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('says which scenarios there are when it is asked for another', async () => {
    await expect(banyu('scenario', 'show', 'meteorite')).rejects.toThrow(/one of: blower-failure, /);
    await expect(banyu('demo', '--scenario', 'meteorite')).rejects.toThrow(/one of: blower-failure/);
    await expect(banyu('start', '--demo', '--scenario', 'meteorite')).rejects.toThrow(
      /one of: blower-failure/,
    );
  });

  it('is nothing for a server without the demo', async () => {
    await expect(banyu('start', '--scenario', 'storm')).rejects.toThrow(/add --demo/);
  });
});
