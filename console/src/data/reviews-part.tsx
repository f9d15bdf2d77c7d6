import type { ApiPlant, ApiReviewState, ApiReviewStates, ReviewDecision } from '@banyu/contracts';
import { useState } from 'preact/hooks';
import type { Answer } from '../api/client.ts';
import { localIn } from '../laboratory/local-instant.ts';
import { useParameterLabel, useServices, useWording } from '../services.ts';
import { Choice } from './fields.tsx';
import { LoadedView } from './loaded-view.tsx';
import { type Signed, SignedForm } from './signed-form.tsx';
import { useLoaded } from './use-loaded.ts';

const DECISIONS: readonly ReviewDecision[] = ['submit', 'approve', 'reopen'];
const DAY_MS = 86_400_000;

/** How far a month of a plant has been reviewed, and decisions about it. */
export function ReviewsPart({ plant }: { plant: ApiPlant }) {
  const { api, clock } = useServices();
  const { text } = useWording();
  const [month, setMonth] = useState(() => monthBefore(clock.get(), plant.timeZone));
  const loaded = useLoaded(`reviews/${plant.id}/${month}`, () =>
    api.ofPlant<ApiReviewStates>(plant.id, `reviews/states?month=${month}`),
  );
  return (
    <>
      <label class="month">
        {text.data.month}
        <input
          type="month"
          required
          value={month}
          onChange={(event) => event.currentTarget.value !== '' && setMonth(event.currentTarget.value)}
        />
      </label>
      <LoadedView loaded={loaded}>
        {(states) => <Month key={month} plant={plant} month={states} onDone={loaded.reload} />}
      </LoadedView>
    </>
  );
}

/** The last month that is over. */
function monthBefore(now: number, timeZone: string): string {
  const today = localIn(now, timeZone);
  const lastOfMonth = Date.parse(`${today.slice(0, 7)}-01T00:00Z`) - DAY_MS;
  return new Date(lastOfMonth).toISOString().slice(0, 7);
}

function Month({ plant, month, onDone }: { plant: ApiPlant; month: ApiReviewStates; onDone: () => void }) {
  const { api } = useServices();
  const { text, format } = useWording();
  const labelOf = useParameterLabel();
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const { data } = text;
  const { from, to, states } = month;
  if (states.length === 0) return <p class="none">{data.nothingMeasured}</p>;
  const toggle = (key: string) => {
    const next = new Set(chosen);
    if (!next.delete(key)) next.add(key);
    setChosen(next);
  };
  const decide = async (signed: Signed, fields: FormData): Promise<Answer<unknown>> => {
    for (const { point, parameter } of states.filter((state) => chosen.has(keyOf(state)))) {
      const body = { decision: fields.get('decision'), point, parameter, from, to, ...signed };
      const answer = await api.change(plant.id, 'reviews', body);
      // What was decided before it stands, and leaves the choice.
      if (answer.status !== 'ok') {
        onDone();
        return answer;
      }
      setChosen((before) => new Set([...before].filter((key) => key !== keyOf({ point, parameter }))));
    }
    return { status: 'ok', value: undefined };
  };
  const nameOf = ({ point, parameter }: ApiReviewState) => {
    const pointName = plant.points.find((known) => known.id === point)?.name ?? point;
    return `${pointName} · ${labelOf(parameter).name}`;
  };
  return (
    <>
      <div class="choice">
        <label class="tick">
          <input
            type="checkbox"
            checked={chosen.size === states.length}
            onChange={(event) => setChosen(new Set(event.currentTarget.checked ? states.map(keyOf) : []))}
          />
          {data.chooseAll}
        </label>
        <span>{data.chosen(format.count(chosen.size))}</span>
      </div>
      <ul class="entries reviews">
        {states.map((state) => (
          <li key={keyOf(state)}>
            <label class="tick">
              <input
                type="checkbox"
                checked={chosen.has(keyOf(state))}
                onChange={() => toggle(keyOf(state))}
              />
              <span class="unseen">{data.choose(nameOf(state))}</span>
            </label>
            <div class="entry-what">
              <strong>{nameOf(state)}</strong>
            </div>
            <div>
              <span class={`level ${state.level}`}>{data.level[state.level]}</span>
              {state.parts.length > 1 && ` ${data.partly}`}
            </div>
            <div class="entry-why">
              {state.parts.map(({ by, at, why }) =>
                at === null ? '' : `${by}, ${format.moment(at)}: ${why} `,
              )}
            </div>
          </li>
        ))}
      </ul>
      {chosen.size > 0 && (
        <SignedForm label={data.save} onSave={decide} onDone={onDone}>
          <Choice
            name="decision"
            label={data.decide}
            options={DECISIONS.map((decision) => [decision, data.decision[decision]])}
          />
        </SignedForm>
      )}
    </>
  );
}

function keyOf({ point, parameter }: Pick<ApiReviewState, 'point' | 'parameter'>): string {
  return `${point}/${parameter}`;
}
