import libraries from '../libraries.json';
import { apiUrl } from '../data/rest';
import type { LiveState } from '../data/reducer';
import type { StreamState } from '../data/wire';
import type { Word } from '../i18n/i18n';
import { usePage } from './context';
import { NodeEndpoints } from './node_endpoints';
import { StateWord } from './state_badge';
import { Unchecked } from './unchecked';
import { Versions } from './versions';

const kStates: readonly StreamState[] = [
  'live',
  'degraded',
  'stalled',
  'starting',
  'standby',
  'idle',
  'offline',
  'gone',
  'missing',
  'unknown',
];

/** What runs here, what it asks, what its words mean and what nobody checks. */
export function About({ state, pageVersion }: { state: LiveState; pageVersion: string }) {
  const { t } = usePage();
  const nodes = [...state.nodes.values()].sort((a, b) => (a.node < b.node ? -1 : 1));
  return (
    <div class="about" data-testid="about">
      <Versions state={state} pageVersion={pageVersion} />
      {nodes.map((node) => (
        <NodeEndpoints key={node.node} node={node} />
      ))}
      <section class="box" data-testid="about-states">
        <h2>{t('about.states')}</h2>
        <dl class="meanings">
          {kStates.map((one) => (
            <div key={one}>
              <dt>
                <StateWord state={one} />
              </dt>
              <dd>{t(`about.state.${one}` as Word)}</dd>
            </div>
          ))}
        </dl>
        <p class="muted">{t('about.thresholds')}</p>
      </section>
      <div class="box">
        <Unchecked />
      </div>
      <section class="box" data-testid="about-licences">
        <h2>{t('help.licences')}</h2>
        <p>
          {t('about.page_libraries')} <a href="./licences.txt">licences.txt</a>
        </p>
        <p>{t('about.program_libraries')}</p>
        <ul class="libraries">
          {libraries.map(({ name, licence }) => (
            <li key={name}>
              {name} <span class="muted">{licence}</span>
            </li>
          ))}
        </ul>
        <p>
          {t('about.api')} <a href={apiUrl('openapi.yaml').href}>openapi.yaml</a>
        </p>
      </section>
    </div>
  );
}
