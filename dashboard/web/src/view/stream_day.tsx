import { honestRatio, spanTone } from '../data/timeline';
import type { Outage, StreamState, Uptime } from '../data/wire';
import { formatRoute } from '../data/route';
import { windowOf } from '../data/window';
import { usePage } from './context';
import { stateWord } from './state_badge';
import { useStreamWords } from './stream_words';
import { TimelineStrip } from './timeline_strip';
import type { UptimeView } from './uptime';

/** The last 24 h: strip, which share of them it was what, and its outages, each a link to its time. */
export function StreamDay(view: UptimeView) {
  const s = useStreamWords();
  const { uptime } = view;
  return (
    <section class="panel day" aria-label={s('day')}>
      <TimelineStrip {...view} cells={480} />
      {uptime && uptime.observed_seconds > 0 && (
        <>
          <Shares uptime={uptime} />
          {uptime.outages.length === 0 ? (
            <p class="muted">{s('no_outages')}</p>
          ) : (
            <details data-testid="outages" open={uptime.outages.length <= kOpenUpTo}>
              <summary>
                {s('outages')} <span class="muted">{uptime.outages.length}</span>
              </summary>
              <ul>
                {uptime.outages
                  .slice()
                  .reverse()
                  .map((outage) => (
                    <OutageLine key={outage.from} outage={outage} />
                  ))}
              </ul>
            </details>
          )}
        </>
      )}
    </section>
  );
}

const kOpenUpTo = 4;

function Shares({ uptime }: { uptime: Uptime }) {
  const { t, f } = usePage();
  const states = Object.entries(uptime.states);
  return (
    <ul class="shares" data-testid="shares">
      {states.map(([state, { seconds, ratio }]) => (
        <li key={state}>
          <i class={`swatch ${spanTone(state)}`} aria-hidden="true" />
          {stateWord(t, state as StreamState)}{' '}
          <b>{f.percent(honestRatio(ratio, states.length - 1), 2)}</b>{' '}
          <span class="muted">{f.duration(seconds)}</span>
        </li>
      ))}
    </ul>
  );
}

/** What came before and after belongs to an incident. */
const kMarginSeconds = 120;

function OutageLine({ outage }: { outage: Outage }) {
  const { t, f, route, client } = usePage();
  const s = useStreamWords();
  const from = Date.parse(outage.from) / 1000;
  const to = outage.to ? Date.parse(outage.to) / 1000 : client.clock.nowMs() / 1000;
  const words = {
    state: stateWord(t, outage.state as StreamState),
    from: f.moment(from * 1000),
    to: f.moment(to * 1000),
    time: f.duration(outage.seconds),
  };
  const zoom = windowOf(from - kMarginSeconds, to + kMarginSeconds);
  return (
    <li>
      <a href={formatRoute({ ...route, full: true, zoom })}>
        {s(outage.to ? 'outage' : 'outage_lasts', words)}
      </a>
    </li>
  );
}
