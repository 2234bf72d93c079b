import { valueAt } from '../../config/collector-config';
import { isRecord } from '../../config/config-document';
import type { SettingsReader } from '../settings-reader';
import type { Complaint } from './rule';

/** Rules for otelconftelemetry.Config, in the versions that validate their telemetry. */
export function* telemetry(settings: SettingsReader): Generator<Complaint> {
  const level = settings.text(['metrics', 'level'], 'normal')?.toLowerCase();
  const readers = settings.raw('metrics', 'readers');
  if (Array.isArray(readers) && readers.length === 0 && level !== undefined && level !== 'none') {
    yield {
      path: ['metrics', 'readers'],
      message: 'is empty, although metrics are on',
      advice: 'Add a reader, or set level: none.',
    };
  }
  yield* readersThatStart(settings);
  if (settings.has('metrics', 'views') && level !== undefined && level !== 'detailed') {
    yield { path: ['metrics', 'views'], message: 'needs level: detailed' };
  }
}

/** Rules for telemetry.Config in v0.115, which validates only the address. */
export function* telemetryAddress(settings: SettingsReader): Generator<Complaint> {
  const address = settings.text(['metrics', 'address'], '');
  if (address && !/^(?:\[[^[\]]*\]|[^:[\]]*):\d+$/.test(address)) {
    yield { path: ['metrics', 'address'], message: `is "${address}", but must be host:port` };
  }
  yield* readersThatStart(settings);
}

/** Each reader needs an exporter. `validate` does not find a missing one, because it does not create readers. */
function* readersThatStart(settings: SettingsReader): Generator<Complaint> {
  const level = settings.text(['metrics', 'level'], 'normal')?.toLowerCase();
  const readers = settings.raw('metrics', 'readers');
  if (!Array.isArray(readers) || level === undefined || level === 'none') return;
  for (const [index, reader] of readers.entries()) {
    if (!isRecord(reader)) continue;
    const path = ['metrics', 'readers', index];
    const kind = ['pull', 'periodic'].find((name) => (reader[name] ?? null) !== null);
    if (kind === undefined) yield { path, message: 'has neither pull nor periodic', refusal: 'start' };
    else if (isRecord(reader[kind]) && hasNothing(valueAt(reader, [kind, 'exporter']))) {
      yield { path: [...path, kind], message: 'has no exporter', refusal: 'start' };
    }
  }
}

function hasNothing(section: unknown): boolean {
  return (
    section === undefined ||
    section === null ||
    (isRecord(section) && Object.values(section).every((value) => value === null))
  );
}
