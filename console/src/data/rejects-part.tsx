import type { ApiPlant, ApiReject, ApiRejectPage } from '@banyu/contracts';
import { useState } from 'preact/hooks';
import { useServices, useWording } from '../services.ts';
import { LoadedView } from './loaded-view.tsx';
import { RepairForm } from './repair-form.tsx';
import { useLoaded } from './use-loaded.ts';

/** What was rejected of a plant, newest first, each to be repaired. */
export function RejectsPart({ plant }: { plant: ApiPlant }) {
  const { api } = useServices();
  const { text } = useWording();
  const loaded = useLoaded(`rejects/${plant.id}`, () =>
    api.ofPlant<ApiRejectPage>(plant.id, 'rejects?limit=100'),
  );
  return (
    <LoadedView loaded={loaded}>
      {({ rejects }) => (
        <ul class="entries">
          {rejects.length === 0 && <li class="none">{text.data.noReject}</li>}
          {rejects.map((reject) => (
            <RejectEntry key={reject.id} plant={plant} reject={reject} onDone={loaded.reload} />
          ))}
        </ul>
      )}
    </LoadedView>
  );
}

function RejectEntry({ plant, reject, onDone }: { plant: ApiPlant; reject: ApiReject; onDone: () => void }) {
  const { text, format } = useWording();
  const [open, setOpen] = useState(false);
  const { device, reason, receivedAt, parameter, payload, detail, repaired } = reject;
  return (
    <li class={repaired === null ? '' : 'ended'}>
      <div class="entry-what">
        <strong>{text.data.reasons[reason]}</strong> {[device, parameter].filter(Boolean).join(' · ')}
      </div>
      <div>{format.dateTime(receivedAt)}</div>
      <div class="entry-why">
        {detail}
        <code>{payload}</code>
        {repaired !== null && <em>{text.data.repairedBy(repaired.by, repaired.why)}</em>}
      </div>
      <div class="entry-actions">
        {repaired === null && !open && (
          <button type="button" class="plain-button" onClick={() => setOpen(true)}>
            {text.data.repair}
          </button>
        )}
      </div>
      {open && (
        <RepairForm
          plant={plant}
          reject={reject}
          onDone={() => {
            setOpen(false);
            onDone();
          }}
          onCancel={() => setOpen(false)}
        />
      )}
    </li>
  );
}
