import type { RefObject } from 'preact';
import { downNodes } from '../data/rows';
import type { View } from '../data/route';
import { usePage } from './context';
import { dataAgeSeconds, pillState } from './freshness';
import { PauseButton, PausedBadge } from './pause';
import { Tabs } from './tabs';
import { kThemes } from './theme';

/** The other views have a filter of their own, or none. */
const kFiltered: ReadonlySet<View> = new Set(['streams', 'hosts']);
const kThemeSigns = { auto: '◐', dark: '☾', light: '☀' };

export function Logo() {
  return (
    <svg class="logo" viewBox="0 0 20 20" aria-hidden="true">
      <path d="M2 10h3l2.2-6 4 12 2.6-8 1.700 2H18" />
    </svg>
  );
}

export function TopBar({
  filter,
  openHelp,
}: {
  filter: RefObject<HTMLInputElement | null>;
  openHelp: () => void;
}) {
  const { t, route, state, prefs, setPrefs } = usePage();
  const nodes = [...(state?.nodes.values() ?? [])];
  const up = nodes.length - (state ? downNodes(state).length : 0);
  return (
    <header class="top">
      <a class="skip" href="#content" onClick={skip}>
        {t('app.skip')}
      </a>
      <div class="brand">
        <Logo />
        <span>{t('app.name')}</span>
      </div>
      <Tabs />
      <div class="space" />
      {kFiltered.has(route.view) && <FilterBox inputRef={filter} place="bar" />}
      <Pill />
      <PausedBadge />
      {nodes.length > 0 && (
        <span class="servers" title={nodes.map((node) => node.node).join(', ')}>
          {up < nodes.length
            ? t('servers.some', { up, n: nodes.length })
            : t.plural('servers', nodes.length)}
        </span>
      )}
      <span class="tools">
        <PauseButton />
        <button
          type="button"
          class="tool wide"
          aria-label={t('lang.label')}
          title={t('lang.label')}
          data-testid="lang"
          onClick={() => setPrefs({ lang: prefs.lang === 'en' ? 'de' : 'en' })}
        >
          {prefs.lang.toUpperCase()}
        </button>
        <button
          type="button"
          class="tool wide"
          aria-label={t(`theme.${prefs.theme}`)}
          title={t(`theme.${prefs.theme}`)}
          data-testid="theme"
          onClick={() =>
            setPrefs({
              theme: kThemes[(kThemes.indexOf(prefs.theme) + 1) % kThemes.length] ?? 'auto',
            })
          }
        >
          {kThemeSigns[prefs.theme]}
        </button>
        <button
          type="button"
          class="tool"
          aria-label={t('help.open')}
          title={t('help.open')}
          data-testid="help"
          onClick={openHelp}
        >
          ?
        </button>
      </span>
    </header>
  );
}

/** The hash is the route, so the skip link moves the focus itself. */
function skip(event: Event): void {
  event.preventDefault();
  document.getElementById('content')?.focus();
}

export function FilterBox({
  inputRef,
  place,
}: {
  inputRef?: RefObject<HTMLInputElement | null>;
  place: 'bar' | 'page';
}) {
  const { t, route, go } = usePage();
  return (
    <div class={`filter ${place}`} role="search">
      <input
        ref={inputRef ?? null}
        type="text"
        inputMode="search"
        placeholder={t('filter.label')}
        aria-label={t('filter.label')}
        value={route.query}
        autocomplete="off"
        spellcheck={false}
        data-testid={`filter-${place}`}
        onInput={(event) =>
          go(
            { query: event.currentTarget.value, view: 'streams', full: false, zoom: null },
            !route.full,
          )
        }
      />
      {route.query ? (
        <button
          type="button"
          class="clear"
          aria-label={t('filter.clear')}
          onClick={() => go({ query: '' }, true)}
        >
          ✕
        </button>
      ) : (
        place === 'bar' && <kbd aria-hidden="true">/</kbd>
      )}
    </div>
  );
}

function Pill() {
  const { t, f, state, status, client } = usePage();
  const pill = pillState(state, status, client.clock);
  const age = state ? dataAgeSeconds(state, client.clock) : undefined;
  return (
    <span class={`pill ${pill}`} title={t('pill.title')} data-testid="pill" data-state={pill}>
      <span class="dot" aria-hidden="true" />
      <span class="word">{t(`pill.${pill}`)}</span>
      {age !== undefined && (
        <span class="age">
          <span aria-hidden="true">·</span> {t('age.old', { age: f.duration(age, true) })}
        </span>
      )}
    </span>
  );
}
