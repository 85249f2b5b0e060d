import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { usePage } from './context';

export interface LazyPart<Props> {
  (props: Props): preact.JSX.Element;
  /** Fetches it before it is needed. A failure is told when it is shown. */
  preload(): void;
}

/** A part of the page that is not fetched before the first rows are shown. */
export function lazy<Props extends object>(
  fetchPart: () => Promise<ComponentType<Props>>,
): LazyPart<Props> {
  let part: ComponentType<Props> | undefined;
  let fetching: Promise<void> | undefined;
  const fetchOnce = (): Promise<void> =>
    (fetching ??= fetchPart().then(
      (fetched) => {
        part = fetched;
      },
      (error: unknown) => {
        fetching = undefined;
        throw error;
      },
    ));

  function Lazy(props: Props) {
    const [failed, setFailed] = useState(false);
    const [, redraw] = useState(0);
    useEffect(() => {
      if (part) return undefined;
      let left = false;
      fetchOnce().then(
        () => left || redraw(1),
        () => left || setFailed(true),
      );
      return () => {
        left = true;
      };
    }, []);
    const Part = part;
    if (Part) return <Part {...props} />;
    return failed ? <Failed /> : <div class="part" aria-busy="true" data-testid="part-loading" />;
  }
  return Object.assign(Lazy, { preload: () => void fetchOnce().catch(() => undefined) });
}

/** The dashboard is away, or is a newer one whose parts have other names. */
function Failed() {
  const { t } = usePage();
  return (
    <section class="notice" data-testid="part-failed">
      <h2>{t('part.failed')}</h2>
      <p>{t('part.failed_text')}</p>
      <button type="button" class="plain" onClick={() => location.reload()}>
        {t('banner.reload')}
      </button>
    </section>
  );
}
