import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { buildProgram } from '../server/src/main.ts';
import { ROOT } from './support/source-files.ts';

const pages = globSync(['README.md', 'CONTRIBUTING.md', 'docs/**/*.md'], { cwd: ROOT });

test.each(pages)('the links of %s lead somewhere', (page) => {
  const links = [...readFileSync(join(ROOT, page), 'utf8').matchAll(/\]\(([^)\s]+)\)/g)].map(
    (match) => match[1] ?? '',
  );
  const paths = links.filter((link) => !/^(https?:|#)/.test(link)).map((link) => link.replace(/#.*/, ''));
  expect(paths.filter((path) => !existsSync(join(ROOT, dirname(page), path)))).toEqual([]);
});

test('the handbook leads to every page', () => {
  const index = readFileSync(join(ROOT, 'docs/README.md'), 'utf8');
  const missing = pages.filter((page) => page.startsWith('docs/') && page !== 'docs/README.md');
  expect(missing.filter((page) => !index.includes(`(${page.slice('docs/'.length)})`))).toEqual([]);
});

const program = await buildProgram();

test.each(pages.filter((page) => !page.includes('/reference/')))('the commands in %s exist', (page) => {
  const text = readFileSync(join(ROOT, page), 'utf8');
  for (const [, words = ''] of text.matchAll(/(?:^|`|npx |sudo )banyu ((?:[a-z]+ ?)+)/gm)) {
    const [first = '', second = ''] = words.trim().split(' ');
    const command = program.commands.find((each) => each.name() === first);
    expect(command?.name(), `banyu ${words}`).toBe(first);
    if (command !== undefined && command.commands.length > 0 && second !== '') {
      expect(
        command.commands.map((each) => each.name()),
        `banyu ${words}`,
      ).toContain(second);
    }
  }
});
