import { useState } from 'preact/hooks';
import { usePage } from './context';

/** Copies a text; where the browser forbids that (a page without https), it shows the text to be copied by hand. */
export function CopyButton({ text, label, testId }: { text: string; label: string; testId: string }) {
  const { t } = usePage();
  const [done, setDone] = useState<'copied' | 'shown'>();
  const copy = (): void => {
    if (!('clipboard' in navigator)) return setDone('shown');
    navigator.clipboard.writeText(text).then(
      () => setDone('copied'),
      () => setDone('shown'),
    );
    return undefined;
  };
  return (
    <>
      <button type="button" class="plain" data-testid={testId} onClick={copy}>
        {done === 'copied' ? t('empty.copied') : label}
      </button>
      {done === 'shown' && (
        <input
          class="to-copy"
          readOnly
          aria-label={label}
          value={text}
          onFocus={(event) => event.currentTarget.select()}
        />
      )}
    </>
  );
}
