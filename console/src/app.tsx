import type { ApiParameter } from '@banyu/contracts';
import { useEffect, useLayoutEffect, useMemo } from 'preact/hooks';
import { useObserved } from './observable.ts';
import { DataPage } from './pages/data-page.tsx';
import { LaboratoryPage } from './pages/laboratory-page.tsx';
import { PlantPage } from './pages/plant-page.tsx';
import { PlantsPage } from './pages/plants-page.tsx';
import { Header } from './parts/header.tsx';
import { Notice } from './parts/notice.tsx';
import { ParametersProvider, useServices, WordingProvider, wordingOf } from './services.ts';

const NO_PARAMETERS: ReadonlyMap<string, ApiParameter> = new Map();

/** The page: chooses by the address, in the language and colours that were chosen. */
export function App() {
  const { directory, preferences, router } = useServices();
  const state = useObserved(directory.state, (value) => value);
  const route = useObserved(router.route, (value) => value);
  const language = useObserved(preferences.language, (value) => value);
  const theme = useObserved(preferences.theme, (value) => value);

  const plants = state.status === 'ready' ? state.plants : [];
  const plant = plants.find((known) => known.id === route.plant);
  const wording = useMemo(() => wordingOf(language, plant?.timeZone), [language, plant?.timeZone]);

  useLayoutEffect(() => {
    document.documentElement.lang = language;
    document.documentElement.dataset.theme = theme;
  }, [language, theme]);

  useEffect(() => {
    if (state.status !== 'ready' || location.hash !== '') return;
    const remembered = plants.find((known) => known.id === preferences.plant);
    const first = remembered ?? (plants.length === 1 ? plants[0] : undefined);
    if (first !== undefined) router.replace({ plant: first.id });
  }, [state]);

  return (
    <WordingProvider value={wording}>
      <ParametersProvider value={state.status === 'ready' ? state.parameters : NO_PARAMETERS}>
        {plant !== undefined && route.laboratory !== undefined ? (
          <LaboratoryPage key={plant.id} plant={plant} plants={plants} view={route.laboratory} />
        ) : plant !== undefined && route.data !== undefined ? (
          <DataPage key={plant.id} plant={plant} plants={plants} part={route.data} />
        ) : plant !== undefined ? (
          <PlantPage key={plant.id} plant={plant} plants={plants} />
        ) : (
          <>
            <Header plants={plants} />
            {state.status === 'failed' && (
              <Notice
                severity="problem"
                title={
                  state.detail === ''
                    ? wording.text.unreachable(wording.format.clock(state.since))
                    : wording.text.loadFailed
                }
                advice={
                  state.detail === ''
                    ? wording.text.unreachableAdvice
                    : wording.text.loadFailedAdvice(state.detail)
                }
                onRetry={() => void directory.load()}
              />
            )}
            {state.status === 'loading' && <p class="loading">{wording.text.loading}</p>}
            {state.status === 'ready' && <PlantsPage plants={plants} unknown={route.plant} />}
          </>
        )}
      </ParametersProvider>
    </WordingProvider>
  );
}
