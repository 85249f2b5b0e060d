// The JSON of the REST API and of the WebSocket. Absent and null mean the same: not known.

export type StreamState =
  | 'live'
  | 'degraded'
  | 'stalled'
  | 'starting'
  | 'standby'
  | 'idle'
  | 'offline'
  | 'gone'
  | 'missing'
  | 'unknown';

export type Severity = 'info' | 'warning' | 'critical';

export interface Reason {
  code: string;
  severity?: Severity | null;
  text?: string | null;
  /** What to do about it. */
  remedy?: string | null;
  /** Tells several of one code apart. */
  detail?: string | null;
  since?: string | null;
  /** It is over, and shown for a while as recent. */
  ended?: string | null;
  /** The figures it rests on; their names end in their unit. */
  [number: string]: unknown;
}

/** Of a node: a state or reason of severity warning or worse, or one cause that explains several of them. */
export interface Problem {
  /** The same problem has the same key in the next snapshot. */
  key: string;
  severity?: Severity | null;
  code: string;
  since?: string | null;
  /** At most the first hundred names. */
  streams?: string[] | null;
  stream_count?: number | null;
  text?: string | null;
  remedy?: string | null;
  muted_until?: string | null;
  /** By which mute, and why. */
  mute_id?: string | null;
  mute_comment?: string | null;
}

export interface Track {
  codec?: string | null;
  width?: number | null;
  height?: number | null;
  profile?: string | null;
  level?: string | null;
  sample_rate_hertz?: number | null;
  channels?: number | null;
}

export interface Source {
  protocol?: string | null;
  kind?: 'session' | 'static' | 'redirect' | null;
  id?: string | null;
}

export interface Stream {
  node: string;
  name: string;
  /** Stands for the stream in columns of numbers. */
  row?: number | null;
  /** The operator's words. */
  title?: string | null;
  contact?: string | null;
  player_url?: string | null;
  state: StreamState;
  since?: string | null;
  reasons?: Reason[] | null;
  /** It has problems, and all of them are muted. */
  muted_until?: string | null;
  source?: Source | null;
  conf_name?: string | null;
  available_since?: string | null;
  last_inbound_at?: string | null;
  tracks?: Track[] | null;
  /** The server's own number, silent ones included. */
  readers?: number | null;
  readers_silent?: number | null;
  /** Without silent readers and those of the server's own machine. */
  viewers?: number | null;
  /** One of them stands for an unknown number. */
  viewers_at_least?: boolean | null;
  readers_by_protocol?: Record<string, number> | null;
  inbound_bytes_total?: number | null;
  outbound_bytes_total?: number | null;
  inbound_frames_in_error_total?: number | null;
  inbound_bits_per_second?: number | null;
  outbound_bits_per_second?: number | null;
  rtt_seconds?: number | null;
  /** Of SRT: in how much time a lost packet can be repaired. */
  latency_seconds?: number | null;
  link_loss_ratio?: number | null;
  unrecovered_loss_ratio?: number | null;
  rtp_loss_ratio?: number | null;
  receive_bits_per_second?: number | null;
  link_capacity_bits_per_second?: number | null;
}

export interface Connection {
  node: string;
  id: string;
  protocol: string;
  role: 'publisher' | 'reader';
  stream?: string | null;
  state?: string | null;
  remote_addr?: string | null;
  user?: string | null;
  user_agent?: string | null;
  created?: string | null;
  inbound_bits_per_second?: number | null;
  outbound_bits_per_second?: number | null;
  reasons?: Reason[] | null;
  established?: boolean | null;
  /** A reader from whom no sign of life comes. */
  silent?: boolean | null;
  silent_since?: string | null;
  /** It comes from the server's own machine. */
  internal?: boolean | null;
  srt?: Record<string, number | null> | null;
  rtsp?: SessionFigures | null;
  webrtc?: SessionFigures | null;
  rtmp?: SessionFigures | null;
  hls?: SessionFigures | null;
  moq?: SessionFigures | null;
}

/** Of a session; which of them there are is a matter of the protocol. */
export interface SessionFigures {
  transport?: string | null;
  rtp_loss_ratio?: number | null;
  reported_loss_ratio?: number | null;
  discarded_ratio?: number | null;
  rtp_packets_discarded_total?: number | null;
  frames_discarded_total?: number | null;
}

export interface NodeMeta {
  node: string;
  seq?: number | null;
  collected_at?: string | null;
  polled_at?: string | null;
  interval_seconds?: number | null;
  up?: boolean | null;
  error?: string | null;
  down_since?: string | null;
  no_exporter?: boolean | null;
  /** Name of the host that it runs on, as an agent there calls it. */
  host?: string | null;
  exporter?: Program | null;
  endpoints?: Record<string, Endpoint> | null;
  server?: {
    version?: string | null;
    started?: string | null;
    read_timeout_seconds?: number | null;
  } | null;
  age_seconds?: number | null;
  exporter_age_seconds?: number | null;
  problems?: Problem[] | null;
}

export interface Device {
  device: string;
  receive_bits_per_second?: number | null;
  transmit_bits_per_second?: number | null;
  receive_errors_total?: number | null;
  transmit_errors_total?: number | null;
  receive_drops_total?: number | null;
  transmit_drops_total?: number | null;
}

