import { Component, type ComponentChildren } from 'preact';
import { usePage } from './context';

interface Props {
  /** Another one is another try. */
  route: string;
  children: ComponentChildren;
}

interface State {
  error?: Error | undefined;
  route?: string;
}

/** A fault of ours in one part leaves the rest of the page as it is, and another view can be tried. */
export class Boundary extends Component<Props, State> {
  static override getDerivedStateFromError = (error: Error): State => ({ error });

  static override getDerivedStateFromProps = ({ route }: Props, state: State): State | null =>
    state.route === route ? null : { route, error: undefined };

  override render({ children }: Props, { error }: State) {
    return error ? <Broken error={error} /> : children;
  }
}

function Broken({ error }: { error: Error }) {
  const { t } = usePage();
  return (
    <section class="notice" role="alert" data-testid="broken">
      <h2>{t('part.broken')}</h2>
      <p>{String(error)}</p>
      <button type="button" class="plain" onClick={() => location.reload()}>
        {t('banner.reload')}
      </button>
    </section>
  );
}
