import type { ApiCorrection, ApiCorrectionPage, ApiPlant } from '@banyu/contracts';
import { useState } from 'preact/hooks';
import { useCorrectionText } from '../parts/correction-text.ts';
import { useParameterLabel, useServices, useWording } from '../services.ts';
import { Action } from './action.tsx';
import { LoadedView } from './loaded-view.tsx';
import { NewCorrectionForm } from './new-correction-form.tsx';
import { useLoaded } from './use-loaded.ts';

/** The corrections of a plant, and a form for another. */
export function CorrectionsPart({ plant }: { plant: ApiPlant }) {
  const { api } = useServices();
  const { text } = useWording();
  const [withdrawn, setWithdrawn] = useState(false);
  const loaded = useLoaded(`corrections/${plant.id}/${withdrawn}`, () =>
    api.ofPlant<ApiCorrectionPage>(plant.id, `corrections?limit=1000&withdrawn=${withdrawn}`),
  );
  return (
    <>
      <NewCorrectionForm plant={plant} onDone={loaded.reload} />
      <label class="tick">
        <input
          type="checkbox"
          checked={withdrawn}
          onChange={(event) => setWithdrawn(event.currentTarget.checked)}
        />
        {text.data.showWithdrawn}
      </label>
      <LoadedView loaded={loaded}>
        {({ corrections }) => (
          <ul class="entries">
            {corrections.length === 0 && <li class="none">{text.data.noCorrection}</li>}
            {corrections.map((correction) => (
              <CorrectionEntry
                key={correction.id}
                plant={plant}
                correction={correction}
                onDone={loaded.reload}
              />
            ))}
          </ul>
        )}
      </LoadedView>
    </>
  );
}

function CorrectionEntry({
  plant,
  correction,
  onDone,
}: {
  plant: ApiPlant;
  correction: ApiCorrection;
  onDone: () => void;
}) {
  const { api } = useServices();
  const { text, format } = useWording();
  const describe = useCorrectionText();
  const label = useParameterLabel()(correction.parameter);
  const { id, point, device, from, to, what, recordedBy, why, withdrawn } = correction;
  const pointName = plant.points.find((known) => known.id === point)?.name ?? point;
  return (
    <li class={withdrawn === null ? '' : 'ended'}>
      <div class="entry-what">
        <strong>{describe(what, label)}</strong> {`${pointName} · ${label.name} · ${device}`}
      </div>
      <div>{`${format.moment(from)} – ${format.moment(to)}`}</div>
      <div class="entry-why">
        {`${recordedBy}: ${why}`}
        {withdrawn !== null && <em>{text.data.withdrawnBy(withdrawn.by, withdrawn.why)}</em>}
      </div>
      <div class="entry-actions">
        {withdrawn === null && (
          <Action
            label={text.data.withdraw}
            onSave={(signed) => api.change(plant.id, `corrections/${id}/withdraw`, signed)}
            onDone={onDone}
          />
        )}
      </div>
    </li>
  );
}
