import type { ApiLatest, ApiPlant } from '@banyu/contracts';
import { useParameterLabel, useServices } from '../services.ts';
import { useLoaded } from './use-loaded.ts';

/** The series of a plant that ever had a reading, to choose from: `point/device/parameter` and its name. */
export function useSeriesChoice(plant: ApiPlant): readonly (readonly [series: string, name: string])[] {
  const { api } = useServices();
  const labelOf = useParameterLabel();
  const known = useLoaded(`latest/${plant.id}`, () => api.ofPlant<ApiLatest>(plant.id, 'latest'));
  const series = known.answer?.status === 'ok' ? known.answer.value.readings : [];
  const pointName = (id: string) => plant.points.find((point) => point.id === id)?.name ?? id;
  return series.map(({ point, device, parameter }) => {
    const name = `${pointName(point)} · ${labelOf(parameter).name} · ${device}`;
    return [`${point}/${device}/${parameter}`, name] as const;
  });
}
