import type { ApiPlant, ApiServiceWindow, ApiServiceWindowList, ServiceKind } from '@banyu/contracts';
import { instantIn, localIn } from '../laboratory/local-instant.ts';
import { useServices, useWording } from '../services.ts';
import { Action } from './action.tsx';
import { Choice, InstantField } from './fields.tsx';
import { LoadedView } from './loaded-view.tsx';
import { SignedForm } from './signed-form.tsx';
import { useLoaded } from './use-loaded.ts';
import { useParameterChoice } from './use-parameter-choice.ts';

const KINDS: readonly ServiceKind[] = ['calibration', 'cleaning', 'maintenance', 'shutdown'];

/** The service windows of a plant, and a form for another. */
export function WindowsPart({ plant }: { plant: ApiPlant }) {
  const { api } = useServices();
  const { text } = useWording();
  const loaded = useLoaded(`windows/${plant.id}`, () =>
    api.ofPlant<ApiServiceWindowList>(plant.id, 'windows?limit=1000'),
  );
  return (
    <>
      <NewWindow plant={plant} onDone={loaded.reload} />
      <LoadedView loaded={loaded}>
        {({ windows }) => (
          <ul class="entries">
            {windows.length === 0 && <li class="none">{text.data.noWindow}</li>}
            {windows.toReversed().map((window) => (
              <WindowEntry key={window.id} plant={plant} declared={window} onDone={loaded.reload} />
            ))}
          </ul>
        )}
      </LoadedView>
    </>
  );
}

function NewWindow({ plant, onDone }: { plant: ApiPlant; onDone: () => void }) {
  const { api, clock } = useServices();
  const { text } = useWording();
  const parameters = useParameterChoice();
  const { data } = text;
  const points = [['', data.wholePlant], ...plant.points.map(({ id, name }) => [id, name] as const)] as const;
  return (
    <details class="new">
      <summary>{data.addWindow}</summary>
      <SignedForm
        label={data.save}
        onDone={onDone}
        onSave={(signed, fields) => {
          const [point, parameter, to] = ['point', 'parameter', 'to'].map((name) => String(fields.get(name)));
          return api.change(plant.id, 'windows', {
            kind: fields.get('kind'),
            from: instantIn(String(fields.get('from')), plant.timeZone),
            to: instantIn(to ?? '', plant.timeZone) ?? null,
            ...(point && { point }),
            ...(parameter && { parameter }),
            ...signed,
          });
        }}
      >
        <Choice name="kind" label={data.kind} options={KINDS.map((kind) => [kind, data.windowKind[kind]])} />
        <Choice name="point" label={data.where} options={points} />
        <Choice name="parameter" label={data.parameter} options={[['', data.all], ...parameters]} />
        <InstantField name="from" label={data.from} value={localIn(clock.get(), plant.timeZone)} />
        <InstantField name="to" label={`${data.to} (${data.optional})`} optional />
      </SignedForm>
    </details>
  );
}

function WindowEntry({
  plant,
  declared,
  onDone,
}: {
  plant: ApiPlant;
  declared: ApiServiceWindow;
  onDone: () => void;
}) {
  const { api, clock } = useServices();
  const { text, format } = useWording();
  const parameterName = new Map(useParameterChoice());
  const { id, window, recordedBy, why } = declared;
  const point = plant.points.find((known) => known.id === window.point)?.name ?? window.point;
  const scope = [point ?? text.data.wholePlant, window.device, parameterName.get(window.parameter ?? '')];
  const isOpen = window.to === null || window.to > clock.get();
  return (
    <li>
      <div class="entry-what">
        <strong>{text.data.windowKind[window.kind]}</strong> {scope.filter(Boolean).join(' · ')}
      </div>
      <div>{`${format.moment(window.from)} – ${window.to === null ? text.data.openEnd : format.moment(window.to)}`}</div>
      <div class="entry-why">{`${recordedBy}: ${why}`}</div>
      <div class="entry-actions">
        {isOpen && window.from < clock.get() && (
          <Action
            label={text.data.endNow}
            onSave={(signed) => api.change(plant.id, `windows/${id}/end`, signed)}
            onDone={onDone}
          />
        )}
        <Action
          label={text.data.cancelWindow}
          onSave={(signed) => api.change(plant.id, `windows/${id}/cancel`, signed)}
          onDone={onDone}
        />
      </div>
    </li>
  );
}
