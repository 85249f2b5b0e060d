import assert from 'node:assert/strict';
import { test } from 'node:test';
import { kEventSentences } from '../src/i18n/event_sentences_de';
import { germanSentence } from '../src/i18n/german_sentence';
import { kParts, kSentences } from '../src/i18n/sentences_de';

const kCases: [string, string][] = [
  ['No bytes for 8 s, still connected.', 'Seit 8 s keine Bytes, die Verbindung steht noch.'],
  [
    'MediaMTX has not reached this source for 12 s: dial tcp 10.0.0.7:554: i/o timeout. Really?',
    'MediaMTX erreicht diese Quelle seit 12 s nicht: dial tcp 10.0.0.7:554: i/o timeout. Really?',
  ],
  [
    'RTT 62 ms, latency 120 ms = 1.9×, 0.4 % lost for good.',
    'RTT 62 ms, Latenz 120 ms = 1,9×, 0,4 % endgültig verloren.',
  ],
  [
    'RTT 62 ms, latency 120 ms = 1.9×; 3 round trips are advised at less than 0.01 % loss on the way. Nothing is lost by it so far.',
    'RTT 62 ms, Latenz 120 ms = 1,9×; bei weniger als 0,01 % Verlust unterwegs sind 3 Umläufe ratsam. Bisher geht dadurch nichts verloren.',
  ],
  [
    'Set 250 ms at the encoder: in ffmpeg and OBS URLs that is latency=250000, in a source URL of MediaMTX latency=250.',
    'Am Encoder 250 ms einstellen: in URLs von ffmpeg und OBS latency=250000, in einer Quell-URL von MediaMTX latency=250.',
  ],
  ['Gone, while 1 reader read it.', 'Weg, während 1 Leser zusahen.'],
  [
    '3 of 12 readers fail: 2 not responding and 1 too slow. Worst: srt 203.0.113.0/24 and hls 10.0.0.0/8 and 1 more.',
    '3 von 12 Lesern haben Störungen: 2 ohne Reaktion und 1 zu langsam. Am schlimmsten: srt 203.0.113.0/24 und hls 10.0.0.0/8 und 1 weitere.',
  ],
  [
    '3 viewers by webrtc hear nothing: webrtc cannot carry MPEG-4 Audio (AAC).',
    '3 Zuschauer über webrtc hören nichts: webrtc kann MPEG-4 Audio (AAC) nicht übertragen.',
  ],
  [
    'The server is overloaded: 5 readers of 3 streams miss packets while the CPU of edge.1 is 97 % busy.',
    'Der Server ist überlastet: 5 Leser aus 3 Streams verlieren Pakete, und die CPU von edge.1 ist zu 97 % belegt.',
  ],
  [
    '9 streams from 203.0.113.0/24 failed within 8 s: cam1, cam2 and cam3 and 6 more.',
    '9 Streams von 203.0.113.0/24 fielen binnen 8 s aus: cam1, cam2 und cam3 und 6 weitere.',
  ],
  ['900 kbit/s for 45 s, usually 6.0 Mbit/s.', '900 kbit/s seit 45 s, sonst 6,0 Mbit/s.'],
  [
    'Video is missing since the last reconnect: MPEG-4 Audio (AAC) now, H264 1280×720 and MPEG-4 Audio (AAC) before.',
    'Seit der letzten Verbindung fehlt das Bild: jetzt MPEG-4 Audio (AAC), vorher H264 1280×720 und MPEG-4 Audio (AAC).',
  ],
  ['Nothing reaches rtmp://a/…/ for 22 s.', 'Seit 22 s kommt bei rtmp://a/…/ nichts an.'],
  ['Live by srt, after 12 s.', 'Läuft über srt, nach 12 s.'],
  ['Live by srt.', 'Läuft über srt.'],
  [
    'Over after 95 s: No bytes for 8 s, still connected.',
    'Vorbei nach 95 s: Seit 8 s keine Bytes, die Verbindung steht noch.',
  ],
  ['Over after 95 s: something newer', 'Vorbei nach 95 s: something newer'],
  ['1 of 3 expected streams match cam/*.', '1 von 3 erwarteten Streams passen auf cam/*.'],
];

test('sentences are German, their figures, too', () => {
  for (const [english, german] of kCases) {
    assert.equal(germanSentence(english), german);
  }
});

test('what nobody has translated stays as it is', () => {
  for (const text of ['connection refused', '', 'No bytes for ages', '<img src=x> {0} $1'])
    assert.equal(germanSentence(text), text);
});

test('a hostile name stays what it is', () => {
  assert.equal(
    germanSentence('2 streams of this server failed at once: {0} and <b>$&.'),
    '2 Streams dieses Servers fielen zugleich aus: {0} und <b>$&.',
  );
});

test('every German sentence uses all that the English one says, once', () => {
  for (const [english, german] of [...kSentences, ...kEventSentences, ...kParts]) {
    const count = english.match(/\{\w\}/g)?.length ?? 0;
    const used = [...german.matchAll(/\{(\d)\}/g)].map((found) => Number(found[1])).sort();
    const expected = [...Array(count).keys()];
    assert.deepEqual(used, expected, english);
  }
});
