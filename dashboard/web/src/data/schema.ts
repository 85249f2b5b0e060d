import type { Lang } from '../i18n/i18n';
import { fetchJson } from './rest';
import type { Connection } from './wire';

/** A row of the field table: what one figure of a connection is. */
export interface Field {
  key: string;
  native?: string;
  role: 'publisher' | 'reader' | 'both';
  kind: 'counter' | 'gauge' | 'constant';
  unit: 'count' | 'bytes' | 'seconds' | 'bits_per_second' | 'ratio';
  label: Record<Lang, string>;
  help: Record<Lang, string>;
}

export type Schema = Record<string, Field[] | undefined>;

let schema: Promise<Schema> | undefined;

/** Read once; it changes with the program only. A failure is tried again by the next call. */
export function fetchSchema(): Promise<Schema> {
  schema ??= fetchJson('schema').then(
    (answer) => (answer as { resources: Schema }).resources,
    (error: unknown) => {
      schema = undefined;
      throw error;
    },
  );
  return schema;
}

/** One line of what is known of a connection; `field` is absent of words and of what the schema does not know. */
export interface FieldLine {
  key: string;
  value: number | string | boolean;
  field?: Field;
}

/** The figures of a connection, one group per object of its JSON, in the order of the table. */
export function fieldLines(
  connection: Connection,
  known: Schema,
): { resource: string; lines: FieldLine[] }[] {
  return Object.entries(connection).flatMap(([resource, figures]: [string, unknown]) => {
    if (typeof figures !== 'object' || figures === null || Array.isArray(figures)) return [];
    const left = new Map(Object.entries(figures as Record<string, unknown>));
    const lines: FieldLine[] = [];
    for (const field of known[resource] ?? []) {
      if (field.role !== 'both' && field.role !== connection.role) continue;
      const value = left.get(field.key);
      if (!isShown(value)) continue;
      left.delete(field.key);
      lines.push({ key: field.key, value, field });
    }
    for (const [key, value] of left) if (isShown(value)) lines.push({ key, value });
    return [{ resource, lines }];
  });
}

const isShown = (value: unknown): value is number | string | boolean =>
  typeof value === 'number' || typeof value === 'string' || typeof value === 'boolean';
