import type { ComponentChildren } from 'preact';
import { metricsLink } from '../data/links';
import { apiUrl } from '../data/rest';
import type { LiveState } from '../data/reducer';
import type { Program } from '../data/wire';
import { kNone } from '../i18n/format';
import { usePage } from './context';

/** Every program that has a part in this page, and where its own figures are. */
export function Versions({ state, pageVersion }: { state: LiveState; pageVersion: string }) {
  const { t } = usePage();
  const nodes = [...state.nodes.values()];
  const hosts = [...state.hosts.values()];
  return (
    <section class="box" data-testid="versions">
      <h2>{t('about.versions')}</h2>
      <div class="scroll-x" tabIndex={0} role="region" aria-label={t('about.versions')}>
        <table>
          <thead>
            <tr>
              <th scope="col">{t('about.program')}</th>
              <th scope="col">{t('about.of')}</th>
              <th scope="col">{t('about.version')}</th>
              <th scope="col">/metrics</th>
            </tr>
          </thead>
          <tbody>
            <Line program={t('about.page')} of={bundleName()} version={pageVersion}>
              {kNone}
            </Line>
            <Line program="mediamtx-dashboard" of={location.host} version={state.version}>
              <a href={apiUrl('../../metrics').href}>metrics</a>
            </Line>
            {nodes.map((node) => (
              <Line
                key={`exporter ${node.node}`}
                program="mediamtx-exporter"
                of={node.node}
                version={node.exporter?.version}
              >
                <Metrics program={node.exporter} />
              </Line>
            ))}
            {hosts.map((host) => (
              <Line
                key={`agent ${host.host}`}
                program="mediamtx-agent"
                of={host.host}
                version={host.agent?.version}
              >
                <Metrics program={host.agent} />
              </Line>
            ))}
            {nodes.map((node) => (
              <Line
                key={`server ${node.node}`}
                program="MediaMTX"
                of={node.node}
                version={node.server?.version}
              >
                {kNone}
              </Line>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

/** The name of the script tells one build of the page from another. */
const bundleName = (): string =>
  /app-\w+/.exec(document.querySelector<HTMLScriptElement>('script[type=module]')?.src ?? '')?.[0] ??
  '';

function Line({
  program,
  of,
  version,
  children,
}: {
  program: string;
  of: string;
  version: string | null | undefined;
  children: ComponentChildren;
}) {
  return (
    <tr>
      <th scope="row">{program}</th>
      <td dir="auto">{of}</td>
      <td class={version ? '' : 'none'}>{version || kNone}</td>
      <td>{children}</td>
    </tr>
  );
}

function Metrics({ program }: { program: Program | null | undefined }) {
  const { t } = usePage();
  const address = program?.listen_address;
  if (!address) return <span class="none">{kNone}</span>;
  const link = metricsLink(address, location.hostname);
  return link ? (
    <a href={link}>{address}</a>
  ) : (
    <span title={t('about.metrics_local')}>{address}</span>
  );
}
