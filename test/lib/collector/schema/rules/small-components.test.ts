import { parse } from 'yaml';
import { checkConfig } from '../../../../../lib/collector/schema';
import { refusals } from '../complaints';

describe('debugExporter', () => {
  it.each([
    ['verbosity: detailed', 160, []],
    ['verbosity: Detailed', 160, []],
    ['verbosity: 1', 160, []],
    ['verbosity: 7', 160, ['validate verbosity']],
    ['verbosity: none', 160, ['validate verbosity']],
    ['verbosity: verbose', 160, ['validate verbosity']],
    ['loglevel: debug', 160, ['validate loglevel']],
    ['output_paths: [stdout]', 160, ['validate output_paths']],
    ['output_paths: [stdout]\nuse_internal_logger: false', 160, []],
  ])('with %s at v0.%d', (settings, minor, expected) => {
    expect(refusals('exporters/debug', settings, minor)).toEqual(expected);
  });
});

describe('healthCheck', () => {
  it.each([
    ['', 160, []],
    ['endpoint: ""', 160, ['validate endpoint']],
    ['endpoint: "127.0.0.1:health"', 160, ['start endpoint']],
    ['path: health', 160, ['validate path']],
    ['http: {}', 160, ['validate http']],
    ['check_collector_pipeline: {interval: never}', 160, []],
    ['check_collector_pipeline: {interval: never}', 115, ['validate check_collector_pipeline.interval']],
  ])('with %s at v0.%d', (settings, minor, expected) => {
    expect(refusals('extensions/health_check', settings, minor, { signals: ['extension'] })).toEqual(
      expected,
    );
  });
});

describe('bearerTokenAuth', () => {
  it.each([
    ['token: abc', 160, []],
    ['token: "${env:TOKEN}"', 160, []],
    ['filename: /run/token', 115, []],
    ['tokens: [a, b]', 160, []],
    ['', 160, ['validate ']],
    ['token: ""', 145, ['validate ']],
    ['tokens: []', 160, ['validate ']],
    ['token: a\ntokens: [b]', 160, ['validate tokens']],
    ['tokens: [b]', 115, ['validate tokens', 'validate ']],
    ['filename: f\nwait_for_token_file: true', 160, ['validate wait_for_token_file']],
    ['filename: f\nretry_on_failure: {enabled: true, interval: 1s}\nwait_for_token_file: true', 160, []],
    ['filename: f\nretry_on_failure: {enabled: true}', 160, ['validate retry_on_failure.interval']],
    ['token: a\nretry_on_failure: {enabled: true, interval: 1s}', 160, ['validate retry_on_failure']],
    [
      'filename: f\nretry_on_failure: {enabled: true, interval: 1s, max_retries: -1}',
      160,
      ['validate retry_on_failure.max_retries'],
    ],
    ['filename: f\nwait_for_token_file: true', 159, ['validate wait_for_token_file']],
  ])('with %s at v0.%d', (settings, minor, expected) => {
    expect(refusals('extensions/bearertokenauth', settings, minor, { signals: ['extension'] })).toEqual(
      expected,
    );
  });
});

describe('telemetry', () => {
  it.each([
    ['metrics: {level: none}', 160, []],
    ['metrics: {readers: []}', 160, ['metrics.readers']],
    ['metrics: {level: none, readers: []}', 160, []],
    ['metrics: {level: normal, views: [{}]}', 160, ['metrics.views']],
    ['metrics: {level: detailed, views: [{}]}', 160, []],
    ['metrics: {address: "0.0.0.0:8888"}', 160, ['metrics.address']],
    ['metrics: {address: "0.0.0.0:8888"}', 115, []],
    ['metrics: {address: "0.0.0.0"}', 115, ['metrics.address']],
    ['metrics: {readers: [{pull: {exporter: {prometheus: {host: localhost, port: 8888}}}}]}', 160, []],
    [
      'metrics: {readers: [{pull: {exporter: {prometheus: {port: "8888"}}}}]}',
      160,
      ['metrics.readers.0.pull.exporter.prometheus.port'],
    ],
    ['metrics: {readers: [{}]}', 160, ['metrics.readers.0']],
    ['metrics: {readers: [{}]}', 115, ['metrics.readers.0']],
    ['metrics: {level: none, readers: [{}]}', 160, []],
    ['metrics: {readers: [{pull: }]}', 160, ['metrics.readers.0']],
    ['metrics: {readers: [{pull: {}}]}', 160, ['metrics.readers.0.pull']],
    ['metrics: {readers: [{periodic: {exporter: {console: }}}]}', 160, ['metrics.readers.0.periodic']],
    ['metrics: {readers: [{periodic: {exporter: {console: {}}}}]}', 160, []],
    ['metrics: {readers: [{}]}', 160, ['metrics.readers.0']],
    ['metrics: {readers: [{}]}', 115, ['metrics.readers.0']],
    ['metrics: {level: none, readers: [{}]}', 160, []],
    ['metrics: {readers: [{pull: {}}]}', 160, ['metrics.readers.0.pull']],
    ['metrics: {readers: [{periodic: {exporter: {console: {}}}}]}', 160, []],
    ['logs: {level: INFO, encoding: json}', 160, []],
  ])('with %s at v0.%d', (telemetry, minor, expected) => {
    const config = `receivers: {kafka: }
exporters: {debug: }
service: {telemetry: {${telemetry}}, pipelines: {traces: {receivers: [kafka], exporters: [debug]}}}`;

    const problems = checkConfig(parse(config), { text: `0.${minor}.0`, minor });

    expect(problems.map(({ path }) => path.slice(2).join('.'))).toEqual(expected);
  });
});
