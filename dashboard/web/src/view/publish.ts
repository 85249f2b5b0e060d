import type { NodeMeta } from '../data/wire';

export type PublishProtocol = 'srt' | 'rtsp' | 'rtmp';

/** The list of the API that tells whether a server speaks the protocol. */
const kEndpoints: Record<PublishProtocol, string> = {
  srt: 'srtconns',
  rtsp: 'rtspsessions',
  rtmp: 'rtmpconns',
};

/** What can be published with: all protocols as long as no server has said which it has. */
export function publishProtocols(nodes: readonly NodeMeta[]): PublishProtocol[] {
  const all = Object.keys(kEndpoints) as PublishProtocol[];
  const known = all.filter((protocol) =>
    nodes.some((node) => node.endpoints?.[kEndpoints[protocol]]?.state === 'ok'),
  );
  return known.length ? known : all;
}

const kTarget: Record<PublishProtocol, (host: string) => string> = {
  srt: (host) => `-f mpegts "srt://${host}:8890?streamid=publish:demo&pkt_size=1316"`,
  rtsp: (host) => `-f rtsp "rtsp://${host}:8554/demo"`,
  rtmp: (host) => `-f flv "rtmp://${host}:1935/demo"`,
};

/** A moving picture and a tone, at the default ports of MediaMTX. */
export const publishCommand = (protocol: PublishProtocol, host: string): string =>
  'ffmpeg -re -f lavfi -i testsrc2=size=1280x720:rate=25 -f lavfi -i sine=frequency=440' +
  ' -c:v libx264 -preset veryfast -tune zerolatency -pix_fmt yuv420p -g 50 -b:v 2M -c:a aac' +
  ` ${kTarget[protocol](host)}`;
