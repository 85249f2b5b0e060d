// The same handles as stack.mjs, but of the developers' mock: for work on the page and on these tests.
import { makeMock } from '../../dashboard/web/dev/mock.mjs';

export async function startStack({ dist }) {
  const make = () => makeMock({ dist, streams: 14, nodes: 1 });
  let mock = make();
  const url = await mock.listen();
  const port = Number(new URL(url).port);
  return {
    node: 'local',
    url,
    stopMediamtx: async () => {
      mock.flags.up = false;
    },
    startMediamtx: async () => {
      mock.flags.up = true;
    },
    stopDashboard: () => mock.close(),
    startDashboard: async () => {
      mock = make();
      await mock.listen(port);
    },
    close: () => mock.close(),
  };
}
