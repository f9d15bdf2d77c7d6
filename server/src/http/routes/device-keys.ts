import { DeviceId, DeviceKey, DeviceSigning, NewDeviceKey, Signed } from '@banyu/contracts';
import { z } from 'zod';
import type { HttpApp } from '../http-app.ts';
import type { HttpPorts } from '../ports.ts';
import { ok, PlantParams, problems, signatureOf } from './shared-schema.ts';

const DeviceParams = PlantParams.extend({ device: DeviceId.meta({ description: 'id of the device' }) });
const KeyParams = DeviceParams.extend({ key: z.string().max(64).meta({ description: 'its thumbprint' }) });
const KeyRequest = z.strictObject({ ...NewDeviceKey.shape, ...Signed });
const RuleRequest = z.strictObject({
  required: z.boolean().describe('whether messages without a signature are rejected from now on'),
  ...Signed,
});

const CHANGE = ['invalid-request', 'not-found', 'conflict', 'unsupported-media-type', 'unavailable'] as const;

/** With which keys devices sign their messages, and whether they have to. */
export function deviceKeyRoutes(app: HttpApp, { deviceKeys }: HttpPorts): void {
  app.post(
    '/api/v1/plants/:plant/devices/:device/keys',
    {
      schema: {
        summary: 'Register a public key of a device',
        description:
          'From then on a message with another signature is rejected; without any, only where signatures are required. ' +
          'The audit trail keeps who registered it and why.',
        tags: ['quality'],
        params: DeviceParams,
        body: KeyRequest,
        response: { 201: ok('it is in force', DeviceKey), ...problems(...CHANGE) },
      },
    },
    async (request, reply) => {
      const { plant, device } = request.params;
      const { publicKey, ...signed } = request.body;
      const signature = signatureOf(signed, request);
      return reply.code(201).send(await deviceKeys.add(plant, device, { publicKey }, signature));
    },
  );

  app.get(
    '/api/v1/plants/:plant/devices/:device/keys',
    {
      schema: {
        summary: 'The public keys of a device, and whether it has to sign',
        tags: ['quality'],
        params: DeviceParams,
        response: {
          200: ok('its keys, revoked ones too', DeviceSigning),
          ...problems('invalid-request', 'not-found', 'unavailable'),
        },
      },
    },
    async ({ params: { plant, device } }) => deviceKeys.of(plant, device),
  );

  app.post(
    '/api/v1/plants/:plant/devices/:device/keys/:key/revoke',
    {
      schema: {
        summary: 'Revoke a public key of a device',
        description: 'What is signed with it and received from then on is rejected. What was taken stays.',
        tags: ['quality'],
        params: KeyParams,
        body: z.strictObject(Signed),
        response: { 200: ok('it is revoked', DeviceKey), ...problems(...CHANGE) },
      },
    },
    async (request) => {
      const { plant, device, key } = request.params;
      return await deviceKeys.revoke(plant, device, key, signatureOf(request.body, request));
    },
  );

  app.put(
    '/api/v1/plants/:plant/devices/:device/signing',
    {
      schema: {
        summary: 'Say whether a device has to sign its messages',
        tags: ['quality'],
        params: DeviceParams,
        body: RuleRequest,
        response: { 200: ok('how it is from now on', DeviceSigning), ...problems(...CHANGE) },
      },
    },
    async (request) => {
      const { plant, device } = request.params;
      const { required, ...signed } = request.body;
      return await deviceKeys.require(plant, device, required, signatureOf(signed, request));
    },
  );
}
