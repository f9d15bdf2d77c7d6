import type { ApiSample, NewResult, SampleEntry } from '@banyu/contracts';
import type { TargetedSubmitEvent } from 'preact';
import { useState } from 'preact/hooks';
import type { Answer } from '../../api/client.ts';
import type { Signed } from '../../api/laboratory.ts';
import { instantIn } from '../../laboratory/local-instant.ts';
import { outcomeIn } from '../../laboratory/outcome.ts';
import type { LaboratoryContext } from '../../pages/laboratory-page.tsx';
import { useServices, useWording } from '../../services.ts';
import { Notice } from '../notice.tsx';
import { type CustodyDraft, CustodyFields, EMPTY_CUSTODY } from './custody-fields.tsx';
import { FailureNotice } from './failure-notice.tsx';
import { Choice, Field, TextInput, TimeInput } from './field.tsx';
import { type ResultDraft, ResultFields } from './result-fields.tsx';
import { SignedFields, signedForApi, useSigned } from './signed-fields.tsx';

/** What stands in the form’s fields. */
export interface SampleDraft {
  readonly id: string;
  readonly point: string;
  readonly kind: 'grab' | 'composite';
  readonly from: string;
  readonly to: string;
  readonly sampledBy: string;
  readonly laboratory: string;
  readonly receivedAt: string;
  readonly analysedAt: string;
  readonly note: string;
  readonly results: readonly ResultDraft[];
  readonly custody: readonly CustodyDraft[];
}

/** A sample with its results to be filled in, or mended; `fixedId`: the sample keeps its number. */
export function SampleForm({
  plant,
  laboratories,
  initial,
  fixedId = false,
  onSave,
  onSaved,
}: Pick<LaboratoryContext, 'plant' | 'laboratories'> & {
  initial: () => SampleDraft;
  fixedId?: boolean;
  onSave: (
    sample: SampleEntry,
    results: readonly ResultDraft[],
    signed: Signed,
  ) => Promise<Answer<ApiSample>>;
  onSaved?: () => void;
}) {
  const { preferences } = useServices();
  const { text } = useWording();
  const { laboratory } = text;
  const [draft, setDraft] = useState<SampleDraft>(initial);
  const [signed, setSigned] = useSigned();
  const [fault, setFault] = useState('');
  const [answer, setAnswer] = useState<Answer<ApiSample>>();
  const [saving, setSaving] = useState(false);
  const set = (change: Partial<SampleDraft>) => setDraft((before) => ({ ...before, ...change }));

  const submit = async (event: TargetedSubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    setAnswer(undefined);
    const wrong = draft.results.find(({ value }) => outcomeIn(value) === undefined);
    const sample = sampleOf(draft, plant.timeZone);
    setFault(
      wrong !== undefined ? laboratory.badResult(wrong.value) : sample === undefined ? laboratory.fillIn : '',
    );
    if (wrong !== undefined || sample === undefined) return;
    setSaving(true);
    preferences.rememberPerson(signed.by);
    const saved = await onSave(sample, draft.results, signedForApi(signed));
    setSaving(false);
    setAnswer(saved);
    if (saved.status !== 'ok') return;
    setDraft(initial());
    onSaved?.();
  };
  const points = plant.points.map(({ id, name }) => [id, name] as const);
  const known = laboratories.map(({ id, name, accreditation }) => {
    const label = accreditation === null ? name : `${name}, ${laboratory.accreditation(accreditation)}`;
    return [id, label] as const;
  });
  return (
    <form class="panel" onSubmit={(event) => void submit(event)}>
      <div class="fields">
        {!fixedId && (
          <Field label={laboratory.sampleId} hint={laboratory.sampleIdHint}>
            <TextInput maxLength={64} value={draft.id} onChange={(id) => set({ id })} />
          </Field>
        )}
        <Field label={laboratory.point}>
          <Choice value={draft.point} options={points} onChange={(point) => set({ point })} />
        </Field>
        <Field label={laboratory.kind}>
          <Choice
            value={draft.kind}
            options={[
              ['grab', laboratory.kinds.grab],
              ['composite', laboratory.kinds.composite],
            ]}
            onChange={(kind) => set({ kind: kind === 'composite' ? kind : 'grab' })}
          />
        </Field>
        <Field label={laboratory.taken}>
          <TimeInput required value={draft.from} onChange={(from) => set({ from })} />
        </Field>
        {draft.kind === 'composite' && (
          <Field label={laboratory.until}>
            <TimeInput required value={draft.to} onChange={(to) => set({ to })} />
          </Field>
        )}
        <Field label={laboratory.sampledBy}>
          <TextInput required value={draft.sampledBy} onChange={(sampledBy) => set({ sampledBy })} />
        </Field>
        <Field label={laboratory.laboratory}>
          <Choice
            value={draft.laboratory}
            options={[['', laboratory.noLaboratory], ...known]}
            onChange={(chosen) => set({ laboratory: chosen })}
          />
        </Field>
        <Field label={laboratory.receivedAt} optional>
          <TimeInput value={draft.receivedAt} onChange={(receivedAt) => set({ receivedAt })} />
        </Field>
        <Field label={laboratory.analysedAt} optional>
          <TimeInput value={draft.analysedAt} onChange={(analysedAt) => set({ analysedAt })} />
        </Field>
      </div>
      <ResultFields results={draft.results} onChange={(results) => set({ results })} />
      <CustodyFields
        custody={draft.custody}
        onChange={(custody) => set({ custody })}
        onAdd={() => set({ custody: [...draft.custody, { ...EMPTY_CUSTODY, at: draft.from }] })}
      />
      <Field label={laboratory.note} optional>
        <TextInput maxLength={1_000} value={draft.note} onChange={(note) => set({ note })} />
      </Field>
      <SignedFields evidence signed={signed} onChange={setSigned} />
      {fault !== '' && <Notice severity="problem" title={laboratory.notSaved} advice={fault} />}
      <FailureNotice title={laboratory.notSaved} answer={answer} />
      {answer?.status === 'ok' && (
        <p class="done" role="status">
          {laboratory.savedSample(answer.value.id)}
        </p>
      )}
      <button type="submit" class="strong-button" disabled={saving}>
        {saving ? laboratory.saving : laboratory.save}
      </button>
    </form>
  );
}

