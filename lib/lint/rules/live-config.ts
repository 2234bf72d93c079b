import { describeDifference } from '../../collector/live/describe-difference';
import { isAboutWhatIsRead, liveDifferences } from '../../collector/live/differences';
import type { LiveDifference } from '../../collector/live/live-difference';
import { readLiveSettings } from '../../collector/live/live-settings';
import { SpillwayError } from '../../errors';
import type { PipelineSpec } from '../../pipeline';
import { EXAMPLE_SPEC, reading } from '../examples';
import { defineRule, type LintFile, type Report, type Severity } from '../rule';

export const liveConfigDisagrees = defineRule({
  code: 'LIVE_CONFIG_DISAGREES',
  severity: 'error',
  title: 'live configuration contradicts the spec',
  explanation:
    'Tasks take their configuration from SSM (--live reads it), and Spillway watches what the spec names. If the brokers, the group, a topic, the login or TLS differ, or if the brokers do not support protocol_version, the tasks run but nothing reads in the group that Spillway watches. A protocol_version that the brokers support is a warning, and a client_id that does not identify this pipeline is an info.',
  whatToDo: 'Deploy again, or store a configuration that matches the spec.',
  source: 'docs/doctor.md',
  examples: {
    bad: {
      files: { 'processing.yaml': reading({}) },
      spec: EXAMPLE_SPEC,
      facts: {
        liveConfig: {
          name: '/spillway/checkout/config',
          text: reading({ kafka: 'brokers: [kafka:9092]\ngroup_id: payment\nclient_id: spillway-checkout' }),
        },
      },
    },
    good: {
      files: { 'processing.yaml': reading({}) },
      spec: EXAMPLE_SPEC,
      facts: {
        liveConfig: {
          name: '/spillway/checkout/config',
          text: reading({ kafka: 'brokers: [kafka:9092]\ngroup_id: checkout\nclient_id: spillway-checkout' }),
        },
      },
    },
  },
  *check({ live, facts: { spec, kafkaVersion } }) {
    if (live && spec) yield* reports(live, spec, kafkaVersion);
  },
});

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
