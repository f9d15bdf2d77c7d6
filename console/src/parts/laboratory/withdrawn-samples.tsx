import type { ApiSample, ApiSamplePage } from '@banyu/contracts';
import { useEffect, useState } from 'preact/hooks';
import type { Answer } from '../../api/client.ts';
import type { LaboratoryApi } from '../../api/laboratory.ts';
import { Action } from '../../data/action.tsx';
import { useWording } from '../../services.ts';
import { FailureNotice } from './failure-notice.tsx';
import { SampleHistory } from './sample-history.tsx';

/**
 * The samples that were taken back, asked for when it is opened, each to be restored. `withdrawals`: how many were taken
 * back since the page was opened; then it opens by itself.
 */
export function WithdrawnSamples({
  api,
  withdrawals,
  onRestored,
}: {
  api: LaboratoryApi;
  withdrawals: number;
  onRestored: () => void;
}) {
  const { text, format } = useWording();
  const { laboratory } = text;
  const [open, setOpen] = useState(false);
  useEffect(() => {
    if (withdrawals > 0) setOpen(true);
  }, [withdrawals]);
  const [samples, setSamples] = useState<readonly ApiSample[]>([]);
  const [last, setLast] = useState<Answer<ApiSamplePage>>();
  const load = async (cursor: string | undefined) => {
    const answer = await api.samples(cursor, 'withdrawn');
    setLast(answer);
    if (answer.status !== 'ok') return;
    setSamples((before) =>
      cursor === undefined ? answer.value.samples : [...before, ...answer.value.samples],
    );
  };
  useEffect(() => {
    if (open) void load(undefined);
  }, [api, open, withdrawals]);
  const next = last?.status === 'ok' ? last.value.next : null;
  return (
    <details class="history withdrawn" open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{laboratory.withdrawnSamples}</summary>
      <FailureNotice title={laboratory.failed} answer={last} onRetry={() => void load(undefined)} />
      {last?.status === 'ok' && samples.length === 0 && <p>{laboratory.noWithdrawn}</p>}
      <ul>
        {samples.map((sample) => (
          <li key={sample.id}>
            <strong>{sample.id}</strong> {format.moment(sample.from)}
            {sample.endedAt !== null && ` – ${laboratory.ended(format.moment(sample.endedAt))}`}
            <SampleHistory api={api} sample={sample} />
            <Action
              label={laboratory.restore}
              onSave={(signed) => api.restore(sample.id, signed)}
              onDone={() => {
                void load(undefined);
                onRestored();
              }}
            />
          </li>
        ))}
      </ul>
      {next !== null && (
        <button type="button" class="plain-button" onClick={() => void load(next)}>
          {laboratory.more}
        </button>
      )}
    </details>
  );
}
