import { expect, test } from 'vitest';
import { buildProgram } from '../src/main.ts';

const everything = (await buildProgram()).commands;

test.each(everything.map((command) => command.name()))(
  'banyu %s is loaded by its name, without the rest',
  async (name) => {
    const { commands } = await buildProgram(name);
    expect(commands.map((command) => command.name())).toContain(name);
    expect(commands.length).toBeLessThan(3);
  },
);

test('a name that there is none of gives all commands, for the help', async () => {
  expect((await buildProgram('strat')).commands.map((command) => command.name())).toEqual(
    everything.map((command) => command.name()),
  );
});
