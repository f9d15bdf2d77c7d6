import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { DEFAULT_CONSOLE_URL, provisioningFiles } from './files.ts';

const USAGE = `npm run dashboards -- [--console URL] [--out FOLDER]

Writes Grafana's provisioning folder anew.
  --console URL   where people find Banyu's own page (default ${DEFAULT_CONSOLE_URL})
  --out FOLDER    default: dashboards/provisioning`;

const { values } = parseArgs({
  options: { console: { type: 'string' }, out: { type: 'string' }, help: { type: 'boolean' } },
});
if (values.help) {
  console.log(USAGE);
} else {
  const out = values.out ?? fileURLToPath(new URL('../provisioning', import.meta.url));
  const consoleUrl = (values.console ?? DEFAULT_CONSOLE_URL).replace(/\/$/, '');
  if (!URL.canParse(consoleUrl)) {
    console.error(`--console is "${consoleUrl}": give an address such as https://banyu.example.org`);
    process.exit(1);
  }
  const files = provisioningFiles(consoleUrl);
  // Whatever was written before and is not any more must not stay. Only folders that are ours.
  for (const language of ['id', 'en'])
    rmSync(join(out, 'dashboards', language), { recursive: true, force: true });
  for (const [path, content] of files) {
    mkdirSync(dirname(join(out, path)), { recursive: true });
    writeFileSync(join(out, path), content);
  }
  console.log(`${files.size} files in ${out}`);
}
