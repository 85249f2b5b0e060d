import { backoffMs } from './backoff';
import { ServerClock } from './clock';
import { reduce, type LiveState } from './reducer';
import { fetchSnapshot, type FetchJson } from './rest';
import type { LiveMessage } from './wire';

/** The dashboard sends at least every 2 s: more silence than this means that the connection is dead. */
export const kSilenceMs = 6000;
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

export type SocketLike = Pick<WebSocket, 'close' | 'onmessage' | 'onclose' | 'onerror'>;

export interface Ports {
  openSocket(): SocketLike;
  fetchJson: FetchJson;
  nowMs(): number;
  random(): number;
  setTimer(run: () => void, ms: number): number;
  clearTimer(timer: number): void;
  hidden(): boolean;
}

/**
 * Keeps the newest state of the world: a WebSocket with a heartbeat and back-off, and REST while there is none.
 * Calls `changed` after each message and each change of the status; never throws.
 */
export class LiveClient {
  state: LiveState | null = null;
  status: Status = { phase: 'connecting' };
  /** How many have come. */
  messages = 0;
  readonly clock: ServerClock;

  private socket: SocketLike | null = null;
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
  }

  stop(): void {
    this.stopped = true;
    this.closeSocket();
    this.stopPolling();
    this.ports.clearTimer(this.retry ?? 0);
  }

  /** The tab is visible again, or the network is back: do not wait for timers that slept. */
  wake(): void {
    if (this.stopped) return;
    const silentMs = this.ports.nowMs() - (this.status.lastMessageMs ?? 0);
    if (silentMs <= kSilenceMs && this.socket) return;
    this.clock.forget();
    this.ports.clearTimer(this.retry ?? 0);
    this.failures = Math.min(this.failures, 1);
    this.connect();
  }

  private connect(): void {
    this.closeSocket();
    let socket: SocketLike;
    try {
      socket = this.ports.openSocket();
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
    const reduced = reduce(this.state, message);
    if (reduced.kind === 'gap') {
      this.lost('a message was missed');
      return;
    }
    this.armSilence();
    if (reduced.kind === 'ignored') return;
    this.clock.observe(message.server_time);
    this.failures = 0;
    this.stopPolling();
    this.publish(reduced.state, { phase: 'live', lastMessageMs: this.ports.nowMs() });
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
