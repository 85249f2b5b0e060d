import { lazy } from './lazy';

const later = () => import('./later');

export const About = lazy(() => later().then((module) => module.About));
export const ConnectionsPage = lazy(() => later().then((module) => module.ConnectionsPage));
export const Detail = lazy(() => later().then((module) => module.Detail));
export const EventsPage = lazy(() => later().then((module) => module.EventsPage));
export const Help = lazy(() => later().then((module) => module.Help));
export const Hosts = lazy(() => later().then((module) => module.Hosts));

/** All of them, once the first screen stands. */
export function preloadParts(): void {
  const start = (): void => {
    for (const part of [Detail, ConnectionsPage, Hosts, EventsPage, About, Help]) part.preload();
  };
  if ('requestIdleCallback' in window) requestIdleCallback(start, { timeout: 5000 });
  else setTimeout(start, 2000);
}
