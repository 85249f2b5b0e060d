import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import { fieldsOf } from '../data/feed';
import type { LiveClient, Phase } from '../data/live';
import { freeze, type Frozen } from '../data/pause';
import { totals } from '../data/rows';
import type { Sparks } from '../data/rings';
import type { SparkPast } from '../data/spark_past';
import { streamKey, type LiveState } from '../data/reducer';
import { formatRoute, parseRoute, type Route } from '../data/route';
import { formats } from '../i18n/format';
import { loadLanguage, translator, type Language } from '../i18n/i18n';
import { Announcer } from './announcer';
import { Banners } from './banners';
import { Boundary } from './boundary';
import { PageContext, useTick, type Page } from './context';
import { Skeleton } from './empty';
import { Help } from './help';
import { handleKey } from './keys';
import { Kiosk, wantsKiosk } from './kiosk';
import { lazy } from './lazy';
import { problemCount } from './kpis';
import { useOverview } from './overview';
import { loadPrefs, savePrefs, type Prefs } from './prefs';
import { Streams } from './streams';
import { noteView, viewLink } from './tabs';
import { applyTheme, kThemes, onSystemTheme, forgetColors } from './theme';
import { TopBar } from './top_bar';

const later = () => import('./later');
const About = lazy(async () => (await later()).About);
const ConnectionsPage = lazy(async () => (await later()).ConnectionsPage);
const Detail = lazy(async () => (await later()).Detail);
const EventsPage = lazy(async () => (await later()).EventsPage);
const Hosts = lazy(async () => (await later()).Hosts);
const StreamPage = lazy(async () => (await later()).StreamPage);
const kParts = [About, ConnectionsPage, Detail, EventsPage, Hosts, StreamPage];

export interface Live {
  client: LiveClient;
  sparks: Sparks;
  sparkPast: SparkPast;
  /** Calls back once per frame at most, and not while the tab is hidden. */
  subscribe(changed: () => void): () => void;
}

interface Drawn {
  state: LiveState | null;
  phase: Phase;
}

/** Every second message tells of hosts and nothing else: most of the page shows nothing of it. */
const hasOnlyHosts = (before: Drawn, now: Drawn): boolean =>
  now.phase === 'live' &&
  before.phase === 'live' &&
  now.state?.hosts !== before.state?.hosts &&
  now.state?.streams === before.state?.streams &&
  now.state?.nodes === before.state?.nodes &&
  now.state?.redis.ok === before.state?.redis.ok;

