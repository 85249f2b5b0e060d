import { apiUrl } from '../data/rest';
import { formatRoute } from '../data/route';
import { curlOf, historyCsv, streamJson } from '../data/stream_links';
import type { Move, Window } from '../data/window';
import { usePage } from './context';
import { CopyButton } from './copy_button';
import { Ranges } from './detail';
import { useStreamWords } from './stream_words';

/** Which time is shown, how to move in it, and how to take it along. */
export function StreamToolbar({
  node,
  name,
  window,
  live,
  move,
}: {
  node: string;
  name: string;
  window: Window;
  live: boolean;
  move: (which: Move) => void;
}) {
  const { t, f, route, go } = usePage();
  const s = useStreamWords();
  const moveButton = (which: Move, sign: string, word: 'earlier' | 'later' | 'nearer' | 'wider') => (
    <button
      type="button"
      class="chip"
      aria-label={s(word)}
      title={s(word)}
      data-testid={`move-${which}`}
      onClick={() => move(which)}
    >
      {sign}
    </button>
  );
  const address = { node, name };
  const link = new URL(formatRoute({ ...route, full: true, zoom: window }), document.baseURI).href;
  return (
    <div class="toolbar">
      <Ranges />
      <div class="ranges" role="group" aria-label={s('window')}>
        {moveButton('earlier', '←', 'earlier')}
        {moveButton('later', '→', 'later')}
        {moveButton('in', '+', 'nearer')}
        {moveButton('out', '−', 'wider')}
        {!live && (
          <button
            type="button"
            class="chip"
            data-testid="live"
            onClick={() => go({ zoom: null })}
          >
            {s('live')}
          </button>
        )}
      </div>
      <span class="span" data-testid="window">
        {live
          ? s('newest', { range: t(`detail.range_${route.range}`) })
          : `${f.moment(window.from * 1000)} – ${f.moment(window.to * 1000)}`}
      </span>
      <span class="actions">
        <CopyButton text={link} label={s('copy_link')} testId="copy-link" />
        <CopyButton
          text={curlOf(streamJson(apiUrl(''), address))}
          label={s('copy_curl')}
          testId="copy-curl"
        />
        <a
          class="plain"
          href={historyCsv(apiUrl(''), address, window)}
          download
          title={s('csv_title')}
          data-testid="csv"
        >
          {s('csv')}
        </a>
      </span>
    </div>
  );
}
