import { useEffect, useRef, useState } from 'preact/hooks';
import { kLongestMuteMs, kMuteLengths, localDateTime, mute, muteUntil } from '../data/mutes';
import type { NodeProblem } from '../data/problems';
import { usePage } from './context';
import { Dialog } from './dialog';

/** For how long, and why: Enter on the first button is half an hour. */
export function MuteDialog({
  node,
  problem,
  close,
}: NodeProblem & { close: (muted: boolean) => void }) {
  const { t, f, client } = usePage();
  const dialog = useRef<HTMLDialogElement>(null);
  const done = useRef(false);
  const [comment, setComment] = useState('');
  const [own, setOwn] = useState('');
  const [error, setError] = useState('');
  const [busy, setBusy] = useState(false);
  const nowMs = client.clock.nowMs();
  useEffect(() => {
    dialog.current?.querySelector<HTMLElement>('[data-testid="mute-30m"]')?.focus();
  }, []);
  const until = (ms: number): void => {
    setBusy(true);
    setError('');
    mute(node, problem.key, ms, comment.trim()).then(
      () => {
        done.current = true;
        dialog.current?.close();
      },
      (failure: unknown) => {
        setBusy(false);
        setError(failure instanceof Error ? failure.message : String(failure));
      },
    );
  };
  const name = problem.streams?.length === 1 ? problem.streams[0] : node;
  return (
    <Dialog
      box={dialog}
      title={
        <>
          {t('mute.title')} <span dir="auto">{name}</span>
        </>
      }
      testId="mute-dialog"
      look="mute"
      onClose={() => close(done.current)}
    >
      <p class="muted">{t.sentence(problem.text ?? problem.code)}</p>
      <div class="lengths">
        {kMuteLengths.map((length) => (
          <button
            type="button"
            key={length}
            class="plain"
            disabled={busy}
            data-testid={`mute-${length}`}
            onClick={() => until(muteUntil(length, client.clock.nowMs()))}
          >
            {t(`mute.${length}`)}
            <small>{f.time(muteUntil(length, nowMs))}</small>
          </button>
        ))}
      </div>
      <form
        class="own"
        onSubmit={(event) => {
          event.preventDefault();
          if (own) until(new Date(own).getTime());
        }}
      >
        <label>
          {t('mute.own')}
          <input
            type="datetime-local"
            value={own}
            required
            min={localDateTime(nowMs)}
            max={localDateTime(nowMs + kLongestMuteMs)}
            data-testid="mute-own"
            onInput={(event) => setOwn(event.currentTarget.value)}
          />
        </label>
        <button type="submit" class="plain" disabled={busy} data-testid="mute-own-go">
          {t('mute.go')}
        </button>
      </form>
      <label>
        {t('mute.comment')}
        <input
          type="text"
          maxLength={50}
          value={comment}
          autocomplete="off"
          data-testid="mute-comment"
          onInput={(event) => setComment(event.currentTarget.value)}
        />
      </label>
      <p class="hint">{t('mute.hint')}</p>
      {error && (
        <p class="bad" role="alert" data-testid="mute-error">
          {error}
        </p>
      )}
    </Dialog>
  );
}
