import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { addLabCommands } from '../../src/commands/lab.ts';
import { addPlantCommands } from '../../src/commands/plant.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'banyu-lab-'));
  vi.stubEnv('BANYU_DATA_DIRECTORY', folder);
  await banyu('plant', 'add', 'ipal');
});
afterEach(async () => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  process.exitCode = 0;
  await rm(folder, { recursive: true });
});

/** What the command prints. */
async function banyu(...args: readonly string[]): Promise<string> {
  let printed = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((chunk) => {
    printed += String(chunk);
    return true;
  });
  const program = new Command('banyu').exitOverride();
  addPlantCommands(program);
  addLabCommands(program);
  await program.parseAsync(['node', 'banyu', ...args]);
  return printed;
}

const SIGNED = ['--by', 'Sari', '--why', 'report of January'];
const TAKEN = ['--point', 'effluent', '--taken', '2026-01-31 08:30'];

describe('banyu lab', () => {
  it('enters one sample with values, limits, methods, its laboratory and custody', async () => {
    const laboratory = ['laboratory', 'add', 'labkesda', '--accreditation', 'LP-1-IDN', ...SIGNED];
    await banyu('lab', ...laboratory);
    const added = await banyu(
      ...['lab', 'add', 'ipal', '--id', 'LHU/1', ...TAKEN, ...SIGNED, '--laboratory', 'labkesda'],
      ...['--result', 'cod=81.3 mg/L; method=SNI 6989.2:2019', '--result', 'phenol<50 µg/L; lod=50'],
      ...['--result', 'total_coliform=1,6x10^4 MPN/100mL', '--handed', '2026-01-31 10:15; Budi; Sri; 4 °C'],
    );
    expect(added).toBe(
      'Sample "LHU/1" is added: cod 81.3 mg/L, phenol <50 µg/L, total_coliform 16000 MPN/100mL\n',
    );
    expect(await banyu('lab', 'list', 'ipal')).toMatch(
      /LHU\/1 .*2026-01-31 08:30 +labkesda +cod 81\.3 mg\/L/,
    );
    const shown = await banyu('lab', 'show', 'ipal', 'LHU/1');
    expect(shown).toContain('2026-01-31 10:15  Budi → Sri (4 °C)');
    expect(shown).toMatch(/phenol +1 +<50 µg\/L .*0\.05 .*Sari +report of January/);
  });

  it.each([
    [
      'a point that is not there',
      ['--point', 'pond', '--taken', '2026-01-31'],
      'cod=1 mg/L',
      /"pond" is not known/,
    ],
    [
      'a time that is none',
      ['--point', 'effluent', '--taken', 'today'],
      'cod=1 mg/L',
      /"today": expected a date/,
    ],
    ['a result without a value', TAKEN, 'cod', /expected for example "cod=81\.3 mg\/L"/],
    ['a fact of a result that is none', TAKEN, 'cod=1 mg/L; colour=blue', /"colour=blue" is not understood/],
    ['an unknown parameter', TAKEN, 'mood=1', /parameter "mood" is not known/],
  ])('refuses %s', async (_, where, result, message) => {
    await expect(banyu('lab', 'add', 'ipal', ...where, '--result', result, ...SIGNED)).rejects.toThrow(
      message,
    );
    expect(await banyu('lab', 'list', 'ipal', '--json')).toBe('[]\n');
  });

  it('revises a sample, facts and results, takes it back, and restores it', async () => {
    await banyu('lab', 'add', 'ipal', '--id', 'LHU/1', ...TAKEN, ...SIGNED, '--result', 'cod=81.3 mg/L');
    await banyu(
      ...['lab', 'revise', 'ipal', 'LHU/1', '--sampled-by', 'Budi', '--result', 'cod=82 mg/L; lod=2'],
      ...['--result', 'bod=30 mg/L', '--handed', '2026-01-31 10:15; Budi; Sri', ...SIGNED],
    );
    const shown = await banyu('lab', 'show', 'ipal', 'LHU/1');
    expect(shown).toMatch(/\n2 +effluent +grab +2026-01-31 08:30 +Budi/);
    expect(shown).toContain('2026-01-31 10:15  Budi → Sri');
    expect(shown).toMatch(/cod +1 +81\.3 mg\/L[\s\S]*cod +2 +82 mg\/L/);
    await banyu('lab', 'revise', 'ipal', 'LHU/1', '--without', 'bod', ...SIGNED);
    await expect(banyu('lab', 'revise', 'ipal', 'LHU/1', ...SIGNED)).rejects.toThrow(/nothing to change/);
    await banyu('lab', 'withdraw', 'ipal', 'LHU/1', ...SIGNED);
    expect(await banyu('lab', 'list', 'ipal', '--json')).toBe('[]\n');
    await expect(banyu('lab', 'revise', 'ipal', 'LHU/1', '--note', 'x', ...SIGNED)).rejects.toThrow(
      /banyu lab restore/,
    );
    await banyu('lab', 'restore', 'ipal', 'LHU/1', ...SIGNED);
    expect(await banyu('lab', 'list', 'ipal')).toMatch(/LHU\/1 .*cod 82 mg\/L$/m);
  });

  it('shows what would become of a table, and saves it only when told so', async () => {
    const file = join(folder, 'report.csv');
    const rows = ['Titik;Tanggal;COD (mg/L)', 'effluent;31/01/2026 08.30;81,5', 'effluent;31/02/2026;80'];
    await writeFile(file, rows.join('\r\n'));
    const table = ['lab', 'import', 'ipal', file, '--sampled-by', 'Budi'];
    const shown = await banyu(...table);
    expect(shown).toMatch(/2 +accepted +effluent 2026-01-31T08:30 .*cod 81\.5 mg\/L/);
    expect(shown).toMatch(/3 +REFUSED .*Tanggal: "31\/02\/2026": expected a date/);
    expect(shown).toMatch(/Nothing is saved/);
    await expect(banyu(...table, '--yes')).rejects.toThrow(/Say why with --why/);
    await expect(banyu(...table, '--yes', ...SIGNED)).rejects.toThrow(/1 of 2 rows are refused/);
    expect(await banyu('lab', 'list', 'ipal', '--json')).toBe('[]\n');
    const saved = await banyu(...table, '--yes', '--without-refused', ...SIGNED);
    expect(saved).toMatch(/Saved: 1 samples and 1 results are new/);
    expect(await banyu(...table)).toMatch(/This very file was saved .* by Sari\.\n[\s\S]*saved already/);
  });

  it('writes a template that it takes back, and no file over another', async () => {
    const file = join(folder, 'template.csv');
    await banyu('lab', 'template', 'ipal', '--out', file);
    expect(await banyu('lab', 'template', 'ipal')).toBe(await readFile(file, 'utf8'));
    expect(await banyu('lab', 'import', 'ipal', file)).toMatch(/2 rows are accepted; 0 are refused/);
    await expect(banyu('lab', 'template', 'ipal', '--out', file)).rejects.toThrow(/Cannot write .*EEXIST/);
    await expect(banyu('lab', 'import', 'ipal', `${file}.not`)).rejects.toThrow(/Cannot read .*ENOENT/);
  });
});