export function App({ live, firstLanguage }: { live: Live; firstLanguage: Language }) {
  const { client, sparks, sparkPast } = live;
  const [, redraw] = useState(0);
  const [route, setRoute] = useState<Route>(() => parseRoute(location.hash));
  const [prefs, setPrefsState] = useState<Prefs>(loadPrefs);
  const [language, setLanguage] = useState(firstLanguage);
  const [help, setHelp] = useState(false);
  const [frozen, setFrozen] = useState<Frozen>();
  const main = useRef<HTMLElement>(null);
  const filter = useRef<HTMLInputElement>(null);
  const firstVersion = useRef('');
  const [kiosk] = useState(() => wantsKiosk(location));
  // The table stands where it was when a stream has had the page for itself.
  const tableTop = useRef(0);
  useTick(1000);

  const showsHosts = route.view === 'hosts' || route.stream !== undefined;
  const drawn = useRef<Drawn>({ state: null, phase: 'connecting' });
  useEffect(
    () =>
      live.subscribe(() => {
        const now = { state: client.state, phase: client.status.phase };
        if (!showsHosts && hasOnlyHosts(drawn.current, now)) return;
        drawn.current = now;
        redraw((n) => n + 1);
      }),
    [live, showsHosts],
  );
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
  const { status } = client;
  const { state } = frozen ?? client;
  if (state?.version && !firstVersion.current) firstVersion.current = state.version;
  const t = useMemo(() => translator(language), [language]);
  const f = useMemo(() => formats(language.lang), [language]);
  const sum = useMemo(() => (state ? totals(state) : null), [state]);
  const togglePause = (): void =>
    setFrozen(frozen ? undefined : freeze(client, sparks, Date.now()));

  // Two keys may come before the page is drawn anew.
  const latestPrefs = useRef(prefs);
  const setPrefs = (change: Partial<Prefs>): void => {
    const next = { ...latestPrefs.current, ...change };
    const take = (): void => {
      latestPrefs.current = next;
      applyTheme(next.theme);
      savePrefs(next);
      setPrefsState(next);
    };
    if (next.lang === language.lang) return take();
    // Without its words the page stays in the language that it is in; a banner tells that the dashboard is away.
    loadLanguage(next.lang).then(
      (loaded) => {
        setLanguage(loaded);
        take();
      },
      () => undefined,
    );
  };
  const show = (next: Route, replace: boolean): void => {
    if (next.full && !route.full) tableTop.current = main.current?.scrollTop ?? 0;
    const hash = formatRoute(next);
    history[replace ? 'replaceState' : 'pushState'](null, '', hash);
    // Only what the URL keeps: the page after a reload is the page before it.
    setRoute(parseRoute(hash));
  };
  const go = (change: Partial<Route>, replace = false): void =>
    show({ ...route, ...change }, replace);
  const closeStream = (): void => {
    const { stream: _, ...rest } = route;
    show(rest, false);
    focusRow();
  };
  const focusRow = (): void =>
    (main.current?.querySelector<HTMLElement>('a[aria-current="true"]') ?? main.current)?.focus({
      preventScroll: true,
    });
  const missed = frozen ? client.messages - frozen.messages : 0;
  // The same as long as nothing in it is new: whoever reads it is drawn anew with each other one.
  const page = useMemo(
    (): Page => ({
      client: frozen?.client ?? client,
      sparks: frozen?.sparks ?? sparks,
      sparkPast,
      state,
      status,
      route,
      go,
      closeStream,
      paused: frozen && { sinceMs: frozen.atMs, missed },
      togglePause,
      prefs,
      setPrefs,
      t,
      f,
    }),
    [client, sparks, sparkPast, frozen, missed, state, status, route, prefs, t, f],
  );

  useEffect(() => {
    if (kiosk) return undefined;
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
          else if (route.full) go({ full: false, zoom: null });
          else if (route.stream) closeStream();
          else if (route.query || route.show) go({ query: '', show: '' });
        },
        full: () => {
          const opens = route.stream !== undefined && !route.full;
          if (opens) go({ full: true });
          return opens;
        },
        theme: () =>
          setPrefs({
            theme:
              kThemes[(kThemes.indexOf(latestPrefs.current.theme) + 1) % kThemes.length] ?? 'auto',
          }),
        pause: togglePause,
        help: () => setHelp(true),
        view: (view) => {
          location.hash = viewLink(view);
        },
      });
    addEventListener('keydown', key);
    return () => removeEventListener('keydown', key);
  });
  useEffect(() => {
    document.documentElement.lang = language.lang;
  }, [language]);
  // Before they are needed: the dashboard may be away by then.
  useEffect(() => {
    if (state !== null) for (const part of kParts) part.preload();
  }, [state !== null]);
  useEffect(() => {
    const problems = sum ? problemCount(sum) : 0;
    const title = `${problems ? `(${problems}) ` : ''}${route.stream ? `${route.stream.name} · ` : route.view !== 'streams' ? `${t(`nav.${route.view}`)} · ` : ''}${t('app.name')}`;
    if (document.title !== title) document.title = title;
  });

  const overview = useOverview(page, sum);
  const open = route.stream;
  const openKey = open && streamKey(open.node, open.name);
  const columns = `${route.columns || prefs.columns} ${route.sort.column}`;
  useEffect(() => client.show(openKey, fieldsOf(columns.split(' '))), [client, openKey, columns]);
  const drawer = open && !route.full;
  const hash = formatRoute(route);
  useLayoutEffect(() => {
    if (!main.current) return;
    main.current.scrollTop = route.full ? 0 : tableTop.current;
  }, [route.full]);
  // What had the focus went with the page of the stream.
  const wasFull = useRef(false);
  useEffect(() => {
    if (wasFull.current && drawer && document.activeElement === document.body) focusRow();
    wasFull.current = route.full;
  }, [route.full]);
  if (kiosk) {
    return (
      <PageContext.Provider value={page}>
        <Boundary route={hash}>
          <Kiosk {...overview} sum={sum} firstVersion={firstVersion.current} />
        </Boundary>
      </PageContext.Provider>
    );
  }
  return (
    <PageContext.Provider value={page}>
      <TopBar filter={filter} openHelp={() => setHelp(true)} />
      <div class={`body ${drawer ? 'open' : ''}`}>
        <main ref={main} id="content" tabIndex={route.view === 'streams' && !route.full ? -1 : 0}>
          <h1 class="sr">{t('app.name')}</h1>
          <Banners firstVersion={firstVersion.current} />
          <Boundary route={hash}>
            {!state || !sum ? (
              <Skeleton />
            ) : open && route.full ? (
              <StreamPage node={open.node} name={open.name} />
            ) : route.view === 'hosts' && !open ? (
              <Hosts state={state} />
            ) : route.view === 'connections' && !open ? (
              <ConnectionsPage scroller={main} />
            ) : route.view === 'events' && !open ? (
              <EventsPage />
            ) : route.view === 'about' && !open ? (
              <About state={state} pageVersion={firstVersion.current} />
            ) : (
              <Streams state={state} sum={sum} overview={overview} scroller={main} />
            )}
          </Boundary>
        </main>
        {drawer && (
          <Boundary route={hash}>
            <Detail node={open.node} name={open.name} />
          </Boundary>
        )}
      </div>
      {help && <Help close={() => setHelp(false)} />}
      <Announcer />
    </PageContext.Provider>
  );
}
