import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { LiveClient } from '../data/live';
import { totals } from '../data/rows';
import type { Sparks } from '../data/rings';
import { formatRoute, parseRoute, type Route } from '../data/route';
import { formats } from '../i18n/format';
import { translator } from '../i18n/i18n';
import { Announcer } from './announcer';
import { Banners } from './banners';
import { PageContext, useTick, type Page } from './context';
import { Skeleton } from './empty';
import { handleKey } from './keys';
import { problemCount } from './kpis';
import { About, ConnectionsPage, Detail, EventsPage, Help, Hosts, preloadParts } from './parts';
import { loadPrefs, savePrefs, type Prefs } from './prefs';
import { Streams } from './streams';
import { noteView, viewLink } from './tabs';
import { applyTheme, kThemes, onSystemTheme, forgetColors } from './theme';
import { TopBar } from './top_bar';

export interface Live {
  client: LiveClient;
  sparks: Sparks;
  /** Calls back once per frame at most, and not while the tab is hidden. */
  subscribe(changed: () => void): () => void;
}

export function App({ live }: { live: Live }) {
  const { client, sparks } = live;
  const [, redraw] = useState(0);
  const [route, setRoute] = useState<Route>(() => parseRoute(location.hash));
  const [prefs, setPrefsState] = useState<Prefs>(loadPrefs);
  const [help, setHelp] = useState(false);
  const main = useRef<HTMLElement>(null);
  const filter = useRef<HTMLInputElement>(null);
  const firstVersion = useRef('');
  useTick(1000);

  useEffect(() => live.subscribe(() => redraw((n) => n + 1)), [live]);
  useEffect(() => {
    const changed = (): void => setRoute(parseRoute(location.hash));
    addEventListener('hashchange', changed);
    return () => removeEventListener('hashchange', changed);
  }, []);
  useEffect(
    () =>
      onSystemTheme(() => {
        forgetColors();
        redraw((n) => n + 1);
      }),
    [],
  );

  if (!route.stream) noteView(route);
  const { state, status } = client;
  useEffect(() => {
    if (state) preloadParts();
  }, [state !== null]);
  if (state?.version && !firstVersion.current) firstVersion.current = state.version;
  const t = useMemo(() => translator(prefs.lang), [prefs.lang]);
  const f = useMemo(() => formats(prefs.lang), [prefs.lang]);
  const sum = useMemo(() => (state ? totals(state) : null), [state]);

  const setPrefs = (change: Partial<Prefs>): void => {
    const next = { ...prefs, ...change };
    applyTheme(next.theme);
    savePrefs(next);
    setPrefsState(next);
  };
  const show = (next: Route, replace: boolean): void => {
    history[replace ? 'replaceState' : 'pushState'](null, '', formatRoute(next));
    setRoute(next);
  };
  const go = (change: Partial<Route>, replace = false): void =>
    show({ ...route, ...change }, replace);
  const closeStream = (): void => {
    const { stream: _, ...rest } = route;
    show(rest, false);
    (main.current?.querySelector<HTMLElement>('a[aria-current="true"]') ?? main.current)?.focus({
      preventScroll: true,
    });
  };
  const page: Page = {
    client,
    sparks,
    state,
    status,
    route,
    go,
    closeStream,
    prefs,
    setPrefs,
    t,
    f,
  };

  useEffect(() => {
    const key = (event: KeyboardEvent): void =>
      handleKey(event, prefs.keys, {
        filter: () =>
          (filter.current?.offsetParent
            ? filter.current
            : main.current?.querySelector('input')
          )?.focus(),
        escape: () => {
          if (document.activeElement instanceof HTMLInputElement && route.query)
            go({ query: '' }, true);
          else if (document.activeElement instanceof HTMLInputElement)
            document.activeElement.blur();
          else if (route.stream) closeStream();
          else if (route.query || route.show) go({ query: '', show: '' });
        },
        theme: () =>
          setPrefs({
            theme: kThemes[(kThemes.indexOf(prefs.theme) + 1) % kThemes.length] ?? 'auto',
          }),
        help: () => setHelp(true),
        view: (view) => {
          location.hash = viewLink(view);
        },
      });
    addEventListener('keydown', key);
    return () => removeEventListener('keydown', key);
  });
  useEffect(() => {
    document.documentElement.lang = prefs.lang;
  }, [prefs.lang]);
  useEffect(() => {
    const problems = sum ? problemCount(sum) : 0;
    document.title = `${problems ? `(${problems}) ` : ''}${route.stream ? `${route.stream.name} · ` : route.view !== 'streams' ? `${t(`nav.${route.view}`)} · ` : ''}${t('app.name')}`;
  });

  const open = route.stream;
  return (
    <PageContext.Provider value={page}>
      <TopBar filter={filter} openHelp={() => setHelp(true)} />
      <div class={`body ${open ? 'open' : ''}`}>
        <main ref={main} id="content" tabIndex={route.view === 'streams' ? -1 : 0}>
          <h1 class="sr">{t('app.name')}</h1>
          <Banners firstVersion={firstVersion.current} />
          {!state || !sum ? (
            <Skeleton />
          ) : route.view === 'hosts' && !open ? (
            <Hosts state={state} />
          ) : route.view === 'connections' && !open ? (
            <ConnectionsPage scroller={main} />
          ) : route.view === 'events' && !open ? (
            <EventsPage />
          ) : route.view === 'about' && !open ? (
            <About state={state} pageVersion={firstVersion.current} />
          ) : (
            <Streams state={state} sum={sum} scroller={main} />
          )}
        </main>
        {open && <Detail node={open.node} name={open.name} />}
      </div>
      {help && <Help close={() => setHelp(false)} />}
      <Announcer />
    </PageContext.Provider>
  );
}
