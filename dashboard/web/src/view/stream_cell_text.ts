import type { ColumnId } from '../data/columns';
import { activeReasons, lastChange, latencyRatio, lostOf } from '../data/rows';
import type { Stream } from '../data/wire';
import { kNone } from '../i18n/format';
import type { Page } from './context';
import { protocolName } from './kpis';

/** Short of time or losing for good: somebody should look. */
const kLowLatencyRatio = 3;

export function sourceText({ t }: Page, stream: Stream): string {
  const { source } = stream;
  if (!source?.protocol && source?.kind !== 'redirect') return kNone;
  if (source.kind === 'redirect') return t('source.redirect');
  const protocol = protocolName(source.protocol ?? '');
  return source.kind === 'static' ? t('source.static', { protocol }) : protocol;
}

/** "H264 720p", the rest in the title. */
function tracksText({ tracks }: Stream): string {
  const video = tracks?.find((track) => track.height) ?? tracks?.[0];
  if (!video?.codec) return kNone;
  return video.height ? `${video.codec} ${video.height}p` : video.codec;
}

function tracksTitle({ tracks }: Stream): string | undefined {
  const lines = (tracks ?? []).map(({ codec, width, height, profile }) =>
    [codec, width && height ? `${width}×${height}` : '', profile].filter(Boolean).join(' '),
  );
  return lines.join('\n') || undefined;
}

export function cellTone(column: ColumnId, stream: Stream): string | undefined {
  const ratio = column === 'latency' ? latencyRatio(stream) : undefined;
  if (ratio !== undefined && ratio < kLowLatencyRatio) return 'warn';
  if (column === 'lost' && (lostOf(stream) ?? 0) > 0) return 'warn';
  return undefined;
}

export function cellText(page: Page, column: ColumnId, stream: Stream): string {
  const { f, client } = page;
  switch (column) {
    case 'node':
      return stream.node;
    case 'source':
      return sourceText(page, stream);
    case 'since':
      return f.duration(client.clock.ageSeconds(stream.since));
    case 'in':
      return f.megabits(stream.inbound_bits_per_second);
    case 'out':
      return f.megabits(stream.outbound_bits_per_second);
    case 'tracks':
      return tracksText(stream);
    case 'rtt':
      return f.milliseconds(stream.rtt_seconds);
    case 'lost':
      return f.percent(lostOf(stream), 2);
    case 'latency':
      return f.times(latencyRatio(stream));
    case 'errors':
      return f.count(stream.inbound_frames_in_error_total);
    case 'changed': {
      const change = lastChange(stream);
      return change === undefined
        ? kNone
        : f.duration(Math.max(0, (client.clock.nowMs() - change) / 1000));
    }
    case 'loss':
      return f.percent(stream.link_loss_ratio, 2);
    case 'total_in':
      return f.bytes(stream.inbound_bytes_total);
    case 'total_out':
      return f.bytes(stream.outbound_bytes_total);
    case 'receive':
      return f.megabits(stream.receive_bits_per_second);
    case 'capacity':
      return f.megabits(stream.link_capacity_bits_per_second, 0);
    default:
      return '';
  }
}

export function cellTitle({ t, f }: Page, column: ColumnId, stream: Stream): string | undefined {
  switch (column) {
    case 'readers':
      return (
        [
          ...Object.entries(stream.readers_by_protocol ?? {}).map(
            ([p, n]) => `${f.count(n)} ${protocolName(p)}`,
          ),
          stream.readers_silent ? t.plural('readers.silent', stream.readers_silent) : '',
        ]
          .filter(Boolean)
          .join(', ') || undefined
      );
    case 'since':
      return stream.since ? f.dateTime(Date.parse(stream.since)) : undefined;
    case 'changed':
      return f.dateTime(lastChange(stream));
    case 'tracks':
      return tracksTitle(stream);
    case 'latency':
      return typeof stream.latency_seconds === 'number'
        ? `${t('col.latency_of', { ms: f.milliseconds(stream.latency_seconds) })}`
        : undefined;
    case 'state':
      return (
        activeReasons(stream.reasons)
          .map((reason) => t.sentence(reason.text ?? reason.code))
          .join('\n') || undefined
      );
    default:
      return undefined;
  }
}
