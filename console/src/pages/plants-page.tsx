import type { ApiPlant } from '@banyu/contracts';
import { Guide } from '../parts/guide.tsx';
import { buildRoute } from '../route.ts';
import { useWording } from '../services.ts';

/** All plants to choose from; or how to add the first. `unknown` is a plant that was asked for and is not there. */
export function PlantsPage({
  plants,
  unknown,
}: {
  plants: readonly ApiPlant[];
  unknown: string | undefined;
}) {
  const { text, format } = useWording();
  if (plants.length === 0) {
    return (
      <main class="page narrow">
        <Guide
          title={text.noPlant}
          advice={text.noPlantAdvice}
          command={'banyu plant add ipal-contoh --name "IPAL Contoh"'}
        />
      </main>
    );
  }
  return (
    <main class="page narrow">
      {unknown !== undefined && <Guide title={text.unknownPlant(unknown)} advice={text.unknownPlantAdvice} />}
      <h1>{text.allPlants}</h1>
      <ul class="plants">
        {plants.map((plant) => (
          <li key={plant.id}>
            <a href={buildRoute({ plant: plant.id })}>
              <strong>{plant.name}</strong>
              <span>
                {[
                  plant.capacityM3PerDay !== null && text.capacity(format.count(plant.capacityM3PerDay)),
                  text.points(format.count(plant.points.length)),
                  plant.timeZone,
                ]
                  .filter(Boolean)
                  .join(' · ')}
              </span>
            </a>
          </li>
        ))}
      </ul>
    </main>
  );
}
