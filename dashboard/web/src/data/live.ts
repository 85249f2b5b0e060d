import { backoffMs } from './backoff';
import { ServerClock } from './clock';
import { handshakeQuery, kHiddenView, subscription, viewOf, type Since, type View } from './feed';
import { reduce, type LiveState } from './reducer';
import { fetchSnapshot, type FetchJson } from './rest';
import type { FeedMessage, LiveMessage } from './wire';

/** The dashboard sends at least every 2 s: more silence than this means that the connection is dead. */
export const kSilenceMs = 6000;
/** A tab that is hidden for longer is told only what its title needs; shorter is changing to and fro. */
export const kHiddenMs = 10_000;
/** Timers run late in a busy page; this late they slept, with the whole machine. */
const kSleptMs = 5000;
const kHeartbeatMs = 1000;
const kPollMs = 3000;
const kPollAfterFailureMs = 5000;
/** After so many failed WebSockets in a row the page asks by REST, and goes on trying. */
const kFailuresBeforePolling = 2;

export type Phase = 'connecting' | 'live' | 'polling' | 'lost';

export interface Status {
  readonly phase: Phase;
  /** Local time of the next try; only while there is no WebSocket. */
  readonly retryAtMs?: number;
  /** Local time at which the last message came. */
  readonly lastMessageMs?: number;
  readonly error?: string;
}

export type SocketLike = Pick<WebSocket, 'close' | 'onmessage' | 'onclose' | 'onerror' | 'send'>;

export interface Ports {
  openSocket(query: string): SocketLike;
  fetchJson: FetchJson;
  nowMs(): number;
  random(): number;
  setTimer(run: () => void, ms: number): number;
  clearTimer(timer: number): void;
  hidden(): boolean;
}

/**
 * Keeps the newest state of the world: a WebSocket with a heartbeat and back-off, and REST while there is none.
 * It asks for what the page shows, for less while nobody sees it, and after a break for what it missed.
 * Calls `changed` after each message and each change of the status; never throws.
 */
export class LiveClient {
  state: LiveState | null = null;
  status: Status = { phase: 'connecting' };
  /** How many have come. */
  messages = 0;
  readonly clock: ServerClock;

  /** Nobody looks: only the members for the title are of now. */
  resting = false;

  private socket: SocketLike | null = null;
  private open: string | undefined;
  private extraFields: readonly string[] = [];
  /** What the handshake asked for. */
  private named: string | undefined;
  /** The last state with all that the page shows: what it goes on from. */
  private base: LiveState | null = null;
  private subscriptions = 0;
  /** The subscription whose confirmation has to come before any message counts. */
  private awaited: number | undefined;
  private rest: number | undefined;
  private pulse: number | undefined;
  private pulseAt = 0;
  private failures = 0;
  private silence: number | undefined;
  private retry: number | undefined;
  private poll: number | undefined;
  private polling = false;
  private stopped = false;

  constructor(
    private readonly ports: Ports,
    private readonly changed: () => void,
  ) {
    this.clock = new ServerClock(() => ports.nowMs());
  }

  start(): void {
    this.connect();
    this.beat();
  }

  /** The key of the stream that is shown with all its members, and members that every row is to have besides. */
  show(open: string | undefined, extraFields: readonly string[] = []): void {
    if (open === this.open && extraFields.join() === this.extraFields.join()) return;
    this.open = open;
    this.extraFields = extraFields;
    if (!this.resting) this.subscribe(this.wanted());
  }

  private wish(): string {
    return JSON.stringify(this.wanted());
  }

  private wanted(): View {
    return viewOf(this.open, this.extraFields);
  }

  /** The tab was hidden. */
  hide(): void {
    this.ports.clearTimer(this.rest ?? 0);
    this.rest = this.ports.setTimer(() => {
      if (!this.ports.hidden() || this.status.phase !== 'live') return;
      this.resting = true;
      this.subscribe(kHiddenView);
    }, kHiddenMs);
  }

  stop(): void {
    this.stopped = true;
    this.closeSocket();
    this.stopPolling();
    this.ports.clearTimer(this.retry ?? 0);
    this.ports.clearTimer(this.rest ?? 0);
    this.ports.clearTimer(this.pulse ?? 0);
  }

  /** The tab is visible again, the network is back, or the machine slept: do not wait for timers that slept, too. */
  wake(): void {
    if (this.stopped) return;
    this.ports.clearTimer(this.rest ?? 0);
    if (this.resting && !this.ports.hidden()) {
      this.resting = false;
      this.subscribe(this.wanted());
    }
    const silentMs = this.ports.nowMs() - (this.status.lastMessageMs ?? 0);
    if (silentMs <= kSilenceMs && this.socket) return;
    this.clock.forget();
    this.ports.clearTimer(this.retry ?? 0);
    this.failures = Math.min(this.failures, 1);
    // What came last may be hours old: it must not be called live until something new comes.
    if (this.status.phase === 'live')
      this.publish(this.state, { ...this.status, phase: 'lost', retryAtMs: this.ports.nowMs() });
    this.connect();
  }

