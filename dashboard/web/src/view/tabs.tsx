import { formatRoute, kViews, type Route, type View } from '../data/route';
import { usePage } from './context';

/** How each view was left: a tab leads back to its filters. Until the page is closed. */
const left = new Map<View, string>();

export const noteView = ({ stream: _, ...route }: Route): void => {
  left.set(route.view, formatRoute(route));
};

export const viewLink = (view: View): string => left.get(view) ?? `#/${view}`;

export function Tabs() {
  const { t, route } = usePage();
  return (
    <nav aria-label={t('nav.label')}>
      {kViews.map((view) => (
        <a
          key={view}
          href={viewLink(view)}
          aria-current={route.view === view ? 'page' : undefined}
          data-testid={`tab-${view}`}
        >
          {t(`nav.${view}`)}
        </a>
      ))}
    </nav>
  );
}
