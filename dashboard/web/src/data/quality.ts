import type { Connection } from './wire';

/** How well a connection does, whatever its protocol; undefined where the protocol does not say. */
export interface Quality {
  bitsPerSecond: number | undefined;
  rttSeconds: number | undefined;
  /** Lost on the way (SRT repairs most of it), or of RTP for good. */
  lossRatio: number | undefined;
  /** How often the SRT latency holds the round trip: the chances of a repair. */
  latencyRatio: number | undefined;
  /** Lost for good, or skipped because a reader was too slow. */
  missedRatio: number | undefined;
  /** The same as a count, where no ratio is known. */
  missedFrames: number | undefined;
}

export function qualityOf(connection: Connection): Quality {
  const isPublisher = connection.role === 'publisher';
  const { srt } = connection;
  const rtp = connection.rtsp ?? connection.webrtc;
  const { rtt_seconds: rtt, latency_seconds: latency } = srt ?? {};
  return {
    bitsPerSecond:
      (isPublisher ? connection.inbound_bits_per_second : connection.outbound_bits_per_second) ??
      undefined,
    rttSeconds: rtt ?? undefined,
    lossRatio: srt?.link_loss_ratio ?? rtp?.rtp_loss_ratio ?? rtp?.reported_loss_ratio ?? undefined,
    latencyRatio: rtt && latency ? latency / rtt : undefined,
    missedRatio:
      (isPublisher
        ? (srt?.unrecovered_loss_ratio ?? rtp?.rtp_loss_ratio)
        : (srt?.dropped_ratio ?? rtp?.discarded_ratio)) ?? undefined,
    missedFrames:
      (connection.rtmp?.frames_discarded_total ?? connection.webrtc?.frames_discarded_total) ??
      undefined,
  };
}

/** Below 3 a resend rarely comes in time; 4 is what the industry asks for. */
export const latencyTone = (ratio: number): string =>
  ratio < 3 ? 'bad' : ratio < 4 ? 'warn' : 'ok';
