import type { ApiSample, ApiSampleHistory } from '@banyu/contracts';
import { useState } from 'preact/hooks';
import type { Answer } from '../../api/client.ts';
import type { LaboratoryApi } from '../../api/laboratory.ts';
import { outcomeText } from '../../laboratory/outcome.ts';
import { useParameterLabel, useUnitText, useWording } from '../../services.ts';
import { FailureNotice } from './failure-notice.tsx';

/** Every version of a sample and of its results, asked for when it is opened. */
export function SampleHistory({ api, sample }: { api: LaboratoryApi; sample: ApiSample }) {
  const { text, format } = useWording();
  const { laboratory } = text;
  const labelOf = useParameterLabel();
  const unitOf = useUnitText();
  const [answer, setAnswer] = useState<Answer<ApiSampleHistory>>();
  const load = async () => setAnswer(await api.history(sample.id));
  const ended = (t: number | null) => (t === null ? '' : ` – ${laboratory.ended(format.moment(t))}`);
  return (
    <details class="history" onToggle={(event) => void (event.currentTarget.open && load())}>
      <summary>{laboratory.history}</summary>
      <FailureNotice title={laboratory.failed} answer={answer} onRetry={() => void load()} />
      {answer?.status === 'ok' && (
        <ul>
          {answer.value.versions.map(({ version, recordedBy, recordedAt, endedAt, from, sampledBy }) => (
            <li key={version}>
              {laboratory.version(format.count(version), recordedBy, format.moment(recordedAt))}
              {`: ${format.moment(from)}, ${sampledBy}${ended(endedAt)}`}
            </li>
          ))}
          {answer.value.results.map((result) => (
            <li key={`${result.parameter} ${result.version}`}>
              {labelOf(result.parameter).name} <strong>{outcomeText(result.given, format, text)}</strong>{' '}
              {unitOf(result.unit, result.parameter)}
              {` – ${result.recordedBy}: ${result.why}${ended(result.endedAt)}`}
            </li>
          ))}
        </ul>
      )}
    </details>
  );
}
