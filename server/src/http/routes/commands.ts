import {
  ApiDeviceCommand,
  ApiDeviceCommandList,
  CommandId,
  DeviceId,
  NewDeviceCommand,
} from '@banyu/contracts';
import type { HttpApp } from '../http-app.ts';
import type { HttpPorts } from '../ports.ts';
import { ok, PlantParams, problems } from './shared-schema.ts';

const DeviceParams = PlantParams.extend({ device: DeviceId.meta({ description: 'id of the device' }) });
const CommandParams = DeviceParams.extend({ command: CommandId.meta({ description: 'id of the command' }) });

/** What devices are asked to do, and what became of it. */
export function commandRoutes(app: HttpApp, ports: HttpPorts): void {
  app.post(
    '/api/v1/plants/:plant/devices/:device/commands',
    {
      schema: {
        summary: 'Ask something of a device',
        description:
          'The command is kept, and sent each time the device listens, until it has answered or the command expires.',
        tags: ['plants'],
        params: DeviceParams,
        body: NewDeviceCommand,
        response: {
          202: ok('kept; see Location for what becomes of it', ApiDeviceCommand),
          ...problems('invalid-request', 'not-found', 'conflict', 'unsupported-media-type', 'unavailable'),
        },
      },
    },
    async (request, reply) => {
      const { plant, device } = request.params;
      const command = await ports.commands.request(plant, device, request.body);
      return reply
        .code(202)
        .header('location', `/api/v1/plants/${plant}/devices/${device}/commands/${command.id}`)
        .send(command);
    },
  );

  app.get(
    '/api/v1/plants/:plant/devices/:device/commands',
    {
      schema: {
        summary: 'What a device was asked to do, newest first',
        tags: ['plants'],
        params: DeviceParams,
        response: {
          200: ok('the newest 100 commands', ApiDeviceCommandList),
          ...problems('invalid-request', 'not-found', 'unavailable'),
        },
      },
    },
    async (request) => {
      const { plant, device } = request.params;
      return { commands: [...(await ports.commands.list(plant, device))] };
    },
  );

  app.get(
    '/api/v1/plants/:plant/devices/:device/commands/:command',
    {
      schema: {
        summary: 'One command',
        tags: ['plants'],
        params: CommandParams,
        response: {
          200: ok('the command', ApiDeviceCommand),
          ...problems('invalid-request', 'not-found', 'unavailable'),
        },
      },
    },
    async (request) => {
      const { plant, device, command } = request.params;
      return ports.commands.get(plant, device, command);
    },
  );
}
