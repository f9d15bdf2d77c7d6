import { ApiBackup } from '@banyu/contracts';
import { z } from 'zod';
import type { HttpApp } from '../http-app.ts';
import type { HttpPorts } from '../ports.ts';
import { ok, problems } from './shared-schema.ts';

const BackupId = z.uuid().meta({ description: 'name of a folder under backups/ in the data directory' });

const DESCRIPTION = `For \`banyu backup\`, which packs the copies. Nothing of them comes over HTTP: they are put into a folder
that the caller has made, empty, under \`backups/\` in the server's data directory, which only its owner can.`;

/** Copies of all data, made by the server that has the files open. */
export function backupRoutes(app: HttpApp, { backups }: HttpPorts): void {
  app.post(
    '/api/v1/backups',
    {
      schema: {
        summary: 'Copy all data, as of now, into a folder of the data directory',
        description: DESCRIPTION,
        tags: ['operation'],
        body: z.strictObject({ id: BackupId }),
        response: {
          202: ok('begun; see Location for how far it is', ApiBackup),
          ...problems('invalid-request', 'not-found', 'unsupported-media-type', 'unavailable'),
        },
      },
    },
    async (request, reply) => {
      const backup = await backups.begin(request.body.id);
      return reply.code(202).header('location', `/api/v1/backups/${backup.id}`).send(backup);
    },
  );

  app.get(
    '/api/v1/backups/:id',
    {
      schema: {
        summary: 'How far the last copy is',
        tags: ['operation'],
        params: z.strictObject({ id: BackupId }),
        response: { 200: ok('how far it is', ApiBackup), ...problems('invalid-request', 'not-found') },
      },
    },
    async (request) => backups.get(request.params.id),
  );
}