/** The sample as the API takes it; undefined when a time in it is none. */
function sampleOf(draft: SampleDraft, timeZone: string): SampleEntry | undefined {
  const from = instantIn(draft.from, timeZone);
  const to = draft.kind === 'composite' ? instantIn(draft.to, timeZone) : from;
  const custody = draft.custody.map(({ at, from: giver, to: taker, note }) => ({
    ...{ at: instantIn(at, timeZone), from: giver, to: taker },
    ...(note.trim() !== '' && { note }),
  }));
  if (from === undefined || to === undefined) return undefined;
  const handed = custody.flatMap(({ at, ...entry }) => (at === undefined ? [] : [{ at, ...entry }]));
  if (handed.length < custody.length) return undefined;
  const { id, point, kind, sampledBy, laboratory, note, receivedAt, analysedAt } = draft;
  return {
    id: id.trim() === '' ? `${point} ${draft.from}` : id,
    ...{ point, kind, from, to, sampledBy, custody: handed },
    laboratory: laboratory === '' ? null : laboratory,
    receivedAt: instantIn(receivedAt, timeZone) ?? null,
    analysedAt: instantIn(analysedAt, timeZone) ?? null,
    note: note.trim() === '' ? null : note,
  };
}

/** The result as the API takes it; what was kept of it holds in its old unit only. */
export function resultOf(draft: ResultDraft): readonly NewResult[] {
  const { parameter, value, unit, method, detectionLimit, kept } = draft;
  const outcome = outcomeIn(value);
  if (outcome === undefined) return [];
  const limit = Number(detectionLimit.replace(',', '.'));
  return [
    {
      ...{ parameter, outcome, unit },
      method: method.trim() === '' ? null : method,
      detectionLimit: detectionLimit.trim() === '' ? null : limit,
      note: kept?.note ?? null,
      ...(kept?.unit === unit && {
        uncertainty: kept.uncertainty ?? null,
        quantificationLimit: kept.quantificationLimit ?? null,
      }),
    },
  ];
}
