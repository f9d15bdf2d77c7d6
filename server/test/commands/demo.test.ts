import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { addDemoCommand } from '../../src/commands/demo.ts';

function demo(...args: readonly string[]): Promise<unknown> {
  const program = new Command('banyu').exitOverride();
  addDemoCommand(program);
  return program.parseAsync(['node', 'banyu', 'demo', ...args]);
}

describe('banyu demo', () => {
  it('says what is wrong with what it is asked for, before it opens anything', async () => {
    await expect(demo('--exit')).rejects.toThrow(/--exit needs --history/);
    await expect(demo('--history', 'a while')).rejects.toThrow(/--history: "a while" is no duration/);
    await expect(demo('--history', '1d', '--sample', '60')).rejects.toThrow(/--sample: "60" is no duration/);
  });
});
