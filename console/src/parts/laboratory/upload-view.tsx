import type { ApiUpload } from '@banyu/contracts';
import type { TargetedEvent } from 'preact';
import { useState } from 'preact/hooks';
import type { Answer } from '../../api/client.ts';
import type { UploadOptions } from '../../api/laboratory.ts';
import type { LaboratoryContext } from '../../pages/laboratory-page.tsx';
import { useWording } from '../../services.ts';
import { FailureNotice } from './failure-notice.tsx';
import { Choice, Field } from './field.tsx';
import { UploadPreview } from './upload-preview.tsx';
import { UploadSave } from './upload-save.tsx';

const NO_OPTIONS: UploadOptions = { point: '', sampledBy: '', laboratory: '', supersede: false };

/** A laboratory's table: chosen, looked at, saved. */
export function UploadView({ plant, api, laboratories }: LaboratoryContext) {
  const { text } = useWording();
  const { laboratory } = text;
  const [file, setFile] = useState<File>();
  const [options, setOptions] = useState(NO_OPTIONS);
  const [reading, setReading] = useState(false);
  const [answer, setAnswer] = useState<Answer<ApiUpload>>();
  const preview = async (chosen: File | undefined, how: UploadOptions) => {
    setAnswer(undefined);
    if (chosen === undefined) return;
    setReading(true);
    setAnswer(await api.upload(chosen, how));
    setReading(false);
  };
  const choose = (event: TargetedEvent<HTMLInputElement>) => {
    const [chosen] = event.currentTarget.files ?? [];
    setFile(chosen);
    void preview(chosen, options);
  };
  /** What was shown is judged anew. */
  const change = (part: Partial<UploadOptions>, judge: boolean) => {
    const changed = { ...options, ...part };
    setOptions(changed);
    if (judge) void preview(file, changed);
  };
  const named = (list: readonly { readonly id: string; readonly name: string }[]) => [
    ['', '–'] as const,
    ...list.map(({ id, name }) => [id, name] as const),
  ];
  return (
    <>
      <section class="panel">
        <p>{laboratory.uploadIntro}</p>
        <fieldset class="lines">
          <legend>{laboratory.forRows}</legend>
          <div class="fields">
            <Field label={laboratory.point}>
              <Choice
                value={options.point}
                options={named(plant.points)}
                onChange={(point) => change({ point }, true)}
              />
            </Field>
            <Field label={laboratory.laboratory}>
              <Choice
                value={options.laboratory}
                options={named(laboratories)}
                onChange={(chosen) => change({ laboratory: chosen }, true)}
              />
            </Field>
            <Field label={laboratory.sampledBy}>
              <input
                value={options.sampledBy}
                maxLength={120}
                onInput={(event) => change({ sampledBy: event.currentTarget.value }, false)}
                onChange={() => void preview(file, options)}
              />
            </Field>
          </div>
          <label class="tick">
            <input
              type="checkbox"
              checked={options.supersede}
              onChange={(event) => change({ supersede: event.currentTarget.checked }, true)}
            />
            {laboratory.supersede}
          </label>
        </fieldset>
        <div class="actions">
          <label class="strong-button">
            <input type="file" class="unseen" accept=".csv,.xlsx,text/csv" onChange={choose} />
            {laboratory.chooseFile}
          </label>
          <a class="plain-button" href={api.templateUrl} download>
            {laboratory.template} (CSV)
          </a>
          {file !== undefined && <span>{file.name}</span>}
        </div>
      </section>
      {reading && <p class="loading">{laboratory.reading}</p>}
      <FailureNotice
        title={laboratory.unreadable}
        answer={answer}
        onRetry={() => void preview(file, options)}
      />
      {answer?.status === 'ok' && (
        <>
          <UploadPreview upload={answer.value} plant={plant} />
          <UploadSave key={answer.value.id} upload={answer.value} api={api} />
        </>
      )}
    </>
  );
}
