import type { ApiComparisonList, ParameterId } from '@banyu/contracts';
import { useEffect, useState } from 'preact/hooks';
import type { Answer } from '../../api/client.ts';
import type { LaboratoryContext } from '../../pages/laboratory-page.tsx';
import { useParameters, useServices, useWording } from '../../services.ts';
import { ComparisonPanel } from './comparison-panel.tsx';
import { FailureNotice } from './failure-notice.tsx';
import { Choice, Field } from './field.tsx';

/** What a laboratory does not analyse, or analyses otherwise: there is nothing to hold a sensor against. */
const NOT_CHECKED = new Set(['flow', 'volume', 'level', 'mlss', 'orp']);

/** The sensors of one parameter beside the laboratory. */
export function CompareView({ plant, api }: LaboratoryContext) {
  const services = useServices();
  const { text, language, format } = useWording();
  const { laboratory } = text;
  const parameters = useParameters();
  const [measured, setMeasured] = useState<Answer<readonly string[]>>();
  const [parameter, setParameter] = useState<ParameterId>();
  const [answer, setAnswer] = useState<Answer<ApiComparisonList>>();
  useEffect(() => {
    void services.api.latest(plant.id).then((latest) => {
      if (latest.status !== 'ok') {
        setMeasured(latest);
        return;
      }
      const ids = new Set<string>(latest.value.map((reading) => reading.parameter));
      setMeasured({ status: 'ok', value: [...ids].filter((id) => !NOT_CHECKED.has(id)) });
    });
  }, [plant.id]);
  const known = measured?.status === 'ok' ? measured.value : [];
  const choices = [...parameters.values()].filter(({ id }) => known.includes(id));
  const usual = choices.find(({ id }) => id === 'cod') ?? choices[0];
  const shown = parameter ?? usual?.id;
  useEffect(() => {
    if (shown === undefined) return;
    // An answer to an earlier question may come later.
    let current = true;
    setAnswer(undefined);
    void api.compare(shown).then((given) => {
      if (current) setAnswer(given);
    });
    return () => {
      current = false;
    };
  }, [api, shown]);
  return (
    <>
      <section class="panel">
        <p>{laboratory.compareIntro}</p>
        {measured?.status === 'ok' && choices.length === 0 && <p class="muted">{laboratory.noSensor}</p>}
        {shown !== undefined && (
          <Field label={laboratory.parameter}>
            <Choice
              value={shown}
              options={choices.map(({ id, name }) => [id, name[language]] as const)}
              onChange={(id) => setParameter(parameters.get(id)?.id)}
            />
          </Field>
        )}
      </section>
      <FailureNotice title={laboratory.failed} answer={measured} />
      <FailureNotice title={laboratory.failed} answer={answer} />
      {shown !== undefined && answer === undefined && <p class="loading">{text.loading}</p>}
      {answer?.status === 'ok' && !answer.value.complete && (
        <p class="muted">{laboratory.incomplete(format.count(answer.value.samples))}</p>
      )}
      {answer?.status === 'ok' &&
        answer.value.comparisons.map((comparison) => (
          <ComparisonPanel
            key={`${comparison.point}/${comparison.device}`}
            comparison={comparison}
            plant={plant}
          />
        ))}
    </>
  );
}
