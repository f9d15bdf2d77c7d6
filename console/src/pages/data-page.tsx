import type { ApiPlant } from '@banyu/contracts';
import { useEffect } from 'preact/hooks';
import { CorrectionsPart } from '../data/corrections-part.tsx';
import { FindingsPart } from '../data/findings-part.tsx';
import { QualityPart } from '../data/quality-part.tsx';
import { RejectsPart } from '../data/rejects-part.tsx';
import { ReviewsPart } from '../data/reviews-part.tsx';
import { WindowsPart } from '../data/windows-part.tsx';
import { Header } from '../parts/header.tsx';
import { buildRoute, DATA_PARTS, type DataPart } from '../route.ts';
import { useServices, useWording } from '../services.ts';

const PARTS = {
  windows: WindowsPart,
  corrections: CorrectionsPart,
  reviews: ReviewsPart,
  rejects: RejectsPart,
  findings: FindingsPart,
  quality: QualityPart,
} as const;

/** What people lay over a plant's readings, and what of them was rejected. */
export function DataPage({
  plant,
  plants,
  part,
}: {
  plant: ApiPlant;
  plants: readonly ApiPlant[];
  part: DataPart;
}) {
  const { preferences } = useServices();
  const { text } = useWording();
  const { data } = text;
  useEffect(() => {
    preferences.rememberPlant(plant.id);
    document.title = `${data.parts[part]} · ${plant.name} · Banyu`;
  }, [plant.id, part, data]);
  const Part = PARTS[part];
  return (
    <>
      <Header plants={plants} plant={plant} />
      <main class="page data">
        <nav class="tabs" aria-label={data.title}>
          {DATA_PARTS.map((known) => (
            <a
              key={known}
              href={buildRoute({ plant: plant.id, data: known })}
              aria-current={known === part ? 'page' : undefined}
            >
              {data.parts[known]}
            </a>
          ))}
        </nav>
        <h1>{data.parts[part]}</h1>
        <p class="about">{data.about[part]}</p>
        <Part key={part} plant={plant} />
      </main>
    </>
  );
}
