import { Fragment } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { fetchSchema, fieldLines, type FieldLine, type Schema } from '../data/schema';
import type { Connection } from '../data/wire';
import type { StreamWord } from '../i18n/stream_en';
import { usePage, type Page } from './context';
import { protocolName } from './kpis';
import { useStreamWords, type StreamWords } from './stream_words';

/** Every figure of a connection with its unit, its name in MediaMTX and one line of what it means. */
export function ConnectionFields({ connection, label }: { connection: Connection; label: string }) {
  const page = usePage();
  const s = useStreamWords();
  const [schema, setSchema] = useState<Schema>();
  const [error, setError] = useState<string>();
  useEffect(() => {
    fetchSchema().then(setSchema, (failure: unknown) =>
      setError(failure instanceof Error ? failure.message : String(failure)),
    );
  }, []);
  return (
    <section class="fields" aria-label={label} data-testid="fields">
      {error && <p class="muted">{s('fields.failed', { error })}</p>}
      <h4>{s('fields.general')}</h4>
      <dl>
        {generalLines(page, connection).map(([key, value]) => (
          <div key={key}>
            <dt>
              <code>{key}</code>
            </dt>
            <dd class="right" dir="auto">
              {value}
            </dd>
            <dd class="meaning">{s(`fields.${key}` as StreamWord)}</dd>
          </div>
        ))}
      </dl>
      {fieldLines(connection, schema ?? {}).map(({ resource, lines }) => (
        <Fragment key={resource}>
          <h4>{protocolName(resource).replace('_', ' ')}</h4>
          <dl>
            {lines.map((line) => (
              <Figure key={line.key} line={line} />
            ))}
          </dl>
        </Fragment>
      ))}
    </section>
  );
}

function Figure({ line: { key, value, field } }: { line: FieldLine }) {
  const page = usePage();
  const { prefs } = page;
  const s = useStreamWords();
  return (
    <div data-testid="field" data-key={key}>
      <dt>
        {field?.label[prefs.lang] ?? ''} <code>{field?.native ?? key}</code>
        {field && !field.native && <span class="muted"> {s('fields.derived')}</span>}
      </dt>
      <dd class="right" dir="auto">
        {figureText(page, value, field?.unit)}
      </dd>
      <dd class="meaning">{field?.help[prefs.lang] ?? meaningOf(s, key)}</dd>
    </div>
  );
}

const kWordsOf = new Set(['transport', 'profile', 'tunnel', 'version', 'local_candidate', 'remote_candidate']);

const meaningOf = (s: StreamWords, key: string): string =>
  kWordsOf.has(key) ? s(`fields.${key}` as StreamWord) : '';

function figureText(
  { f }: Page,
  value: FieldLine['value'],
  unit: NonNullable<FieldLine['field']>['unit'] | undefined,
): string {
  if (typeof value !== 'number') return String(value);
  switch (unit) {
    case 'seconds':
      return value < 10 ? `${f.fixed(value * 1000, value < 0.1 ? 2 : 0)} ms` : f.duration(value);
    case 'bytes':
      return f.bytes(value);
    case 'bits_per_second':
      return f.bitRate(value);
    case 'ratio':
      return f.percent(value, 2);
    default:
      return Number.isInteger(value) ? f.count(value) : f.fixed(value, 2);
  }
}

function generalLines({ f }: Page, connection: Connection): [string, string][] {
  const time = (text: string | null | undefined): string | undefined =>
    text ? f.dateTime(Date.parse(text)) : undefined;
  const lines: [string, string | null | undefined][] = [
    ['id', connection.id],
    ['state', connection.state],
    ['created', time(connection.created)],
    ['user', connection.user],
    ['user_agent', connection.user_agent],
    ['silent_since', time(connection.silent_since)],
  ];
  return lines.filter((line): line is [string, string] => Boolean(line[1]));
}
