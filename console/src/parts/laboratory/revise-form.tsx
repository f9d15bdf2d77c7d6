import type { ApiSample } from '@banyu/contracts';
import { localIn } from '../../laboratory/local-instant.ts';
import { changesOf, draftOf } from '../../laboratory/revision.ts';
import type { LaboratoryContext } from '../../pages/laboratory-page.tsx';
import { resultOf, type SampleDraft, SampleForm } from './sample-form.tsx';

/** A sample to be mended: only results that were changed are sent, and its facts as they should be. */
export function ReviseForm({
  plant,
  api,
  laboratories,
  sample,
  onSaved,
}: LaboratoryContext & { sample: ApiSample; onSaved: () => void }) {
  const local = (t: number | null) => (t === null ? '' : localIn(t, plant.timeZone));
  const results = sample.results.map(draftOf);
  // The form's minutes are no reason to lose the seconds of times that stay.
  const { from, to, receivedAt, analysedAt, custody } = sample;
  const known = [from, to, receivedAt, analysedAt, ...custody.map(({ at }) => at)].filter((t) => t !== null);
  const precise = <T extends number | null>(t: T): T | number =>
    known.find((time) => local(time) === local(t)) ?? t;
  const initial = (): SampleDraft => ({
    ...{ id: sample.id, point: sample.point, kind: sample.kind, sampledBy: sample.sampledBy },
    ...{ from: local(sample.from), to: local(sample.to), note: sample.note ?? '' },
    ...{ receivedAt: local(sample.receivedAt), analysedAt: local(sample.analysedAt) },
    laboratory: sample.laboratory ?? '',
    results,
    custody: sample.custody.map(({ at, note = '', ...entry }) => ({ ...entry, at: local(at), note })),
  });
  return (
    <SampleForm
      fixedId
      plant={plant}
      laboratories={laboratories}
      initial={initial}
      onSaved={onSaved}
      onSave={({ id, ...facts }, drafts, signed) => {
        const { changed, withdrawn } = changesOf(results, drafts);
        const begun = precise(facts.from);
        const revised = {
          ...facts,
          from: begun,
          to: facts.kind === 'grab' ? begun : precise(facts.to ?? begun),
          timeKnown: begun === from ? sample.timeKnown : true,
          receivedAt: precise(facts.receivedAt ?? null),
          analysedAt: precise(facts.analysedAt ?? null),
          custody: (facts.custody ?? []).map((entry) => ({ ...entry, at: precise(entry.at) })),
        };
        return api.revise(
          id,
          { sample: revised, results: changed.flatMap(resultOf), withdrawn: [...withdrawn] },
          signed,
        );
      }}
    />
  );
}
