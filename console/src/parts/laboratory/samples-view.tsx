import type { ApiResult, ApiSample, ApiSamplePage } from '@banyu/contracts';
import { useEffect, useState } from 'preact/hooks';
import type { Answer } from '../../api/client.ts';
import { Action } from '../../data/action.tsx';
import { outcomeText } from '../../laboratory/outcome.ts';
import type { LaboratoryContext } from '../../pages/laboratory-page.tsx';
import { useParameterLabel, useUnitText, useWording } from '../../services.ts';
import { Guide } from '../guide.tsx';
import { FailureNotice } from './failure-notice.tsx';
import { ReviseForm } from './revise-form.tsx';
import { SampleFacts } from './sample-facts.tsx';
import { SampleHistory } from './sample-history.tsx';
import { WithdrawnSamples } from './withdrawn-samples.tsx';

/** The samples there are, newest first, a page at a time. */
export function SamplesView(context: LaboratoryContext) {
  const { plant, api, laboratories } = context;
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
  const [withdrawals, setWithdrawals] = useState(0);
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
                  context={context}
                  sample={sample}
                  onRevised={() => void load(undefined)}
                  onWithdrawn={() => {
                    setWithdrawals((before) => before + 1);
                    void load(undefined);
                  }}
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
      <WithdrawnSamples api={api} withdrawals={withdrawals} onRestored={() => void load(undefined)} />
    </>
  );
}

function SampleRow({
  context,
  sample,
  pointName,
  laboratoryName,
  onRevised,
  onWithdrawn,
}: {
  context: LaboratoryContext;
  sample: ApiSample;
  onRevised: () => void;
  onWithdrawn: () => void;
  pointName: string;
  laboratoryName: string;
}) {
  const { text, format } = useWording();
  const { laboratory } = text;
  const { from, to, kind, timeKnown } = sample;
  const [revising, setRevising] = useState(false);
  if (revising) {
    const done = () => {
      setRevising(false);
      onRevised();
    };
    return (
      <tr>
        <td colSpan={5}>
          <strong>{sample.id}</strong>
          <ReviseForm {...context} sample={sample} onSaved={done} />
          <button type="button" class="plain-button" onClick={() => setRevising(false)}>
            {text.data.cancel}
          </button>
        </td>
      </tr>
    );
  }
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
          <SampleHistory api={context.api} sample={sample} />
          <div class="entry-actions">
            <button type="button" class="plain-button" onClick={() => setRevising(true)}>
              {laboratory.revise}
            </button>
            <Action
              label={laboratory.withdraw}
              onSave={(signed) => context.api.withdraw(sample.id, signed)}
              onDone={onWithdrawn}
            />
          </div>
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
