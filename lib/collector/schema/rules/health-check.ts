import { parseGoDuration } from '../go-duration';
import type { SettingsReader } from '../settings-reader';
import { listening } from './otlp';
import type { Complaint, RuleContext } from './rule';

/** The dump of v0.115 validates check_collector_pipeline; that of v0.145 does not. */
const PIPELINE_CHECKED_UNTIL = 115;
/** v0.145 refuses `http` and `grpc`. The versions in between were not checked. */
const GATED_SINCE = 145;

/** Rules for healthcheckextension.Config. `http` and `grpc` need a feature gate that is off by default. */
export function* healthCheck(settings: SettingsReader, context: RuleContext): Generator<Complaint> {
  for (const section of ['http', 'grpc']) {
    if (settings.names(section) && context.minor >= GATED_SINCE) {
      yield {
        path: [section],
        message: 'needs the feature gate extension.healthcheck.useComponentStatus',
      };
    }
  }
  if (context.minor <= PIPELINE_CHECKED_UNTIL) {
    const interval = settings.text(['check_collector_pipeline', 'interval'], '5m');
    if (interval !== undefined && parseGoDuration(interval) === undefined) {
      yield {
        path: ['check_collector_pipeline', 'interval'],
        message: `is "${interval}", but must be a duration`,
      };
    }
    const failures = settings.number(['check_collector_pipeline', 'exporter_failure_threshold'], 5);
    if (failures !== undefined && failures <= 0) {
      yield { path: ['check_collector_pipeline', 'exporter_failure_threshold'], message: 'must be positive' };
    }
  }
  const endpoint = settings.text(['endpoint'], 'localhost:13133');
  if (endpoint === '') yield { path: ['endpoint'], message: 'is empty' };
  else if (endpoint !== undefined)
    yield* listening(['endpoint'], endpoint, settings.text(['transport'], 'tcp'));
  const path = settings.text(['path'], '/');
  if (path !== undefined && !path.startsWith('/')) {
    yield { path: ['path'], message: 'must begin with a slash' };
  }
}
