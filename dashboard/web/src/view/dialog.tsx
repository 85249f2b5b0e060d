import type { ComponentChildren, RefObject } from 'preact';
import { useEffect, useId } from 'preact/hooks';
import { usePage } from './context';

interface Props {
  /** Closes with `close()` of the element, which calls `onClose`. */
  box: RefObject<HTMLDialogElement | null>;
  title: ComponentChildren;
  testId: string;
  look?: string;
  onClose: () => void;
  children: ComponentChildren;
}

/** Modal from the start; Esc, the cross and a click beside it close it. */
export function Dialog({ box, title, testId, look = '', onClose, children }: Props) {
  const { t } = usePage();
  const titleId = useId();
  useEffect(() => box.current?.showModal(), [box]);
  const close = (): void => box.current?.close();
  return (
    <dialog
      ref={box}
      class={`dialog ${look}`}
      aria-labelledby={titleId}
      data-testid={testId}
      onClose={onClose}
      onClick={(event) => event.target === box.current && close()}
    >
      <div class="inner">
        <div class="title">
          <h2 id={titleId}>{title}</h2>
          <button type="button" class="tool" aria-label={t('help.close')} onClick={close}>
            ✕
          </button>
        </div>
        {children}
      </div>
    </dialog>
  );
}
