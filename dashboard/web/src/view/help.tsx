import { useRef } from 'preact/hooks';
import type { Word } from '../i18n/i18n';
import { usePage } from './context';
import { Dialog } from './dialog';
import { kThemes } from './theme';
import { Unchecked } from './unchecked';

const kKeys: readonly [string[], Word][] = [
  [['/'], 'help.filter'],
  [['j', 'k', '↓', '↑'], 'help.move'],
  [['Enter'], 'help.open_stream'],
  [['Enter', 'Enter'], 'help.full_page'],
  [['+', '−', '←', '→', 'Home'], 'help.charts'],
  [['Esc'], 'help.close_stream'],
  [['1', '2', '3', '4', '5'], 'help.views'],
  [['p'], 'help.pause'],
  [['t'], 'help.theme'],
  [['?'], 'help.help'],
];

export function Help({ close }: { close: () => void }) {
  const { t, state, prefs, setPrefs } = usePage();
  const dialog = useRef<HTMLDialogElement>(null);
  return (
    <Dialog box={dialog} title={t('help.title')} testId="help-dialog" look="help" onClose={close}>
      <dl>
        {kKeys.map(([keys, word]) => (
          <div key={word}>
            <dt>
              {keys.map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd>{t(word)}</dd>
          </div>
        ))}
      </dl>
      <label>
        <input
          type="checkbox"
          checked={prefs.keys}
          onChange={(event) => setPrefs({ keys: event.currentTarget.checked })}
        />{' '}
        {t('help.keys_on')}
      </label>
      <div class="choices">
        <button
          type="button"
          class="plain"
          onClick={() => setPrefs({ lang: prefs.lang === 'en' ? 'de' : 'en' })}
        >
          {t('lang.label')}
        </button>
        <button
          type="button"
          class="plain"
          onClick={() =>
            setPrefs({
              theme: kThemes[(kThemes.indexOf(prefs.theme) + 1) % kThemes.length] ?? 'auto',
            })
          }
        >
          {t(`theme.${prefs.theme}`)}
        </button>
      </div>
      <Unchecked />
      <p class="muted">
        {state?.version && <>{t('help.version', { version: state.version })} · </>}
        <a href="./licences.txt">{t('help.licences')}</a>
      </p>
    </Dialog>
  );
}
