// `npm run docs`: writes the generated pages of the handbook.
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { referencePages } from './pages.ts';

for (const { file, content } of await referencePages()) {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, content);
  process.stdout.write(`${file}\n`);
}
