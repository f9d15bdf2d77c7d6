import { localIn } from '../../laboratory/local-instant.ts';
import type { LaboratoryContext } from '../../pages/laboratory-page.tsx';
import { useServices } from '../../services.ts';
import { EMPTY_RESULT } from './result-fields.tsx';
import { resultOf, type SampleDraft, SampleForm } from './sample-form.tsx';

/** One sample with its results, entered by hand. */
export function EntryView({ plant, api, laboratories }: LaboratoryContext) {
  const { clock } = useServices();
  const empty = (): SampleDraft => ({
    ...{ id: '', kind: 'grab', to: '', laboratory: '', receivedAt: '', analysedAt: '', note: '' },
    point: plant.points.find(({ compliancePoint }) => compliancePoint)?.id ?? plant.points[0]?.id ?? '',
    from: localIn(clock.get(), plant.timeZone),
    sampledBy: '',
    results: [EMPTY_RESULT],
    custody: [],
  });
  return (
    <SampleForm
      plant={plant}
      laboratories={laboratories}
      initial={empty}
      onSave={(sample, results, signed) => api.add(sample, results.flatMap(resultOf), signed)}
    />
  );
}