export interface Disk {
  mount: string;
  device?: string | null;
  fstype?: string | null;
  size_bytes?: number | null;
  available_bytes?: number | null;
  used_bytes?: number | null;
}

/** A MediaMTX server as its host sees it. */
export interface HostProcess {
  pid: number;
  /** 1 is one CPU. */
  cpu_cores?: number | null;
  resident_bytes?: number | null;
  threads?: number | null;
  uptime_seconds?: number | null;
}

export interface Host {
  host: string;
  collected_at?: string | null;
  interval_seconds?: number | null;
  uptime_seconds?: number | null;
  agent?: Program | null;
  cpu_count?: number | null;
  cpu_usage_ratio?: number | null;
  cpu_ratio?: Record<string, number | null> | null;
  load1?: number | null;
  load5?: number | null;
  load15?: number | null;
  memory_total_bytes?: number | null;
  memory_available_bytes?: number | null;
  memory_used_bytes?: number | null;
  swap_total_bytes?: number | null;
  swap_used_bytes?: number | null;
  network?: Device[] | null;
  disks?: Disk[] | null;
  /** Absent when there is none, or the agent may not see it. */
  mediamtx_processes?: HostProcess[] | null;
  error?: string | null;
  age_seconds?: number | null;
}

export interface RedisState {
  ok: boolean;
  error?: string | null;
}

export interface SnapshotMessage {
  type: 'snapshot';
  instance: string;
  seq: number;
  server_time: string;
  version?: string | null;
  redis?: RedisState | null;
  nodes?: NodeMeta[] | null;
  streams?: Stream[] | null;
  hosts?: Host[] | null;
}

/** A stream in an update: only its changed keys, null for a key that is gone. */
export type StreamPatch = { node: string; name: string } & { [key: string]: unknown };

/** One member of many streams: the distances of their rows, and the values; null for a member that is gone. */
export interface NumberColumn {
  rows: number[];
  values: (number | null)[];
}

export interface UpdateMessage {
  type: 'update';
  seq: number;
  /** The message that it belongs to, when it is not the one before. */
  after_seq?: number | null;
  server_time: string;
  redis?: RedisState | null;
  nodes?: NodeMeta[] | null;
  streams?: StreamPatch[] | null;
  numbers?: Record<string, NumberColumn> | null;
  whole?: Stream[] | null;
  removed?: [string, string][] | null;
  hosts?: Host[] | null;
}

/** From here on messages are as the subscription of that id wants them. */
export interface SubscribedMessage {
  type: 'subscribed';
  id?: number | null;
}

/** What the server did not understand. */
export interface ErrorMessage {
  type: 'error';
  error: string;
}

export type FeedMessage = SnapshotMessage | UpdateMessage;
export type LiveMessage = FeedMessage | SubscribedMessage | ErrorMessage;

/** `min` and `max` where a row is a sum over time. */
export interface HistoryColumns {
  avg: (number | null)[];
  min?: (number | null)[];
  max?: (number | null)[];
}

export interface History {
  tier?: string;
  step_seconds: number;
  times: number[];
  series: Record<string, HistoryColumns | undefined>;
}

export interface UptimeSpan {
  from: string;
  to: string;
  /** `unknown`: nobody saw it. */
  state: string;
}

export interface Outage {
  from: string;
  /** Absent while it lasts at the end of the range. */
  to?: string | null;
  seconds: number;
  state: string;
}

export interface Uptime {
  from: string;
  to: string;
  observed_seconds: number;
  unknown_seconds: number;
  uptime_ratio?: number | null;
  states: Record<string, { seconds: number; ratio: number }>;
  outage_seconds: number;
  outages: Outage[];
  timeline?: UptimeSpan[] | null;
}

/** Something that changed. */
export interface EventRecord {
  id: string;
  time: string;
  node: string;
  type: string;
  severity: Severity;
  stream?: string | null;
  connection?: string | null;
  /** Of the reason that began or ended. */
  code?: string | null;
  text: string;
  duration_seconds?: number | null;
  /** How often, of one that grows. */
  count?: number | null;
  first_time?: string | null;
}

/** A connection that ended. */
export interface SessionRecord {
  node: string;
  id: string;
  protocol: string;
  role: 'publisher' | 'reader';
  stream: string;
  started?: string | null;
  ended: string;
  cause?: string | null;
  remote_addr?: string | null;
  user?: string | null;
  user_agent?: string | null;
  inbound_bytes?: number | null;
  outbound_bytes?: number | null;
  mean_bits_per_second?: number | null;
  worst_rtt_seconds?: number | null;
  worst_link_loss_ratio?: number | null;
  worst_loss_ratio?: number | null;
  worst_discarded_ratio?: number | null;
}

/** One list of a server's API. */
export interface Endpoint {
  state: 'ok' | 'off' | 'failed' | 'unknown';
  status?: number | null;
  duration_seconds?: number | null;
  error?: string | null;
}

/** Who wrote a document. */
export interface Program {
  version: string;
  /** Where it serves its own /metrics, as configured. */
  listen_address?: string | null;
}
