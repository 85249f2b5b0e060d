// The exporter's sentences in German. Left the English one as exporter/diagnosis writes it, right the German one;
// {n} is a number, {f} a figure with its unit, {c} a number with what it counts, {l} a list, {t} text as it is,
// {x} a part that is looked up by itself. {0}, {1} … on the right are those on the left, in their order.
export const kSentences: readonly (readonly [english: string, german: string])[] = [
  // States
  ['No bytes for {f}, still connected.', 'Seit {0} keine Bytes, die Verbindung steht noch.'],
  [
    'No bytes for {f}, still connected. MediaMTX drops the publisher in about {f}.',
    'Seit {0} keine Bytes, die Verbindung steht noch. MediaMTX trennt den Sender in etwa {1}.',
  ],
  [
    'Look at the encoder: its picture or its network stands still.',
    'Encoder prüfen: Bild oder Netz steht.',
  ],
  [
    'The publisher has been gone for {f}, the slate plays.',
    'Der Sender ist seit {0} weg, das Ersatzbild läuft.',
  ],
  [
    'The slate plays, no publisher was seen.',
    'Das Ersatzbild läuft, ein Sender war nie zu sehen.',
  ],
  [
    'The slate plays, no publisher was seen, though one is expected.',
    'Das Ersatzbild läuft, ein Sender war nie zu sehen, wird aber erwartet.',
  ],
  [
    'Start the publisher; the slate ends by itself.',
    'Sender starten; das Ersatzbild endet von selbst.',
  ],
  ['MediaMTX does not reach this source.', 'MediaMTX erreicht diese Quelle nicht.'],
  ['MediaMTX does not reach this source: {t}', 'MediaMTX erreicht diese Quelle nicht: {0}'],
  [
    'MediaMTX has not reached this source for {f}.',
    'MediaMTX erreicht diese Quelle seit {0} nicht.',
  ],
  [
    'MediaMTX has not reached this source for {f}: {t}',
    'MediaMTX erreicht diese Quelle seit {0} nicht: {1}',
  ],
  [
    'Look at the camera or server it is pulled from, and at the address in mediamtx.yml.',
    'Kamera oder Server prüfen, von dem geholt wird, und die Adresse in mediamtx.yml.',
  ],
  ['Gone, while {c} read it.', 'Weg, während {0} zusahen.'],
  ['Gone, after a stall.', 'Weg, nachdem der Stream gehangen hatte.'],
  [
    'Look at the encoder and its network: its connection has ended.',
    'Encoder und sein Netz prüfen: Seine Verbindung ist beendet.',
  ],
  [
    'The server could not process some frames of the last 10 s and left them out.',
    'Der Server konnte einige Frames der letzten 10 s nicht verarbeiten und hat sie ausgelassen.',
  ],
  [
    'Its log names the cause; most often packets were lost before they came.',
    'Sein Protokoll nennt den Grund; meist gingen Pakete schon vorher verloren.',
  ],

  // SRT
  [
    'RTT {f}, latency {f} = {f}; {n} round trips are advised at {f} loss on the way. Nothing is lost by it so far.',
    'RTT {0}, Latenz {1} = {2}; bei {4} Verlust unterwegs sind {3} Umläufe ratsam. Bisher geht dadurch nichts verloren.',
  ],
  [
    'RTT {f}, latency {f} = {f}, {f} lost for good.',
    'RTT {0}, Latenz {1} = {2}, {3} endgültig verloren.',
  ],
  [
    'Set {n} ms at the encoder: in ffmpeg and OBS URLs that is latency={n}, in a source URL of MediaMTX latency={n}.',
    'Am Encoder {0} ms einstellen: in URLs von ffmpeg und OBS latency={1}, in einer Quell-URL von MediaMTX latency={2}.',
  ],
  [
    'Set {n} ms at the player: in ffmpeg and OBS URLs that is latency={n}, in a source URL of MediaMTX latency={n}.',
    'Am Player {0} ms einstellen: in URLs von ffmpeg und OBS latency={1}, in einer Quell-URL von MediaMTX latency={2}.',
  ],
  [
    'Set {n} ms at the encoder: in ffmpeg and OBS URLs that is latency={n}, in a source URL of MediaMTX latency={n}. At {f} loss on the way latency alone will not do: lower the bit rate or change the link.',
    'Am Encoder {0} ms einstellen: in URLs von ffmpeg und OBS latency={1}, in einer Quell-URL von MediaMTX latency={2}. Bei {3} Verlust unterwegs genügt Latenz allein nicht: Bitrate senken oder Strecke wechseln.',
  ],
  [
    'Set {n} ms at the player: in ffmpeg and OBS URLs that is latency={n}, in a source URL of MediaMTX latency={n}. At {f} loss on the way latency alone will not do: lower the bit rate or change the link.',
    'Am Player {0} ms einstellen: in URLs von ffmpeg und OBS latency={1}, in einer Quell-URL von MediaMTX latency={2}. Bei {3} Verlust unterwegs genügt Latenz allein nicht: Bitrate senken oder Strecke wechseln.',
  ],
  [
    'The latency is {f}: nothing is shown for so long after a start. Probably microseconds were written where milliseconds are meant (the field holds 16 bits, so 120000 arrives as 54464).',
    'Die Latenz ist {0}: So lange zeigt sich nach einem Start nichts. Vermutlich stehen Mikrosekunden, wo Millisekunden gemeint sind (das Feld hat 16 Bit, aus 120000 wird 54464).',
  ],
  [
    'A source URL of MediaMTX takes milliseconds (latency=120); ffmpeg and OBS take microseconds (latency=120000).',
    'Eine Quell-URL von MediaMTX nimmt Millisekunden (latency=120), ffmpeg und OBS nehmen Mikrosekunden (latency=120000).',
  ],
  [
    '{f} of the packets are lost for good (estimate), although the latency suffices.',
    '{0} der Pakete sind endgültig verloren (Schätzung), obwohl die Latenz reicht.',
  ],
  [
    '{f} of the packets are lost for good (estimate), although the latency suffices: RTT {f}, latency {f} = {f}.',
    '{0} der Pakete sind endgültig verloren (Schätzung), obwohl die Latenz reicht: RTT {1}, Latenz {2} = {3}.',
  ],
  [
    'The link loses in bursts or is too narrow: lower the bit rate or use another link.',
    'Die Strecke verliert stoßweise oder ist zu schmal: Bitrate senken oder eine andere Strecke nehmen.',
  ],
  [
    '{f} of the packets arrive too late to be played.',
    '{0} der Pakete kommen zu spät, um gezeigt zu werden.',
  ],
  [
    'Raise the latency at the encoder, or look for what delays the link.',
    'Latenz am Encoder erhöhen oder suchen, was die Strecke verzögert.',
  ],
  [
    'Bad link: {f} of the packets are lost on the way.',
    'Schlechte Strecke: {0} der Pakete gehen unterwegs verloren.',
  ],
  [
    'Bad link: {f} of the packets are lost on the way. The stream is nearly good: {f} lost for good.',
    'Schlechte Strecke: {0} der Pakete gehen unterwegs verloren. Der Stream ist fast gut: {1} endgültig verloren.',
  ],
  [
    'Bad link: {f} of the packets are lost on the way. {f} are lost for good.',
    'Schlechte Strecke: {0} der Pakete gehen unterwegs verloren. {1} sind endgültig verloren.',
  ],
  [
    'Above 10 % loss repair cannot be counted on: lower the bit rate, or look at the link (mobile network, Wi-Fi, a full uplink).',
    'Über 10 % Verlust ist auf Reparatur kein Verlass: Bitrate senken oder die Strecke prüfen (Mobilfunk, WLAN, voller Uplink).',
  ],
  ['{f} of the packets cannot be decrypted.', '{0} der Pakete lassen sich nicht entschlüsseln.'],
  [
    'Encoder and server must use the same passphrase and key length.',
    'Encoder und Server brauchen dieselbe Passphrase und Schlüssellänge.',
  ],
  [
    '{f} of the packets were given up as too late: this reader misses them.',
    '{0} der Pakete wurden als zu spät aufgegeben: Diesem Leser fehlen sie.',
  ],
  [
    'Its link is too narrow or loses in bursts: a lower bit rate or a higher latency at the player.',
    'Seine Strecke ist zu schmal oder verliert stoßweise: kleinere Bitrate oder höhere Latenz am Player.',
  ],

  // RTP and readers
  ['{f} of the RTP packets are lost.', '{0} der RTP-Pakete gehen verloren.'],
  [
    "Publish by TCP (in ffmpeg -rtsp_transport tcp), or enlarge the server's UDP buffer (udpReadBufferSize).",
    'Über TCP senden (ffmpeg: -rtsp_transport tcp) oder den UDP-Puffer des Servers vergrößern (udpReadBufferSize).',
  ],
  [
    "Lower the bit rate, or look at the publisher's network.",
    'Bitrate senken oder das Netz des Senders prüfen.',
  ],
  ['It reports {f} of the packets as lost.', 'Er meldet {0} der Pakete als verloren.'],
  [
    "The reader's network loses packets: read by TCP, or lower the bit rate.",
    'Das Netz des Lesers verliert Pakete: über TCP lesen oder Bitrate senken.',
  ],
  [
    'Too slow: the server skipped {n} packets or frames for it in 10 s.',
    'Zu langsam: Der Server hat in 10 s {0} Pakete oder Frames für ihn ausgelassen.',
  ],
  [
    'This reader cannot take the bit rate: offer a smaller stream, or look at its network.',
    'Dieser Leser schafft die Bitrate nicht: einen kleineren Stream anbieten oder sein Netz prüfen.',
  ],
  [
    'Not responding for {f}, although the server still sends.',
    'Reagiert seit {0} nicht, obwohl der Server noch sendet.',
  ],
  [
    'Most often a page that was closed or a phone that went away; the server drops the session after about 30 s.',
    'Meist eine geschlossene Seite oder ein Telefon, das weg ist; der Server trennt die Sitzung nach etwa 30 s.',
  ],
  [
    'Its player hangs or its network is gone; the server drops it in time.',
    'Sein Player hängt oder sein Netz ist weg; der Server trennt ihn von selbst.',
  ],
  [
    '{n} of {n} readers fail: {l}. Worst: {l}.',
    '{0} von {1} Lesern haben Störungen: {2}. Am schlimmsten: {3}.',
  ],
  [
    '{n} of {n} readers fail: {l}. Worst: {l}. The server is overloaded.',
    '{0} von {1} Lesern haben Störungen: {2}. Am schlimmsten: {3}. Der Server ist überlastet.',
  ],
  [
    "So many at once share a cause: look at the server's uplink and load, then at the bit rate of the stream.",
    'So viele zugleich haben eine gemeinsame Ursache: Uplink und Last des Servers prüfen, dann die Bitrate des Streams.',
  ],
  [
    '{c} by {t} {x} nothing: {t} cannot carry {t}.',
    '{0} über {1} {2} nichts: {3} kann {4} nicht übertragen.',
  ],
  [
    'Publish Opus instead, or a second stream with Opus for these viewers.',
    'Stattdessen Opus senden oder einen zweiten Stream mit Opus für diese Zuschauer.',
  ],
  [
    'Publish H264 instead, or a second stream with it for these viewers.',
    'Stattdessen H264 senden oder einen zweiten Stream damit für diese Zuschauer.',
  ],
  [
    '{c} asked by WebRTC in the last 60 s and got no connection.',
    '{0} wollten in den letzten 60 s über WebRTC zusehen und bekamen keine Verbindung.',
  ],
  [
    'Open the UDP port of webrtcLocalUDPAddress (8189) in the firewall, and name the public address in webrtcAdditionalHosts.',
    'Den UDP-Port von webrtcLocalUDPAddress (8189) in der Firewall öffnen und die öffentliche Adresse in webrtcAdditionalHosts nennen.',
  ],
  [
    '{c} by WebRTC left within 5 s of coming, in the last 60 s.',
    '{0} über WebRTC gingen in den letzten 60 s binnen 5 s wieder.',
  ],
  [
    'Their browser may not play what is published: H264 without B-frames and Opus suit all of them.',
    'Ihr Browser spielt vielleicht nicht, was gesendet wird: H264 ohne B-Frames und Opus passen für alle.',
  ],

  // What was expected, and what changed
  ['Expected, but not there.', 'Erwartet, aber nicht da.'],
  [
    'Start its publisher; streams.entries names the streams that are expected.',
    'Sender starten; streams.entries nennt die erwarteten Streams.',
  ],
  ['{c} of at least {n} expected.', '{0} von mindestens {1} erwarteten.'],
  [
    'Look at those who should read it; streams.entries says how many are expected.',
    'Nach denen sehen, die lesen sollten; streams.entries sagt, wie viele erwartet werden.',
  ],
  ['{f}, at least {f} expected.', '{0}, mindestens {1} erwartet.'],
  [
    "Look at the encoder's rate control; streams.entries holds the expected rate.",
    'Bitratenregelung des Encoders prüfen; die erwartete Rate steht in streams.entries.',
  ],
  ['{n} of {c} match {t}.', '{0} von {1} passen auf {2}.'],
  [
    'Look for which of them is not there; streams.entries says how many must be.',
    'Suchen, welcher fehlt; streams.entries sagt, wie viele es sein müssen.',
  ],
  ['{f} for {f}, usually {f}.', '{0} seit {1}, sonst {2}.'],
  [
    'Look at the encoder: a rate control that gave way to a bad link, a black picture or a frozen input.',
    'Encoder prüfen: eine Bitratenregelung, die einer schlechten Strecke nachgab, ein schwarzes Bild oder ein stehender Eingang.',
  ],
  [
    'Two encoders fight for this path: {n} takeovers in 60 s.',
    'Zwei Encoder streiten um diesen Pfad: {0} Übernahmen in 60 s.',
  ],
  [
    'Two encoders fight for this path: {n} takeovers in 60 s, {t} and {t}.',
    'Zwei Encoder streiten um diesen Pfad: {0} Übernahmen in 60 s, {1} und {2}.',
  ],
  [
    '{n} takeovers of this path in 60 s, all from {t}: two encoders there, or one that reconnects again and again.',
    '{0} Übernahmen dieses Pfads in 60 s, alle von {1}: zwei Encoder dort, oder einer, der sich immer neu verbindet.',
  ],
  [
    'Stop one of them or give it a path of its own; overridePublisher: no in mediamtx.yml lets the first one keep the path.',
    'Einen beenden oder ihm einen eigenen Pfad geben; mit overridePublisher: no in mediamtx.yml behält der erste den Pfad.',
  ],
  [
    'Since the last reconnect: {l}; before: {l}.',
    'Seit der letzten Verbindung: {0}; vorher: {1}.',
  ],
  [
    "If that was not intended, look at the encoder's settings.",
    'Falls das nicht gewollt war: Einstellungen des Encoders prüfen.',
  ],
  [
    'Audio is missing since the last reconnect: {l} now, {l} before.',
    'Seit der letzten Verbindung fehlt der Ton: jetzt {0}, vorher {1}.',
  ],
  [
    'Video is missing since the last reconnect: {l} now, {l} before.',
    'Seit der letzten Verbindung fehlt das Bild: jetzt {0}, vorher {1}.',
  ],
  [
    "Look at the encoder's audio input and its audio track.",
    'Toneingang und Tonspur des Encoders prüfen.',
  ],
  ["Look at the encoder's video input.", 'Bildeingang des Encoders prüfen.'],
  ['Nothing reaches {t} for {f}.', 'Seit {1} kommt bei {0} nichts an.'],
  ['Nothing reaches {t} for {f}: {t}', 'Seit {1} kommt bei {0} nichts an: {2}'],
  [
    'Look at the destination, its address, its stream key and the way there.',
    'Ziel, Adresse, Stream-Key und den Weg dorthin prüfen.',
  ],

  // Servers and common causes
  [
    '{c} of the API failed: {l}. What they tell is shown as it was.',
    'Ohne Antwort der API: {0}, {1}. Was sie sagen, wird gezeigt, wie es war.',
  ],
  [
    'The log of MediaMTX says why it does not answer them.',
    'Das Protokoll von MediaMTX sagt, warum es sie nicht beantwortet.',
  ],
  [
    'The server is overloaded: {c} of {c} miss packets while {x}.',
    'Der Server ist überlastet: {0} aus {1} verlieren Pakete, und {2}.',
  ],
  [
    'This machine gets less CPU than it wants: move it to a host with room, or give it CPUs of its own.',
    'Diese Maschine bekommt weniger CPU, als sie will: auf einen Host mit Reserven umziehen oder ihr eigene CPUs geben.',
  ],
  [
    'Look for what else takes its CPU: transcoding, recording, another program. Then move streams or readers to another server.',
    'Suchen, was sonst CPU nimmt: Transcodieren, Aufzeichnen, ein anderes Programm. Dann Streams oder Leser auf einen anderen Server verlegen.',
  ],
  [
    'Lower the bit rates, or spread the readers over more servers.',
    'Bitraten senken oder die Leser auf mehr Server verteilen.',
  ],
  ['{c} from {t} failed at once: {l}.', '{0} von {1} fielen zugleich aus: {2}.'],
  ['{c} from {t} failed within {f}: {l}.', '{0} von {1} fielen binnen {2} aus: {3}.'],
  [
    '{c} from the local network {t} failed at once: {l}.',
    '{0} aus dem lokalen Netz {1} fielen zugleich aus: {2}.',
  ],
  [
    '{c} from the local network {t} failed within {f}: {l}.',
    '{0} aus dem lokalen Netz {1} fielen binnen {2} aus: {3}.',
  ],
  [
    '{c} pulled from {t} failed at once: {l}.',
    '{0}, geholt von {1}, fielen zugleich aus: {2}.',
  ],
  [
    '{c} pulled from {t} failed within {f}: {l}.',
    '{0}, geholt von {1}, fielen binnen {2} aus: {3}.',
  ],
  ['{c} of this server failed at once: {l}.', '{0} dieses Servers fielen zugleich aus: {1}.'],
  [
    '{c} of this server failed within {f}: {l}.',
    '{0} dieses Servers fielen binnen {1} aus: {2}.',
  ],
  [
    'Look at the switch, router or Wi-Fi of {t} before the single encoders.',
    'Erst Switch, Router oder WLAN von {0} prüfen, dann die einzelnen Encoder.',
  ],
  [
    'Look at the uplink of {t} before the single encoders.',
    'Erst den Uplink von {0} prüfen, dann die einzelnen Encoder.',
  ],
  [
    'Look at {t} and the way there before the single streams.',
    'Erst {0} und den Weg dorthin prüfen, dann die einzelnen Streams.',
  ],
  [
    'Look for what they share, the server and its network, before the encoders.',
    'Erst prüfen, was sie gemeinsam haben, Server und Netz, dann die Encoder.',
  ],
  [
    '{c} did not come back after the restart of the server at {t}: {l}.',
    '{0} kamen nach dem Neustart des Servers um {1} nicht wieder: {2}.',
  ],
  [
    '{c} did not come back after the API of the server had failed until {t}: {l}.',
    '{0} kamen nicht wieder, nachdem die API des Servers bis {1} ausgefallen war: {2}.',
  ],
  [
    'Start their publishers again: not every encoder reconnects by itself. The log of MediaMTX says why it was restarted.',
    'Ihre Sender neu starten: Nicht jeder Encoder verbindet sich von selbst. Warum MediaMTX neu gestartet ist, sagt sein Protokoll.',
  ],
  [
    'Start their publishers again: not every encoder reconnects by itself. The log of MediaMTX says why it did not answer.',
    'Ihre Sender neu starten: Nicht jeder Encoder verbindet sich von selbst. Warum MediaMTX nicht antwortete, sagt sein Protokoll.',
  ],
];

