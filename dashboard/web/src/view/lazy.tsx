import type { ComponentType, JSX } from 'preact';
import { useEffect, useReducer } from 'preact/hooks';
import { usePage } from './context';

type Load<P> = () => Promise<ComponentType<P>>;

export interface Lazy<P> {
  (props: P): JSX.Element | null;
  /** So that it is there before somebody wants it, also when the dashboard is away by then. */
  preload(): void;
}

/** A part of the page in a script of its own: the first screen does not wait for it. */
export function lazy<P extends object>(load: Load<P>): Lazy<P> {
  let Part: ComponentType<P> | undefined;
  let loading: Promise<unknown> | undefined;
  const start = (): Promise<unknown> =>
    (loading ??= load().then(
      (part) => {
        Part = part;
      },
      (error: unknown) => {
        loading = undefined;
        throw error;
      },
    ));
  const Late = (props: P) => {
    const { t } = usePage();
    const [failed, redraw] = useReducer((_: string, error: string) => error, '');
    const [, again] = useReducer((n: number) => n + 1, 0);
    useEffect(() => {
      if (Part) return;
      start().then(
        () => again(0),
        (error: unknown) => redraw(error instanceof Error ? error.message : String(error)),
      );
    }, []);
    if (Part) return <Part {...props} />;
    if (!failed) return <p class="sr">{t('loading')}</p>;
    return (
      <section class="notice" role="alert" data-testid="part-failed">
        <h2>{t('lazy.failed')}</h2>
        <p class="muted">{failed}</p>
        <button type="button" class="plain" onClick={() => location.reload()}>
          {t('banner.reload')}
        </button>
      </section>
    );
  };
  return Object.assign(Late, {
    preload: () => void start().catch(() => undefined), // Who wants it asks again, and is told.
  });
}
