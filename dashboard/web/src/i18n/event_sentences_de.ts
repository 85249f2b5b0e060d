// The sentences of events in German, in the notation of sentences_de.ts; {s} is a sentence within a sentence. The English ones
// are those of exporter/stream_change.cpp and event_detector.cpp.
export const kEventSentences: readonly (readonly [english: string, german: string])[] = [
  ['Live.', 'Läuft.'],
  ['Live, after {f}.', 'Läuft, nach {0}.'],
  ['Live by {t}, after {f}.', 'Läuft über {0}, nach {1}.'],
  ['Live by {t}.', 'Läuft über {0}.'],
  ['Gone.', 'Weg.'],
  ['On demand, and nobody asks any more.', 'Auf Abruf, und niemand fragt mehr danach.'],
  ['Not connected any more.', 'Nicht mehr verbunden.'],
  [
    'Not connected any more, after a stall.',
    'Nicht mehr verbunden, nachdem der Stream gehangen hatte.',
  ],
  ['No bytes, still connected.', 'Keine Bytes, die Verbindung steht noch.'],
  ['Bytes come in again, after {f}.', 'Nach {0} kommen wieder Bytes an.'],
  ['Expected, but not there.', 'Erwartet, aber nicht da.'],
  [
    'Expected, but not there, after a stall.',
    'Erwartet, aber nicht mehr da, nachdem der Stream gehangen hatte.',
  ],
  ['The publisher is gone, the slate plays.', 'Der Sender ist weg, das Ersatzbild läuft.'],
  ['Another publisher, by {t}.', 'Ein anderer Sender, über {0}.'],
  ['Goes up and down: {n} changes in {f}.', 'Kommt und geht: {0} Wechsel in {1}.'],
  ['The API of MediaMTX answers again.', 'Die API von MediaMTX antwortet wieder.'],
  [
    'The API of MediaMTX answers again, after {f}.',
    'Die API von MediaMTX antwortet wieder, nach {0}.',
  ],
  ['MediaMTX {t} was started again.', 'MediaMTX {0} wurde neu gestartet.'],
  ['{t} is answered again.', '{0} wird wieder beantwortet.'],
  ['{t} is switched off.', '{0} ist abgeschaltet.'],
  ['{t} is switched on.', '{0} ist eingeschaltet.'],
  ['Over after {f}: {s}', 'Vorbei nach {0}: {1}'],
  ['A reader came, by {t}.', 'Ein Leser kam, über {0}.'],
  ['A reader went.', 'Ein Leser ging.'],
];
