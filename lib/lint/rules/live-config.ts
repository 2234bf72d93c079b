import { describeDifference } from '../../collector/live/describe-difference';
import { isAboutWhatIsRead, liveDifferences } from '../../collector/live/differences';
import type { LiveDifference } from '../../collector/live/live-difference';
import { readLiveSettings } from '../../collector/live/live-settings';
import { SpillwayError } from '../../errors';
import type { PipelineSpec } from '../../pipeline';
import type { Severity } from '../finding';
import type { LintFile, Report, Rule } from '../rule';

/** What tasks start with, and what Spillway watches. */
export const liveConfigDisagrees: Rule = {
  code: 'LIVE_CONFIG_DISAGREES',
  severity: 'error',
  title: 'the live configuration is not what the spec says',
  explanation:
    'Tasks take their configuration from SSM (--live reads it), and Spillway measures what the spec names. With other brokers, another group, topic or login, TLS on one side only, or a protocol_version that the brokers do not speak, tasks run and nobody reads as the group that is watched. A protocol_version that fits is a warning, and a client_id that does not tell this pipeline from others an info. Deploy again, or store a configuration that agrees.',
  source: 'docs/doctor.md',
  *check({ live, facts: { spec, kafkaVersion } }) {
    if (live && spec) yield* reports(live, spec, kafkaVersion);
  },
};

function* reports(live: LintFile, spec: PipelineSpec, kafkaVersion: string | undefined): Generator<Report> {
  try {
    const settings = readLiveSettings(live.document.text);
    for (const difference of liveDifferences(settings, spec, { kafkaVersion })) {
      yield {
        file: live,
        path: difference.path,
        severity: severityOf(difference),
        message: describeDifference(difference),
      };
    }
  } catch (error) {
    if (!(error instanceof SpillwayError)) throw error;
    yield { file: live, path: [], message: error.message };
  }
}

function severityOf(difference: LiveDifference): Severity {
  if (difference.what === 'client_id') return 'info';
  return difference.explains || isAboutWhatIsRead(difference) ? 'error' : 'warning';
}
