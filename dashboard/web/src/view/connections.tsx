import { useEffect, useState } from 'preact/hooks';
import { fetchConnections } from '../data/rest';
import { activeReasons } from '../data/rows';
import type { Connection } from '../data/wire';
import { kNone } from '../i18n/format';
import { usePage } from './context';
import { protocolName } from './kpis';
import { Reasons, sinceText } from './reasons';

export interface ConnectionsView {
  list?: Connection[];
  error?: string;
}

/** Reads the connections of a stream anew whenever its node was polled. The last list stays while the next one is read. */
export function useConnections(
  node: string,
  name: string,
  poll: number | string,
  wanted = true,
): ConnectionsView {
  const [view, setView] = useState<ConnectionsView>({});
  useEffect(() => {
    if (document.hidden || !wanted) return undefined;
    const abort = new AbortController();
    fetchConnections(node, name, abort.signal).then(
      (list) => setView({ list }),
      (error: unknown) => {
        if (!abort.signal.aborted)
          setView((last) => ({
            ...last,
            error: error instanceof Error ? error.message : String(error),
          }));
      },
    );
    return () => abort.abort();
  }, [node, name, poll, wanted]);
  return view;
}

export function Connections({ list, error }: ConnectionsView) {
  const { t, f } = usePage();
  // The API has the worst readers first.
  const sorted = list
    ?.slice()
    .sort((a, b) => Number(a.role === 'reader') - Number(b.role === 'reader'));
  return (
    <section class="connections" data-testid="connections">
      <h3>
        {t('conn.title')}
        {sorted && <span class="muted"> {f.count(sorted.length)}</span>}
      </h3>
      {error && !list && <p class="muted">{t('conn.failed', { error })}</p>}
      {sorted?.length === 0 && <p class="muted">{t('conn.none')}</p>}
      {sorted && sorted.length > 0 && (
        <div class="scroll-x" tabIndex={0} role="region" aria-label={t('conn.title')}>
          <table>
            <thead>
              <tr>
                <th scope="col">{t('conn.who')}</th>
                <th scope="col">{t('conn.address')}</th>
                <th scope="col" class="right">
                  {t('conn.rate')}
                </th>
                <th scope="col" class="right">
                  {t('conn.rtt')} <span class="unit">ms</span>
                </th>
                <th scope="col" class="right">
                  {t('conn.loss')}
                </th>
              </tr>
            </thead>
            <tbody>
              {sorted.map((connection) => (
                <Line key={connection.id} connection={connection} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}

/** Of a publisher what comes in, of a reader what goes out; -1 if not known. */
function rateOf(connection: Connection): number {
  const rate =
    connection.role === 'publisher'
      ? connection.inbound_bits_per_second
      : connection.outbound_bits_per_second;
  return rate ?? -1;
}

function Line({ connection }: { connection: Connection }) {
  const page = usePage();
  const { t, f } = page;
  const { srt } = connection;
  const rtp = connection.rtsp ?? connection.webrtc;
  const loss = srt?.link_loss_ratio ?? rtp?.rtp_loss_ratio ?? rtp?.reported_loss_ratio;
  const rate = rateOf(connection);
  const value = (text: string) => <td class={`right ${text === kNone ? 'none' : ''}`}>{text}</td>;
  // What is wrong with a publisher is wrong with its stream, and stands there.
  const reasons = connection.role === 'reader' ? activeReasons(connection.reasons) : [];
  const line = (
    <tr data-testid="connection">
      <td>
        <b>{protocolName(connection.protocol)}</b>
        {rtp?.transport ? ` ${rtp.transport}` : ''} {t(`conn.${connection.role}`)}
        {connection.established === false && <span class="muted"> {t('conn.connecting')}</span>}
        {connection.internal && (
          <span class="muted" title={t('conn.internal_title')} data-testid="internal">
            {' '}
            {t('conn.internal')}
          </span>
        )}
        {connection.silent && (
          <span class="silent warn" data-testid="silent">
            {[t('conn.silent'), sinceText(page, connection.silent_since)].filter(Boolean).join(' ')}
          </span>
        )}
      </td>
      <td
        class={`addr ${connection.remote_addr ? '' : 'none'}`}
        title={connection.user_agent ?? undefined}
        dir="auto"
      >
        {connection.remote_addr ?? kNone}
      </td>
      {value(f.megabits(rate < 0 ? undefined : rate))}
      {value(f.milliseconds(srt?.rtt_seconds))}
      {value(f.percent(loss))}
    </tr>
  );
  if (reasons.length === 0) return line;
  return (
    <>
      {line}
      <tr class="reasons">
        <td colSpan={5}>
          <Reasons reasons={reasons} />
        </td>
      </tr>
    </>
  );
}
