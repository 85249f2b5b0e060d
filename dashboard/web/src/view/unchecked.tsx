import type { Word } from '../i18n/i18n';
import { usePage } from './context';

const kUnchecked: readonly Word[] = [
  'help.unchecked_picture',
  'help.unchecked_silence',
  'help.unchecked_key_frames',
  'help.unchecked_lip_sync',
  'help.unchecked_pulled',
  'help.unchecked_behind',
];

/** What "live" does not mean. */
export function Unchecked() {
  const { t } = usePage();
  return (
    <section data-testid="unchecked">
      <h3>{t('help.unchecked')}</h3>
      <p>{t('help.unchecked_why')}</p>
      <ul>
        {kUnchecked.map((word) => (
          <li key={word}>{t(word)}</li>
        ))}
      </ul>
    </section>
  );
}
