import type { Reason } from '../data/wire';
import { usePage, type Page } from './context';

/** Why a stream is in its state: the sentence, what to do about it, since when. What is over is pale. */
export function Reasons({ reasons }: { reasons: Reason[] | null | undefined }) {
  const page = usePage();
  const { t } = page;
  return (
    <>
      {reasons?.map((reason) => {
        const severity = reason.severity ?? 'info';
        const when = reason.ended ? overText(page, reason.ended) : sinceText(page, reason.since);
        return (
          <div
            key={`${reason.code} ${reason.detail ?? ''}`}
            class={`reason ${severity} ${reason.ended ? 'ended' : ''}`}
            data-testid="reason"
            data-code={reason.code}
          >
            <p>{t.sentence(reason.text ?? reason.code)}</p>
            {reason.remedy && !reason.ended && (
              <p class="remedy">{t.sentence(reason.remedy)}</p>
            )}
            <p class="when">{[t(`severity.${severity}`), when].filter(Boolean).join(' · ')}</p>
          </div>
        );
      })}
    </>
  );
}

/** "since 18:03:12 (4 min)" */
export const sinceText = (page: Page, time: string | null | undefined): string | undefined => {
  const values = timeAndAge(page, time);
  return values && page.t('since', values);
};

const overText = (page: Page, time: string): string | undefined => {
  const values = timeAndAge(page, time);
  return values && page.t('reason.over', values);
};

function timeAndAge({ f, client }: Page, time: string | null | undefined) {
  const age = client.clock.ageSeconds(time);
  return age === undefined
    ? undefined
    : { time: f.time(Date.parse(time ?? ''), true), age: f.duration(age) };
}
