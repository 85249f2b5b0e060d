import { useState } from 'preact/hooks';
import { latencyTone, qualityOf } from '../data/quality';
import { activeReasons } from '../data/rows';
import type { Connection } from '../data/wire';
import { kNone } from '../i18n/format';
import { ConnectionFields } from './connection_fields';
import type { ConnectionsView } from './connections';
import { usePage } from './context';
import { protocolName } from './kpis';
import { Reasons, sinceText } from './reasons';
import { useStreamWords } from './stream_words';

const kColumns = 8;

/** Publisher and readers, the worst reader first (as the API has them), each with all its figures on demand. */
export function ConnectionQuality({ list, error }: ConnectionsView) {
  const s = useStreamWords();
  const { t } = usePage();
  const of = (role: Connection['role']): Connection[] =>
    list?.filter((connection) => connection.role === role) ?? [];
  return (
    <section class="panel quality" data-testid="quality" aria-label={t('conn.title')}>
      {error && !list && <p class="muted">{s('conn.failed', { error })}</p>}
      {list && (
        <>
          <Table title={s('conn.publisher')} rows={of('publisher')} none={s('conn.nobody')} />
          <Table
            title={s('conn.readers')}
            rows={of('reader')}
            none={s('conn.no_readers')}
            counted
          />
        </>
      )}
    </section>
  );
}

function Table({
  title,
  rows,
  none,
  counted = false,
}: {
  title: string;
  rows: readonly Connection[];
  none: string;
  counted?: boolean;
}) {
  const { t, f } = usePage();
  const s = useStreamWords();
  return (
    <div>
      <h3>
        {title} {counted && <span class="muted">{f.count(rows.length)}</span>}
      </h3>
      {rows.length === 0 ? (
        <p class="muted">{none}</p>
      ) : (
        <div class="scroll-x" tabIndex={0} role="region" aria-label={title}>
          <table>
            <thead>
              <tr>
                <th scope="col">{t('conn.who')}</th>
                <th scope="col">{t('conn.address')}</th>
                <th scope="col">{s('conn.since')}</th>
                {(['rate', 'rtt', 'loss', 'ratio', 'missed'] as const).map((column) => (
                  <th
                    key={column}
                    scope="col"
                    class="right"
                    title={column === 'missed' ? s('conn.missed_title') : undefined}
                  >
                    {s(`conn.${column}`)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.map((connection) => (
                <Rows key={`${connection.protocol} ${connection.id}`} connection={connection} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </div>
  );
}

function Rows({ connection }: { connection: Connection }) {
  const page = usePage();
  const { t, f, client } = page;
  const s = useStreamWords();
  const [open, setOpen] = useState(false);
  const quality = qualityOf(connection);
  const age = client.clock.ageSeconds(connection.created);
  const transport = (connection.rtsp ?? connection.webrtc)?.transport;
  const who = [protocolName(connection.protocol), transport].filter(Boolean).join(' ');
  const label = s('conn.fields', { who: `${who} ${connection.remote_addr ?? ''}`.trim() });
  const reasons = activeReasons(connection.reasons);
  const value = (text: string, tone = '') => (
    <td class={`right ${text === kNone ? 'none' : tone}`}>{text}</td>
  );
  return (
    <>
      <tr data-testid="quality-row" data-id={connection.id}>
        <td>
          <button
            type="button"
            class="fold"
            aria-expanded={open}
            title={label}
            onClick={() => setOpen(!open)}
          >
            <i aria-hidden="true">{open ? '▾' : '▸'}</i> <b>{who}</b>
          </button>
          {connection.established === false && <span class="muted"> {t('conn.connecting')}</span>}
          {connection.internal && (
            <span class="muted" title={t('conn.internal_title')}>
              {' '}
              {t('conn.internal')}
            </span>
          )}
          {connection.silent && (
            <span class="silent warn">
              {[t('conn.silent'), sinceText(page, connection.silent_since)]
                .filter(Boolean)
                .join(' ')}
            </span>
          )}
        </td>
        <td class={`addr ${connection.remote_addr ? '' : 'none'}`} dir="auto">
          {connection.remote_addr ?? kNone}
        </td>
        <td
          class={age === undefined ? 'none' : ''}
          title={connection.created ? f.dateTime(Date.parse(connection.created)) : undefined}
        >
          {f.duration(age)}
        </td>
        {value(f.megabits(quality.bitsPerSecond))}
        {value(f.milliseconds(quality.rttSeconds))}
        {value(f.percent(quality.lossRatio, 2))}
        {quality.latencyRatio === undefined
          ? value(kNone)
          : value(f.times(quality.latencyRatio), latencyTone(quality.latencyRatio))}
        {value(
          quality.missedRatio === undefined
            ? f.count(quality.missedFrames)
            : f.percent(quality.missedRatio, 2),
        )}
      </tr>
      {(reasons.length > 0 || open) && (
        <tr class="reasons">
          <td colSpan={kColumns}>
            <Reasons reasons={reasons} />
            {open && <ConnectionFields connection={connection} label={label} />}
          </td>
        </tr>
      )}
    </>
  );
}
