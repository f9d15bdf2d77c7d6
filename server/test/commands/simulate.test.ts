import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InvalidInputError } from '@banyu/contracts';
import { Command } from 'commander';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { addSimulateCommand } from '../../src/commands/simulate.ts';

/** The benchmark's constant influent, two days of it. */
const ROW = '30 69.5 51.2 202.32 28.17 0 0 0 0 31.56 6.95 10.59 7 211.2675 18446';
const FILE = `0 ${ROW}\n1 ${ROW}\n`;

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'banyu-simulate-'));
});
afterEach(async () => {
  vi.restoreAllMocks();
  await rm(directory, { recursive: true });
});

async function fileOf(text: string): Promise<string> {
  const path = join(directory, 'influent.txt');
  await writeFile(path, text);
  return path;
}

/** What `banyu simulate` prints. */
async function simulate(...args: readonly string[]): Promise<string> {
  let printed = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((chunk) => {
    printed += String(chunk);
    return true;
  });
  const program = new Command('banyu').exitOverride();
  addSimulateCommand(program);
  await program.parseAsync(['node', 'banyu', 'simulate', ...args]);
  return printed;
}

describe('banyu simulate', () => {
  it('judges an influent file and prints the benchmark’s figures, as JSON for programs', async () => {
    const evaluation: unknown = JSON.parse(await simulate('--bsm1', await fileOf(FILE), '--json'));
    expect(evaluation).toMatchObject({
      days: 2,
      effluentFlow: 18_061,
      mixingEnergy: 240,
      effluent: { ammonia: expect.closeTo(1.7333, 3), tss: expect.closeTo(12.4969, 3) },
      violations: { ammonia: { limit: 4, percentOfTime: 0, times: 0 } },
    });
  });

  it('prints them as a table for people', async () => {
    const table = await simulate('--bsm1', await fileOf(FILE));
    expect(table).toMatch(/effluent quality index \(EQI\) +\d+\.\d\d {2}kg\/d/);
    expect(table).toMatch(/ammonia N above 4 g\/m³ +0\.00 {2}% of time, 0 times/);
  });

  it('says which file, which line and what is wrong with it', async () => {
    const path = await fileOf(`${FILE}1 2 3\n`);
    await expect(simulate('--bsm1', path)).rejects.toThrow(
      new InvalidInputError(
        `Cannot read the influent in "${path}": line 3: 3 columns, expected 16 as before.`,
      ),
    );
    await expect(simulate('--bsm1', join(directory, 'none'))).rejects.toThrow(
      /Cannot read the influent file ".*none": ENOENT/,
    );
  });

  it('refuses a noise seed where no sensor is read', async () => {
    await expect(simulate('--bsm1', await fileOf(FILE), '--noise-seed', '1')).rejects.toThrow(
      /--closed-loop/,
    );
  });
});
