// What the first screen does not need, together in one script: they share most of their code.
export { About } from './about';
export { ConnectionsPage } from './connections_view';
export { Detail } from './detail';
export { EventsPage } from './events_view';
export { Hosts } from './hosts';
export { StreamPage } from './stream_page';
