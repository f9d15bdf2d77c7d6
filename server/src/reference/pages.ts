import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildProgram } from '../main.ts';
import { cliPage } from './cli.ts';
import { configurationPage } from './configuration.ts';
import { httpApiPage } from './http-api.ts';
import { mqttPage } from './mqtt.ts';

const FOLDER = fileURLToPath(new URL('../../../docs/reference', import.meta.url));

/** The generated pages of the handbook: each file and its content. */
export async function referencePages(): Promise<
  readonly { readonly file: string; readonly content: string }[]
> {
  const pages = {
    'configuration.md': configurationPage(),
    'cli.md': cliPage(await buildProgram()),
    'mqtt.md': mqttPage(),
    'http-api.md': await httpApiPage(),
  };
  return Object.entries(pages).map(([name, content]) => ({ file: join(FOLDER, name), content }));
}
