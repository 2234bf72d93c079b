import { valueAt } from '../../config/collector-config';
import { isRecord } from '../../config/config-document';
import type { SettingsReader } from '../settings-reader';
import type { Complaint } from './rule';

/** otelconftelemetry.Config, of the versions whose telemetry is validated. */
export function* telemetry(settings: SettingsReader): Generator<Complaint> {
  const level = settings.text(['metrics', 'level'], 'normal')?.toLowerCase();
  const readers = settings.raw('metrics', 'readers');
  if (Array.isArray(readers) && readers.length === 0 && level !== undefined && level !== 'none') {
    yield {
      path: ['metrics', 'readers'],
      message: 'is empty, and metrics are not switched off',
      advice: 'Write level: none, or a reader.',
    };
  }
  yield* readersThatStart(settings);
  if (settings.has('metrics', 'views') && level !== undefined && level !== 'detailed') {
    yield { path: ['metrics', 'views'], message: 'is possible with level: detailed only' };
  }
}

/** telemetry.Config of v0.115: only the address is looked at. */
export function* telemetryAddress(settings: SettingsReader): Generator<Complaint> {
  const address = settings.text(['metrics', 'address'], '');
  if (address && !/^(?:\[[^[\]]*\]|[^:[\]]*):\d+$/.test(address)) {
    yield { path: ['metrics', 'address'], message: `"${address}" is no host:port` };
  }
  yield* readersThatStart(settings);
}

/** Metrics need a way out of each reader; `validate` makes none and does not look. */
function* readersThatStart(settings: SettingsReader): Generator<Complaint> {
  const level = settings.text(['metrics', 'level'], 'normal')?.toLowerCase();
  const readers = settings.raw('metrics', 'readers');
  if (!Array.isArray(readers) || level === undefined || level === 'none') return;
  for (const [index, reader] of readers.entries()) {
    if (!isRecord(reader)) continue;
    const path = ['metrics', 'readers', index];
    const way = ['pull', 'periodic'].find((name) => (reader[name] ?? null) !== null);
    if (way === undefined) yield { path, message: 'has neither pull nor periodic', refusal: 'start' };
    else if (isRecord(reader[way]) && hasNothing(valueAt(reader, [way, 'exporter']))) {
      yield { path: [...path, way], message: 'has no exporter', refusal: 'start' };
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
