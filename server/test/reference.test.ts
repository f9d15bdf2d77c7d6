import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { expect, test } from 'vitest';
import { Config } from '../src/config.ts';
import { leavesOf, variableOf } from '../src/load-config.ts';
import { referencePages } from '../src/reference/pages.ts';

const pages = (await referencePages()).map((page) => ({ ...page, name: basename(page.file) }));

test.each(pages)(
  '$name says what the code does: run "npm run docs" when it does not',
  async ({ file, content }) => {
    expect(await readFile(file, 'utf8').catch(() => 'is missing')).toBe(content);
  },
);

test('no setting is left out of the reference', () => {
  const text = pages.find(({ name }) => name === 'configuration.md')?.content ?? '';
  for (const { path } of leavesOf(Config)) expect(text).toContain(`\`${variableOf(path)}\``);
});
