import type { ApiResult, ApiSample, ApiSamplePage } from '@banyu/contracts';
import { useEffect, useState } from 'preact/hooks';
import type { Answer } from '../../api/client.ts';
import { outcomeText } from '../../laboratory/outcome.ts';
import type { LaboratoryContext } from '../../pages/laboratory-page.tsx';
import { useParameterLabel, useUnitText, useWording } from '../../services.ts';
import { Guide } from '../guide.tsx';
import { FailureNotice } from './failure-notice.tsx';
import { SampleFacts } from './sample-facts.tsx';

/** The samples there are, newest first, a page at a time. */
export function SamplesView({ plant, api, laboratories }: LaboratoryContext) {
  const { text } = useWording();
  const { laboratory } = text;
  const [samples, setSamples] = useState<readonly ApiSample[]>([]);
  const [last, setLast] = useState<Answer<ApiSamplePage>>();
  const load = async (cursor: string | undefined) => {
    const answer = await api.samples(cursor);
    setLast(answer);
    if (answer.status !== 'ok') return;
    setSamples((before) =>
      cursor === undefined ? answer.value.samples : [...before, ...answer.value.samples],
    );
  };
  useEffect(() => void load(undefined), [api]);
  const next = last?.status === 'ok' ? last.value.next : null;
  const nameOf = (list: readonly { readonly id: string; readonly name: string }[], id: string | null) =>
    list.find((known) => known.id === id)?.name ?? id ?? laboratory.noLaboratory;
  return (
    <>
      <FailureNotice title={laboratory.failed} answer={last} onRetry={() => void load(undefined)} />
      {last === undefined && <p class="loading">{text.loading}</p>}
      {last?.status === 'ok' && samples.length === 0 && (
        <Guide title={laboratory.noSample} advice={laboratory.noSampleAdvice} />
      )}
      {samples.length > 0 && (
        <div class="table-frame">
          <table class="rows samples">
            <thead>
              <tr>
                <th>{laboratory.sample}</th>
                <th>{laboratory.taken}</th>
                <th>{laboratory.point}</th>
                <th>{laboratory.laboratory}</th>
                <th>{laboratory.results}</th>
              </tr>
            </thead>
            <tbody>
              {samples.map((sample) => (
                <SampleRow
                  key={sample.id}
                  sample={sample}
                  pointName={nameOf(plant.points, sample.point)}
                  laboratoryName={nameOf(laboratories, sample.laboratory)}
                />
              ))}
            </tbody>
          </table>
        </div>
      )}
      {next !== null && (
        <button type="button" class="plain-button" onClick={() => void load(next)}>
          {laboratory.more}
        </button>
      )}
    </>
  );
}

function SampleRow({
  sample,
  pointName,
  laboratoryName,
}: {
  sample: ApiSample;
  pointName: string;
  laboratoryName: string;
}) {
  const { text, format } = useWording();
  const { laboratory } = text;
  const { from, to, kind, timeKnown } = sample;
  return (
    <tr>
      <td data-label={laboratory.sample}>
        <strong>{sample.id}</strong>
        <SampleFacts sample={sample}>
          <small>
            {laboratory.version(
              format.count(sample.version),
              sample.recordedBy,
              format.moment(sample.recordedAt),
            )}
          </small>
        </SampleFacts>
      </td>
      <td data-label={laboratory.taken}>
        <span>
          {timeKnown ? format.moment(from) : `${format.date(from)} (${laboratory.timeUnknown})`}
          {kind === 'composite' && ` – ${format.moment(to)}`}
          <small> {laboratory.kinds[kind]}</small>
        </span>
      </td>
      <td data-label={laboratory.point}>{pointName}</td>
      <td data-label={laboratory.laboratory}>{laboratoryName}</td>
      <td data-label={laboratory.results}>
        <ul class="results">
          {sample.results.map((result) => (
            <ResultItem key={result.parameter} result={result} />
          ))}
        </ul>
      </td>
    </tr>
  );
}

function ResultItem({ result }: { result: ApiResult }) {
  const { text, format } = useWording();
  const label = useParameterLabel()(result.parameter);
  const unitOf = useUnitText();
  const limited = result.given.kind === 'below' || result.given.kind === 'above';
  return (
    <li class={limited ? 'limit' : undefined} title={result.method ?? undefined}>
      {label.name} <strong>{outcomeText(result.given, format, text)}</strong>{' '}
      {unitOf(result.unit, result.parameter)}
    </li>
  );
}
