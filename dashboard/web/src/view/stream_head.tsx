import { useEffect, useState } from 'preact/hooks';
import { playerLink } from '../data/links';
import { apiUrl, fetchPageSettings } from '../data/rest';
import { grafanaLink, streamJson } from '../data/stream_links';
import type { Window } from '../data/window';
import type { Connection, NodeMeta, Stream } from '../data/wire';
import { kNone } from '../i18n/format';
import { useAgain } from './again';
import { usePage } from './context';
import { sourceText } from './stream_cell_text';

/** "local · SRT · 192.0.2.17:51234 · for 48 min" */
export function StreamOrigin({
  stream,
  meta,
  publisher,
}: {
  stream: Stream;
  meta: NodeMeta | undefined;
  publisher: Connection | undefined;
}) {
  const page = usePage();
  const { t, f, client } = page;
  const age = client.clock.ageSeconds(stream.since);
  return (
    <p class="sub">
      {[
        meta && stream.node,
        sourceText(page, stream),
        publisher?.remote_addr,
        age !== undefined && t('detail.since', { age: f.duration(age) }),
      ]
        .filter((part) => part && part !== kNone)
        .join(' · ')}
    </p>
  );
}

/** Whom to call and where to look: what the operator said, and the same data elsewhere. */
export function StreamLinks({ stream, window }: { stream: Stream; window: Window }) {
  const { t } = usePage();
  const grafana = useGrafana(stream, window);
  const player = playerLink(stream.player_url);
  const outside = (href: string, word: string, testId: string) => (
    <a href={href} target="_blank" rel="noopener noreferrer" data-testid={testId}>
      {word}
    </a>
  );
  return (
    <p class="sub links">
      {stream.contact && (
        <span dir="auto" data-testid="contact">
          {t('detail.contact', { contact: stream.contact })}
        </span>
      )}
      {player && outside(player, t('detail.player'), 'player')}
      {grafana && outside(grafana, 'Grafana', 'grafana')}
      {outside(streamJson(apiUrl(''), stream), 'JSON', 'json')}
    </p>
  );
}

let settings: ReturnType<typeof fetchPageSettings> | undefined;

function useGrafana({ node, name }: Stream, window: Window): string | undefined {
  const [template, setTemplate] = useState<string | null>();
  const [failed, setFailed] = useState(false);
  const again = useAgain(failed);
  useEffect(() => {
    settings ??= fetchPageSettings();
    settings.then(
      (answer) => {
        setTemplate(answer.grafana_url);
        setFailed(false);
      },
      () => {
        settings = undefined;
        setFailed(true);
      },
    );
  }, [again]);
  return template ? grafanaLink(template, { node, name }, window) : undefined;
}
