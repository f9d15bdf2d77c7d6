import type { ApiLaboratory, ApiPlant } from '@banyu/contracts';
import { useEffect, useMemo, useState } from 'preact/hooks';
import { LaboratoryApi } from '../api/laboratory.ts';
import { Header } from '../parts/header.tsx';
import { CompareView } from '../parts/laboratory/compare-view.tsx';
import { EntryView } from '../parts/laboratory/entry-view.tsx';
import { SamplesView } from '../parts/laboratory/samples-view.tsx';
import { UploadView } from '../parts/laboratory/upload-view.tsx';
import { buildRoute, LABORATORY_VIEWS, type LaboratoryView } from '../route.ts';
import { useServices, useWording } from '../services.ts';

/** What every view of the page knows. */
export interface LaboratoryContext {
  readonly plant: ApiPlant;
  readonly api: LaboratoryApi;
  readonly laboratories: readonly ApiLaboratory[];
}

/** A plant's laboratory samples: looked at, entered, uploaded, and held against the sensors. */
export function LaboratoryPage({
  plant,
  plants,
  view,
}: {
  plant: ApiPlant;
  plants: readonly ApiPlant[];
  view: LaboratoryView;
}) {
  const services = useServices();
  const { text } = useWording();
  const api = useMemo(() => new LaboratoryApi(services.api, plant.id), [plant.id]);
  const [laboratories, setLaboratories] = useState<readonly ApiLaboratory[]>([]);
  useEffect(() => {
    services.preferences.rememberPlant(plant.id);
    void api.laboratories().then(setLaboratories);
  }, [api]);
  const title = `${text.laboratory.title} · ${plant.name} · Banyu`;
  useEffect(() => {
    document.title = title;
  }, [title]);
  const context: LaboratoryContext = { plant, api, laboratories };
  return (
    <>
      <Header plants={plants} plant={plant} />
      <main class="page laboratory">
        <nav class="tabs" aria-label={text.laboratory.title}>
          {LABORATORY_VIEWS.map((known) => (
            <a
              key={known}
              href={buildRoute({ plant: plant.id, laboratory: known })}
              aria-current={known === view ? 'page' : undefined}
            >
              {text.laboratory.views[known]}
            </a>
          ))}
        </nav>
        {view === 'samples' && <SamplesView {...context} />}
        {view === 'entry' && <EntryView {...context} />}
        {view === 'upload' && <UploadView {...context} />}
        {view === 'compare' && <CompareView {...context} />}
      </main>
    </>
  );
}
