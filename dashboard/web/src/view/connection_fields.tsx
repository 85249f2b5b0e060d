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
    <div
      class="scroll-x fields"
      tabIndex={0}
      role="region"
      aria-label={label}
      data-testid="fields"
    >
      {error && <p class="muted">{s('fields.failed', { error })}</p>}
      <table>
        <thead>
          <tr>
            <th scope="col">{s('fields.name')}</th>
            <th scope="col" class="right">
              {s('fields.value')}
            </th>
            <th scope="col">{s('fields.meaning')}</th>
          </tr>
        </thead>
        <tbody>
          <Group name={s('fields.general')} />
          {generalLines(page, connection).map(([key, value]) => (
            <tr key={key}>
              <td>
                <code>{key}</code>
              </td>
              <td class="right wrap" dir="auto">
                {value}
              </td>
              <td class="wrap">{s(`fields.${key}` as StreamWord)}</td>
            </tr>
          ))}
          {fieldLines(connection, schema ?? {}).map(({ resource, lines }) => (
            <Fragment key={resource}>
              <Group name={protocolName(resource).replace('_', ' ')} />
              {lines.map((line) => (
                <Figure key={`${resource} ${line.key}`} line={line} />
              ))}
            </Fragment>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const Group = ({ name }: { name: string }) => (
  <tr class="group">
    <th scope="colgroup" colSpan={3}>
      {name}
    </th>
  </tr>
);

function Figure({ line: { key, value, field } }: { line: FieldLine }) {
  const page = usePage();
  const { prefs } = page;
  const s = useStreamWords();
  return (
    <tr data-testid="field" data-key={key}>
      <td>
        {field?.label[prefs.lang] ?? ''} <code>{field?.native ?? key}</code>
        {field && !field.native && <span class="muted"> {s('fields.derived')}</span>}
      </td>
      <td class="right wrap" dir="auto">
        {figureText(page, value, field?.unit)}
      </td>
      <td class="wrap">{field?.help[prefs.lang] ?? meaningOf(s, key)}</td>
    </tr>
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
