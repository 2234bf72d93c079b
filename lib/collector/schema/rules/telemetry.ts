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
}
