import type { ApiPlant } from '@banyu/contracts';
import type { TargetedEvent } from 'preact';
import { LANGUAGES, textOf } from '../format.ts';
import { useObserved } from '../observable.ts';
import type { PlantLive } from '../plant-live.ts';
import { buildRoute } from '../route.ts';
import { useServices, useWording } from '../services.ts';
import { ConnectionIcon, Logo, MoonIcon, SunIcon } from './icon.tsx';

/** The bar on top: which plant, how live, what time it is there, in which language and colours. */
export function Header({
  plants,
  plant,
  live,
}: {
  plants: readonly ApiPlant[];
  plant?: ApiPlant;
  live?: PlantLive | undefined;
}) {
  const { text } = useWording();
  return (
    <header class="header">
      <a class="brand" href="#/" aria-label={`Banyu: ${text.allPlants}`}>
        <Logo />
        <span>Banyu</span>
      </a>
      <PlantChoice plants={plants} plant={plant} />
      {plant !== undefined && <PlantNav plant={plant.id} />}
      <div class="header-state">
        {live !== undefined && <FeedPill live={live} />}
        {plant !== undefined && <PlantClock />}
      </div>
      <LanguageSwitch />
      <ThemeSwitch />
    </header>
  );
}

/** The plant's pages. */
function PlantNav({ plant }: { plant: string }) {
  const { router } = useServices();
  const { text } = useWording();
  const page = useObserved(router.route, ({ laboratory, data }) =>
    laboratory !== undefined ? 'laboratory' : data !== undefined ? 'data' : 'board',
  );
  const current = (name: typeof page) => (name === page ? 'page' : undefined);
  return (
    <nav class="plant-nav" aria-label={text.plant}>
      <a href={buildRoute({ plant })} aria-current={current('board')}>
        {text.board}
      </a>
      <a href={buildRoute({ plant, laboratory: 'samples' })} aria-current={current('laboratory')}>
        {text.laboratory.title}
      </a>
      <a href={buildRoute({ plant, data: 'windows' })} aria-current={current('data')}>
        {text.data.title}
      </a>
    </nav>
  );
}

function PlantChoice({ plants, plant }: { plants: readonly ApiPlant[]; plant: ApiPlant | undefined }) {
  const { router } = useServices();
  const { text } = useWording();
  if (plants.length === 0) return <span class="header-space" />;
  if (plants.length === 1 && plant !== undefined) return <h1 class="plant-name">{plant.name}</h1>;
  const choose = (event: TargetedEvent<HTMLSelectElement>) => {
    const { value } = event.currentTarget;
    router.go(value === '' ? {} : { plant: value });
  };
  return (
    <label class="plant-choice">
      <span class="unseen">{text.plant}</span>
      <select value={plant?.id ?? ''} onChange={choose}>
        <option value="">{text.allPlants}</option>
        {plants.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}

/** The feed's state by colour, symbol and word; a reader is told when it changes. */
function FeedPill({ live }: { live: PlantLive }) {
  const { text } = useWording();
  const kind = useObserved(live.feed, (state) => state.kind);
  return (
    <span class={`feed-pill ${kind}`} role="status">
      <ConnectionIcon online={kind === 'live'} />
      {text.feed[kind]}
    </span>
  );
}

function PlantClock() {
  const { clock } = useServices();
  const { text, format } = useWording();
  const time = useObserved(clock, (now) => `${format.clock(now)} ${format.zone(now)}`);
  return (
    <span class="plant-clock" title={text.plantTime}>
      {time}
    </span>
  );
}

function LanguageSwitch() {
  const { preferences } = useServices();
  const { text, language } = useWording();
  return (
    <fieldset class="segments" aria-label={text.switchLanguage}>
      {LANGUAGES.map((known) => (
        <button
          key={known}
          type="button"
          lang={known}
          title={textOf(known).languageName}
          aria-label={textOf(known).languageName}
          aria-pressed={known === language}
          onClick={() => preferences.chooseLanguage(known)}
        >
          {known.toUpperCase()}
        </button>
      ))}
    </fieldset>
  );
}

function ThemeSwitch() {
  const { preferences } = useServices();
  const { text } = useWording();
  const theme = useObserved(preferences.theme, (value) => value);
  const other = theme === 'dark' ? 'light' : 'dark';
  const label = other === 'dark' ? text.themeToDark : text.themeToLight;
  return (
    <button
      type="button"
      class="icon-button"
      aria-label={label}
      title={label}
      onClick={() => preferences.chooseTheme(other)}
    >
      {other === 'dark' ? <MoonIcon /> : <SunIcon />}
    </button>
  );
}
