import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { LiveClient } from '../data/live';
import { totals } from '../data/rows';
import type { Sparks } from '../data/rings';
import { streamKey } from '../data/reducer';
import { formatRoute, parseRoute, type Route } from '../data/route';
import { formats } from '../i18n/format';
import { translator } from '../i18n/i18n';
import { Announcer } from './announcer';
import { Banners } from './banners';
import { PageContext, useTick, type Page } from './context';
import { Detail } from './detail';
import { Skeleton } from './empty';
import { Help } from './help';
import { Hosts } from './hosts';
import { handleKey } from './keys';
import { problemCount } from './kpis';
import { loadPrefs, savePrefs, type Prefs } from './prefs';
import { Streams } from './streams';
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

  const { state, status } = client;
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
          const { stream: _, ...rest } = route;
          show({ ...rest, view }, false);
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
    document.title = `${problems ? `(${problems}) ` : ''}${route.stream ? `${route.stream.name} · ` : ''}${t('app.name')}`;
  });

  const open = route.stream;
  const openKey = open && streamKey(open.node, open.name);
  useEffect(() => client.show(openKey), [client, openKey]);
  return (
    <PageContext.Provider value={page}>
      <TopBar filter={filter} openHelp={() => setHelp(true)} />
      <div class={`body ${open ? 'open' : ''}`}>
        <main ref={main} id="content" tabIndex={route.view === 'hosts' ? 0 : -1}>
          <h1 class="sr">{t('app.name')}</h1>
          <Banners firstVersion={firstVersion.current} />
          {!state || !sum ? (
            <Skeleton />
          ) : route.view === 'hosts' && !open ? (
            <Hosts hosts={state.hosts} />
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
