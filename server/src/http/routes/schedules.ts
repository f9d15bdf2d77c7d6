import {
  ApiNewSchedule,
  ApiSchedule,
  ApiScheduleList,
  ApiScheduleProposalList,
  DeviceId,
  parameterOf,
} from '@banyu/contracts';
import type { SetSchedule } from '@banyu/registry';
import type { HttpApp } from '../http-app.ts';
import type { HttpPorts } from '../ports.ts';
import { ok, PlantParams, problems } from './shared-schema.ts';

const DeviceParams = PlantParams.extend({ device: DeviceId.meta({ description: 'id of the device' }) });

/** What is expected of devices, and from when. */
export function scheduleRoutes(app: HttpApp, ports: HttpPorts): void {
  app.post(
    '/api/v1/plants/:plant/devices/:device/schedules',
    {
      schema: {
        summary: 'Set what is expected of a device from an instant on',
        description: 'What was expected before that instant stays. The audit trail keeps who set it and why.',
        tags: ['quality'],
        params: DeviceParams,
        body: ApiNewSchedule,
        response: {
          201: ok('the schedule, as it counts now', ApiSchedule),
          ...problems('invalid-request', 'not-found', 'conflict', 'unsupported-media-type', 'unavailable'),
        },
      },
    },
    async (request, reply) => {
      const { plant, device } = request.params;
      return reply.code(201).send(apiSchedule(await ports.schedules.set(plant, device, request.body)));
    },
  );

  app.get(
    '/api/v1/plants/:plant/schedules',
    {
      schema: {
        summary: 'What is expected of the devices of a plant',
        tags: ['quality'],
        params: PlantParams,
        response: {
          200: ok('the schedules, and the devices that have none', ApiScheduleList),
          ...problems('invalid-request', 'not-found', 'unavailable'),
        },
      },
    },
    async (request) => {
      const { id } = await ports.plants.get(request.params.plant);
      const [schedules, unscheduled] = await Promise.all([
        ports.schedules.list(id),
        ports.schedules.unscheduled(id),
      ]);
      return { schedules: schedules.map(apiSchedule), unscheduled: [...unscheduled] };
    },
  );

  app.get(
    '/api/v1/plants/:plant/schedules/proposals',
    {
      schema: {
        summary: 'What devices without a schedule seem to do, by their readings of the last 24 hours',
        tags: ['quality'],
        params: PlantParams,
        response: {
          200: ok('proposals: they count for nothing until somebody sets them', ApiScheduleProposalList),
          ...problems('invalid-request', 'not-found', 'unavailable'),
        },
      },
    },
    async (request) => {
      const { id } = await ports.plants.get(request.params.plant);
      const proposals = await ports.schedules.propose(id);
      return {
        proposals: proposals.map(({ parameters, ...each }) => ({
          ...each,
          parameters: parameters.flatMap((parameter) => parameterOf(parameter)?.id ?? []),
        })),
      };
    },
  );
}

function apiSchedule({ schedule, ...set }: SetSchedule): ApiSchedule {
  return { ...set, schedule };
}
