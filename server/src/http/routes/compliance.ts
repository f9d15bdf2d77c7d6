import { ApiCompliance, type ApiComplianceRow, InvalidInputError } from '@banyu/contracts';
import { type ComplianceRow, limitsWithin } from '@banyu/evaluation';
import { z } from 'zod';
import { apiLimits } from '../api-limits.ts';
import type { HttpApp } from '../http-app.ts';
import { parseRange } from '../instant.ts';
import type { HttpPorts } from '../ports.ts';
import { HEAD_NOTE, publishHead } from '../publish-head.ts';
import { ok, PlantParams, problems, RANGE } from './shared-schema.ts';

const DAY_MS = 86_400_000;

/** The longest range that is judged at once. */
const LONGEST_MS = 400 * DAY_MS;

/** What was measured against what is allowed. */
export function complianceRoutes(app: HttpApp, ports: HttpPorts): void {
  app.get(
    '/api/v1/plants/:plant/compliance',
    {
      preHandler: publishHead(ports.heads),
      schema: {
        summary: 'A plant against its effluent standard: hours of sensors, and samples of laboratories',
        description:
          'At the compliance point. An hour is outside when a good reading is, inside when all are and they are enough. ' +
          'A result such as <0.05 is inside when no value below 0.05 is outside.',
        tags: ['standards'],
        params: PlantParams,
        querystring: z.strictObject(RANGE),
        response: {
          200: ok(`how each parameter fared; ${HEAD_NOTE}`, ApiCompliance),
          ...problems('invalid-request', 'not-found', 'unavailable'),
        },
      },
    },
    async ({ params, query }): Promise<ApiCompliance> => {
      const plant = await ports.plants.get(params.plant);
      const now = ports.clock();
      const range = parseRange(query, plant.timeZone, now);
      if (range.to - range.from > LONGEST_MS) {
        throw new InvalidInputError('the range has more than 400 days: ask for less', { field: 'from' });
      }
      const limits = limitsWithin(plant, range).map(apiLimits);
      const rows = await ports.compliance.judge(plant, range, now);
      return {
        plant: plant.id,
        timeZone: plant.timeZone,
        point: plant.points.find(({ compliancePoint }) => compliancePoint)?.id ?? null,
        ...range,
        judgedAt: now,
        limits,
        rows: rows.map((row) => {
          const from = limits.findIndex(({ standard }) => standard === row.limits.standard.id);
          return apiRow(row, from);
        }),
      };
    },
  );
}

/** `limits`: where among the limits of the answer the row's limit comes from. */
function apiRow(row: ComplianceRow, limits: number): ApiComplianceRow {
  const { limit, evaluated, inside, outside, undecided } = row;
  const figures = { parameter: limit.parameter, limit, limits, evaluated, inside, outside, undecided };
  const share = (of: number): number | null => (of === 0 ? null : (inside + outside) / of);
  switch (row.kind) {
    case 'sensor-hours':
      return { kind: row.kind, ...figures, hours: row.hours, completeness: share(row.hours) };
    case 'laboratory-samples':
      return { kind: row.kind, ...figures, completeness: share(evaluated), samples: [...row.samples] };
  }
}