/** What {x} stands for. */
export const kParts: readonly (readonly [english: string, german: string])[] = [
  ['hear', 'hören'],
  ['hears', 'hört'],
  ['see', 'sehen'],
  ['sees', 'sieht'],
  [
    'other virtual machines take {f} of the CPU of {t}',
    'andere virtuelle Maschinen nehmen {0} der CPU von {1}',
  ],
  ['the CPU of {t} is {f} busy', 'die CPU von {0} ist zu {1} belegt'],
  [
    'the network card {t} of {t} is {f} full, {f}',
    'die Netzwerkkarte {0} von {1} ist zu {2} voll, {3}',
  ],
];

/** Singular and plural of what {c} counts. */
export const kCounted: Readonly<Record<string, readonly [one: string, other: string]>> = {
  reader: ['Leser', 'Leser'],
  stream: ['Stream', 'Streams'],
  viewer: ['Zuschauer', 'Zuschauer'],
  list: ['Liste', 'Listen'],
  'expected stream': ['erwarteten Stream', 'erwarteten Streams'],
};

/** Words within lists. */
export const kListWords: Readonly<Record<string, string>> = {
  'not responding': 'ohne Reaktion',
  'too slow': 'zu langsam',
  'with a latency of many seconds': 'mit vielen Sekunden Latenz',
  'losing packets': 'mit Paketverlust',
};
