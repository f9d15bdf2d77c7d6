import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { provisioningFiles } from '../src/files.ts';

const COMMITTED = fileURLToPath(new URL('../provisioning', import.meta.url));

it('the committed provisioning folder is what `npm run dashboards` writes', () => {
  const written = provisioningFiles();
  const committed = readdirSync(COMMITTED, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(COMMITTED.length + 1));
  expect(committed.toSorted()).toEqual([...written.keys()].toSorted());
  for (const [path, content] of written) {
    expect(readFileSync(join(COMMITTED, path), 'utf8') === content, `${path}: run npm run dashboards`).toBe(
      true,
    );
  }
});
