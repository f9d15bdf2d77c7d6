import type { ApiSavedResults, ApiUpload } from '@banyu/contracts';
import type { TargetedSubmitEvent } from 'preact';
import { useState } from 'preact/hooks';
import type { Answer } from '../../api/client.ts';
import type { LaboratoryApi } from '../../api/laboratory.ts';
import { useServices, useWording } from '../../services.ts';
import { FailureNotice } from './failure-notice.tsx';
import { SignedFields, useSigned } from './signed-fields.tsx';

/** Saves a table that was looked at: whole, or what is accepted of it when that is said. */
export function UploadSave({ upload, api }: { upload: ApiUpload; api: LaboratoryApi }) {
  const { preferences } = useServices();
  const { text, format } = useWording();
  const { laboratory } = text;
  const { accepted, refused } = upload;
  const [signed, setSigned] = useSigned();
  const [withoutRefused, setWithoutRefused] = useState(false);
  const [saving, setSaving] = useState(false);
  const [answer, setAnswer] = useState<Answer<ApiSavedResults>>();
  const submit = async (event: TargetedSubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    setSaving(true);
    preferences.rememberPerson(signed.by);
    setAnswer(await api.save(upload.id, withoutRefused, signed));
    setSaving(false);
  };
  if (answer?.status === 'ok') {
    const { samplesAdded, resultsAdded, resultsSuperseded, resultsUnchanged } = answer.value;
    const counts = [samplesAdded, resultsAdded, resultsSuperseded, resultsUnchanged].map(format.count);
    const [samples = '', results = '', superseded = '', unchanged = ''] = counts;
    return (
      <p class="done" role="status">
        {laboratory.savedRows(samples, results, superseded, unchanged)}
      </p>
    );
  }
  if (accepted === 0) return <p class="muted">{laboratory.nothingToSave}</p>;
  return (
    <form class="panel" onSubmit={(event) => void submit(event)}>
      <SignedFields signed={signed} onChange={setSigned} />
      {refused > 0 && (
        <label class="tick">
          <input
            type="checkbox"
            checked={withoutRefused}
            onChange={(event) => setWithoutRefused(event.currentTarget.checked)}
          />
          {laboratory.withoutRefused(format.count(refused))}
        </label>
      )}
      <FailureNotice title={laboratory.notSaved} answer={answer} />
      <button type="submit" class="strong-button" disabled={saving || (refused > 0 && !withoutRefused)}>
        {saving ? laboratory.saving : laboratory.saveRows(format.count(accepted))}
      </button>
    </form>
  );
}