  /** Notices that the machine was suspended, which no event tells. */
  private beat(): void {
    const now = this.ports.nowMs();
    const late = this.pulseAt > 0 ? now - this.pulseAt - kHeartbeatMs : 0;
    this.pulseAt = now;
    this.pulse = this.ports.setTimer(() => this.beat(), kHeartbeatMs);
    if (late > kSleptMs && !this.ports.hidden()) this.wake();
  }

  private subscribe(view: View): void {
    if (!this.socket || this.status.phase !== 'live') return;
    this.awaited = this.subscriptions += 1;
    this.socket.send(subscription(this.awaited, view, sinceOf(this.base)));
  }

  private connect(): void {
    this.closeSocket();
    this.awaited = undefined;
    this.resting = false;
    this.named = this.wish();
    let socket: SocketLike;
    try {
      socket = this.ports.openSocket(handshakeQuery(this.wanted(), sinceOf(this.base)));
    } catch (error) {
      this.lost(String(error));
      return;
    }
    this.socket = socket;
    socket.onmessage = (event) => this.receive(socket, event.data);
    socket.onclose = () => {
      if (socket === this.socket) this.lost();
    };
    this.armSilence();
  }

  private receive(socket: SocketLike, data: unknown): void {
    if (socket !== this.socket) return;
    let message: LiveMessage;
    try {
      message = JSON.parse(String(data)) as LiveMessage;
    } catch {
      this.lost('a message that is not JSON');
      return;
    }
    if (message.type === 'error') {
      this.lost(message.error);
      return;
    }
    if (message.type === 'subscribed' && message.id === this.awaited) {
      this.awaited = undefined;
      this.state = this.base;
    }
    // A confirmation that does not come is silence, too.
    if (this.awaited !== undefined) return;
    this.armSilence();
    if (message.type === 'snapshot' || message.type === 'update') this.take(message);
  }

  private take(message: FeedMessage): void {
    const first = this.status.phase !== 'live';
    const reduced = reduce(first ? this.base : this.state, message);
    if (reduced.kind === 'gap') {
      this.base = null;
      this.lost('a message was missed');
      return;
    }
    this.clock.observe(message.server_time);
    this.failures = 0;
    this.stopPolling();
    if (!this.resting) this.base = reduced.state;
    this.publish(reduced.state, { phase: 'live', lastMessageMs: this.ports.nowMs() });
    if (!first) return;
    if (this.wish() !== this.named || this.open?.includes(',')) this.subscribe(this.wanted());
    if (this.ports.hidden()) this.hide();
  }

  private armSilence(): void {
    this.ports.clearTimer(this.silence ?? 0);
    this.silence = this.ports.setTimer(() => this.lost(), kSilenceMs);
  }

  private lost(error?: string): void {
    this.closeSocket();
    if (this.stopped) return;
    this.failures += 1;
    const waitMs = backoffMs(this.failures, () => this.ports.random());
    this.retry = this.ports.setTimer(() => this.connect(), waitMs);
    const phase = this.status.phase === 'polling' ? 'polling' : 'lost';
    this.publish(this.state, {
      ...this.status,
      phase,
      retryAtMs: this.ports.nowMs() + waitMs,
      ...(error ? { error } : {}),
    });
    if (this.failures >= kFailuresBeforePolling && !this.polling) {
      this.polling = true;
      void this.pollOnce();
    }
  }

  private closeSocket(): void {
    const socket = this.socket;
    this.socket = null;
    this.ports.clearTimer(this.silence ?? 0);
    if (!socket) return;
    socket.onmessage = null;
    socket.onclose = null;
    socket.close();
  }

  private stopPolling(): void {
    this.polling = false;
    this.ports.clearTimer(this.poll ?? 0);
  }

  private async pollOnce(): Promise<void> {
    let waitMs = kPollMs;
    if (!this.ports.hidden()) {
      try {
        const message = await fetchSnapshot(this.ports.fetchJson);
        if (!this.polling || this.stopped) return;
        this.clock.observe(message.server_time);
        const reduced = reduce(this.state, message);
        const { error: _, ...rest } = this.status;
        if (reduced.kind === 'ok') {
          this.publish(reduced.state, {
            ...rest,
            phase: 'polling',
            lastMessageMs: this.ports.nowMs(),
          });
        }
      } catch (error) {
        if (!this.polling || this.stopped) return;
        waitMs = kPollAfterFailureMs;
        this.publish(this.state, {
          ...this.status,
          phase: 'lost',
          error: error instanceof Error ? error.message : String(error),
        });
      }
    }
    this.poll = this.ports.setTimer(() => void this.pollOnce(), waitMs);
  }

  private publish(state: LiveState | null, status: Status): void {
    if (state !== this.state) this.messages += 1;
    this.state = state;
    this.status = status;
    this.changed();
  }
}

const sinceOf = (state: LiveState | null): Since | undefined =>
  state ? { instance: state.instance, seq: state.seq } : undefined;
