import { formatRoute } from '../data/route';
import type { Stream } from '../data/wire';
import { usePage, type Page } from './context';

export const isSelected = ({ route }: Page, stream: Stream): boolean =>
  route.stream?.node === stream.node && route.stream.name === stream.name;

interface Props {
  stream: Stream;
  rowKey: string;
  active: boolean;
  setActive: (key: string) => void;
  severalNodes: boolean;
}

/** A real link: it opens in a new tab too. Only the active row's can be reached with Tab, the others with arrows. */
export function StreamLink({ stream, rowKey, active, setActive, severalNodes }: Props) {
  const page = usePage();
  return (
    <>
      <a
        href={formatRoute({ ...page.route, stream: { node: stream.node, name: stream.name } })}
        tabIndex={active ? 0 : -1}
        dir="auto"
        title={stream.title ? `${stream.name}\n${stream.title}` : stream.name}
        aria-current={isSelected(page, stream) ? 'true' : undefined}
        onFocus={() => setActive(rowKey)}
        data-testid="row-name"
      >
        {stream.name}
      </a>
      {severalNodes && <small>{stream.node}</small>}
    </>
  );
}
