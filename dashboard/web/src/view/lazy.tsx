import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { usePage } from './context';

type Lazy<P> = ComponentType<P> & {
  /** Loads it before it is shown. */
  prefetch(): Promise<void>;
};

/** A part of the page that is a file of its own: the first paint does not wait for it. */
export function lazy<P extends object>(load: () => Promise<ComponentType<P>>): Lazy<P> {
  let Loaded: ComponentType<P> | undefined;
  const prefetch = async (): Promise<void> => {
    Loaded ??= await load();
  };
  function Part(props: P) {
    const { t } = usePage();
    const [failed, setFailed] = useState(false);
    const [, redraw] = useState(0);
    useEffect(() => {
      if (!Loaded)
        prefetch().then(
          () => redraw((n) => n + 1),
          () => setFailed(true),
        );
    }, []);
    if (Loaded) return <Loaded {...props} />;
    if (!failed) return <p class="muted waiting">{t('loading')}</p>;
    // After an update of the dashboard its older parts are no more.
    return (
      <p class="reason warning">
        {t('lazy.failed')}{' '}
        <button type="button" class="link" onClick={() => location.reload()}>
          {t('banner.reload')}
        </button>
      </p>
    );
  }
  return Object.assign(Part, { prefetch });
}
