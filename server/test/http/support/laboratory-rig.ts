import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openRegistry, type Registry } from '@banyu/registry';
import { parseTable } from '../../../src/laboratory/parse-table.ts';
import { readTableFile, unreadable } from '../../../src/laboratory/read-table-file.ts';
import { type TableFile, UnreadableFile } from '../../../src/laboratory/table-file.ts';
import { UploadDesk } from '../../../src/laboratory/upload-desk.ts';
import { NOW, PLANT, type Rig, startRig } from './rig.ts';

export interface LaboratoryRig extends AsyncDisposable {
  readonly http: Rig;
  readonly registry: Registry;
  /** Moves the registry's and the desk's clock on. */
  tick(ms: number): void;
  /** Sends JSON. */
  send(method: 'POST' | 'PATCH', path: string, body: unknown): Promise<Response>;
  /** Uploads a file for a preview. */
  upload(bytes: Uint8Array, query?: string, type?: string): Promise<Response>;
}

export const XLSX_TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/**
 * The HTTP side over a real registry, which knows the rig's plant and a laboratory. Tables are read in this thread,
 * which is sooner, unless `ownThread`.
 */
export async function startLaboratoryRig({ ownThread = false } = {}): Promise<LaboratoryRig> {
  let now = NOW;
  const clock = (): number => now;
  const directory = await mkdtemp(join(tmpdir(), 'banyu-laboratory-'));
  const registry = await openRegistry({ path: join(directory, 'registry.sqlite'), clock });
  await registry.plants.add({ id: PLANT.id, name: PLANT.name, points: PLANT.points });
  const laboratory = { id: 'labkesda', name: 'Labkesda', accreditation: 'LP-1-IDN' };
  await registry.laboratories.add(laboratory, { by: 'Sri', why: 'its certificate' });
  const uploads = new UploadDesk({
    samples: registry.samples,
    readTable: ownThread ? readTableFile : readHere,
    clock,
  });
  const { laboratories, samples } = registry;
  const http = await startRig({
    ports: { laboratory: { laboratories, samples, uploads }, windows: registry.windows },
  });
  const send = (
    method: string,
    path: string,
    body: string | Uint8Array<ArrayBuffer>,
    type: string,
  ): Promise<Response> => fetch(`${http.url}${path}`, { method, headers: { 'content-type': type }, body });
  return {
    http,
    registry,
    tick: (ms) => {
      now += ms;
    },
    send: (method, path, body) => send(method, path, JSON.stringify(body), 'application/json'),
    upload: (bytes, query = '', type = 'text/csv') =>
      send('POST', `/api/v1/plants/${PLANT.id}/laboratory/uploads${query}`, new Uint8Array(bytes), type),
    async [Symbol.asyncDispose]() {
      await http[Symbol.asyncDispose]();
      await registry.close();
      await rm(directory, { recursive: true });
    },
  };
}

async function readHere(bytes: Uint8Array): Promise<TableFile> {
  try {
    return await parseTable(bytes);
  } catch (error) {
    throw error instanceof UnreadableFile ? unreadable(error.message) : error;
  }
}
