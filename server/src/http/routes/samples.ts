import {
  ApiSample,
  ApiSampleHistory,
  ApiSamplePage,
  InvalidInputError,
  NotFoundError,
  RestorationRequest,
  SampleId,
  SampleRequest,
  SampleRevisionRequest,
  WithdrawalRequest,
} from '@banyu/contracts';
import { z } from 'zod';
import { apiResult, apiSample, apiSampleVersion } from '../api-laboratory.ts';
import { decodeSamplesCursor, encodeSamplesCursor } from '../cursor.ts';
import type { HttpApp } from '../http-app.ts';
import { parseInstant } from '../instant.ts';
import type { HttpPorts } from '../ports.ts';
import { ok, PAGE, Parameter, PlantParams, PointFilter, problems, signatureOf } from './shared-schema.ts';

const SampleParams = PlantParams.extend({
  sample: SampleId.meta({ description: 'the laboratory’s number of it, percent-encoded' }),
});

const Moment = z.string().max(64).exactOptional();

const SamplesQuery = z.strictObject({
  point: PointFilter,
  parameter: Parameter.exactOptional().meta({
    description: 'only samples with a result of this parameter, and of their results only this',
  }),
  from: Moment.meta({ description: 'taken at or after this; Unix ms or ISO 8601' }),
  to: Moment.meta({ description: 'taken before this' }),
  asOf: Moment.meta({ description: 'as they stood at that moment of the server’s clock' }),
  withdrawn: z.enum(['true', 'false']).default('false').meta({
    description:
      'those that were withdrawn, as they last were, instead of those that hold; they can be restored',
  }),
  ...PAGE,
});

/** What laboratories found in samples of a plant's water. Nothing is overwritten: each change makes a version. */
export function sampleRoutes(app: HttpApp, ports: HttpPorts): void {
  const { samples } = ports.laboratory;

  app.post(
    '/api/v1/plants/:plant/samples',
    {
      schema: {
        summary: 'Add a sample with its results',
        description: 'To a sample that is there, with the same point, kind and time, the results are added.',
        tags: ['laboratory'],
        params: PlantParams,
        body: SampleRequest,
        response: {
          201: ok('the sample as it holds now', ApiSample),
          ...problems('invalid-request', 'not-found', 'conflict', 'unsupported-media-type', 'unavailable'),
        },
      },
    },
    async (request, reply) => {
      const { sample, results, ...signed } = request.body;
      const { id: plant } = await ports.plants.get(request.params.plant);
      const row = { sample: { ...sample, plant }, results };
      await samples.save([row], { onDuplicate: 'refuse' }, signatureOf(signed, request));
      return reply
        .code(201)
        .header('location', `/api/v1/plants/${plant}/samples/${encodeURIComponent(sample.id)}`)
        .send(await holding(plant, sample.id));
    },
  );

  app.get(
    '/api/v1/plants/:plant/samples',
    {
      schema: {
        summary: 'Samples of a plant with their results, newest first',
        tags: ['laboratory'],
        params: PlantParams,
        querystring: SamplesQuery,
        response: {
          200: ok('a page of samples', ApiSamplePage),
          ...problems('invalid-request', 'not-found', 'unavailable'),
        },
      },
    },
    async (request) => {
      const { cursor, limit, from, to, asOf, withdrawn, ...filter } = request.query;
      if (withdrawn === 'true' && asOf !== undefined) {
        throw new InvalidInputError(
          'of what was withdrawn only today’s list can be asked for: leave asOf out',
          {
            field: 'asOf',
          },
        );
      }
      const { id: plant, timeZone } = await ports.plants.get(request.params.plant);
      const found = await samples.list({
        ...filter,
        ...{ plant, limit: limit + 1, newestFirst: true, withdrawn: withdrawn === 'true' },
        ...(from !== undefined && { from: parseInstant(from, timeZone, 'from') }),
        ...(to !== undefined && { to: parseInstant(to, timeZone, 'to') }),
        ...(asOf !== undefined && { asOf: parseInstant(asOf, timeZone, 'asOf') }),
        ...(cursor !== undefined && { after: decodeSamplesCursor(cursor) }),
      });
      const page = found.slice(0, limit);
      const last = page.at(-1);
      const next = found.length > limit && last !== undefined ? encodeSamplesCursor(last) : null;
      return { samples: page.map(apiSample), next };
    },
  );

  app.get(
    '/api/v1/plants/:plant/samples/:sample',
    {
      schema: {
        summary: 'One sample with every version of it',
        tags: ['laboratory'],
        params: SampleParams,
        response: {
          200: ok('the sample and how it came to be so', ApiSampleHistory),
          ...problems('invalid-request', 'not-found', 'unavailable'),
        },
      },
    },
    async (request) => historyOf(request.params.plant, request.params.sample),
  );

  app.post(
    '/api/v1/plants/:plant/samples/:sample/revisions',
    {
      schema: {
        summary: 'Change a sample: its facts, its results, or both, all or nothing',
        tags: ['laboratory'],
        params: SampleParams,
        body: SampleRevisionRequest,
        response: {
          200: ok('the sample as it holds now', ApiSample),
          ...problems('invalid-request', 'not-found', 'conflict', 'unsupported-media-type', 'unavailable'),
        },
      },
    },
    async (request) => {
      const { plant, sample } = request.params;
      const { revision, ...signed } = request.body;
      await samples.revise(plant, sample, revision, signatureOf(signed, request));
      return holding(plant, sample);
    },
  );

  app.post(
    '/api/v1/plants/:plant/samples/:sample/withdrawal',
    {
      schema: {
        summary: 'Take back a sample that was entered by mistake, with its results',
        tags: ['laboratory'],
        params: SampleParams,
        body: WithdrawalRequest,
        response: {
          200: ok('what it was', ApiSampleHistory),
          ...problems('invalid-request', 'not-found', 'conflict', 'unsupported-media-type', 'unavailable'),
        },
      },
    },
    async (request) => {
      const { plant, sample } = request.params;
      await samples.withdraw(plant, sample, signatureOf(request.body, request));
      return historyOf(plant, sample);
    },
  );

  app.post(
    '/api/v1/plants/:plant/samples/:sample/restoration',
    {
      schema: {
        summary: 'Undo the withdrawal of a sample, with its results',
        tags: ['laboratory'],
        params: SampleParams,
        body: RestorationRequest,
        response: {
          200: ok('the sample as it holds now', ApiSample),
          ...problems('invalid-request', 'not-found', 'conflict', 'unsupported-media-type', 'unavailable'),
        },
      },
    },
    async (request) => {
      const { plant, sample } = request.params;
      await samples.restore(plant, sample, signatureOf(request.body, request));
      return holding(plant, sample);
    },
  );

  async function historyOf(plant: string, id: string): Promise<ApiSampleHistory> {
    const { versions, results } = await samples.history(plant, id);
    const holds = versions.find(({ endedAt }) => endedAt === null);
    const current = results.filter(({ endedAt }) => endedAt === null);
    return {
      sample: holds === undefined ? null : apiSample({ ...holds, results: current }),
      versions: versions.map(apiSampleVersion),
      results: results.map(apiResult),
    };
  }

  /** The sample as it holds. */
  async function holding(plant: string, id: string): Promise<ApiSample> {
    const { sample } = await historyOf(plant, id);
    // Someone else may have been quicker.
    if (sample === null) throw new NotFoundError(`Sample "${id}" was withdrawn meanwhile`);
    return sample;
  }
}
