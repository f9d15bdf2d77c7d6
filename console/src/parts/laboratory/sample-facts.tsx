import type { ApiSample } from '@banyu/contracts';
import type { ComponentChildren } from 'preact';
import { useWording } from '../../services.ts';

type Facts = Pick<ApiSample, 'sampledBy' | 'receivedAt' | 'analysedAt' | 'custody' | 'note'> & {
  readonly results: readonly { readonly parameter: string; readonly method?: string | null }[];
};

/** What is known of a sample besides its results, chain of custody and all, behind a word to open it by. */
export function SampleFacts({ sample, children }: { sample: Facts; children?: ComponentChildren }) {
  const { text, format } = useWording();
  const { laboratory } = text;
  const moment = (t: number | null) => (t === null ? undefined : format.moment(t));
  const methods = sample.results.flatMap(({ parameter, method }) =>
    method === null || method === undefined ? [] : [`${parameter}: ${method}`],
  );
  const facts: readonly (readonly [string, string | undefined])[] = [
    [laboratory.sampledBy, sample.sampledBy],
    [laboratory.receivedAt, moment(sample.receivedAt)],
    [laboratory.analysedAt, moment(sample.analysedAt)],
    [laboratory.method, methods.join(', ') || undefined],
    [laboratory.note, sample.note ?? undefined],
  ];
  return (
    <details>
      <summary>{laboratory.details}</summary>
      <dl>
        {facts.map(
          ([name, value]) =>
            value !== undefined && (
              <div key={name}>
                <dt>{name}</dt>
                <dd>{value}</dd>
              </div>
            ),
        )}
        {sample.custody.length > 0 && (
          <div>
            <dt>{laboratory.custody}</dt>
            {sample.custody.map(({ at, from, to, note }) => (
              <dd key={`${at} ${to}`}>
                {format.moment(at)} {from} → {to} {note !== undefined && `(${note})`}
              </dd>
            ))}
          </div>
        )}
      </dl>
      {children}
    </details>
  );
}
