import { liveText, offsetToAdopt, offsetToKeep } from '../../../lambda/config-resource/live-text';
import { renderProcessing } from '../../../lib/collector';
import { testSpec } from '../../_helpers/pipeline/spec';

const EARLIEST = renderProcessing(testSpec(), 'earliest');
const LATEST = renderProcessing(testSpec(), 'latest');
const BY_ENVIRONMENT = EARLIEST.replace('initial_offset: earliest', 'initial_offset: ${env:OFFSET}');

describe('the text of the live configuration', () => {
  it('is the template with the offset', () => {
    expect(liveText(EARLIEST, 'latest')).toBe(LATEST);
    expect(liveText(LATEST, 'earliest')).toBe(EARLIEST);
  });

  it('is only the offset if the template takes it from the environment', () => {
    expect(liveText(BY_ENVIRONMENT, 'earliest')).toBe('earliest');
  });

  it('can be made only from a configuration of a processing tier', () => {
    expect(() => liveText('receivers: {}', 'earliest')).toThrow(
      expect.objectContaining({ code: 'CONFIG_MALFORMED' }),
    );
  });
});

describe('the offset for a new template', () => {
  const keep = (live: string, template: string, previousTemplate?: string) =>
    offsetToKeep({ live, template, previousTemplate });
  const changed = (from: string, to: string) => {
    const text = EARLIEST.replaceAll(from, to);
    expect(text).not.toBe(EARLIEST);
    return text;
  };

  it.each(['earliest', 'latest'] as const)('is the one in force: %s', (offset) => {
    expect(keep(renderProcessing(testSpec(), offset), EARLIEST)).toBe(offset);
  });

  it('stays latest for a subset of the topics with a broker in common', () => {
    const two = LATEST.replace('127.0.0.1:9092', 'kafka-2:9092, 127.0.0.1:9092');
    const fewer = LATEST.replace(/ {4}logs:\n(?: {6}.*\n)+/g, '');

    expect(two).not.toBe(LATEST);
    expect(fewer).not.toBe(LATEST);
    expect(keep(LATEST, two)).toBe('latest');
    expect(keep(LATEST, fewer)).toBe('latest');
  });

  it('stays latest if a list of brokers becomes a text with one of them, and back', () => {
    const byText = (offset: 'earliest' | 'latest') =>
      renderProcessing(testSpec(), offset, { brokersText: 'b-1:9098,127.0.0.1:9092' });

    expect(keep(LATEST, byText('earliest'))).toBe('latest');
    expect(keep(byText('latest'), EARLIEST)).toBe('latest');
  });

  it.each([
    ['another group', changed('otel-processing', 'otel-other')],
    ['a further topic', changed('otlp_logs', 'otlp_logs_2')],
    ['another cluster', changed('127.0.0.1:9092', '127.0.0.9:9092')],
  ])('is earliest for %s, which has no commits yet', (_what, template) => {
    expect(keep(LATEST, template)).toBe('earliest');
  });

  it.each([
    ['is no YAML', ': ['],
    ['is of no processing tier', 'receivers: {}\nservice: {pipelines: {}}'],
    ['takes its offset from elsewhere', BY_ENVIRONMENT],
    ['is empty', ''],
  ])('is earliest if the live config %s', (_what, live) => {
    expect(keep(live, EARLIEST)).toBe('earliest');
  });

  it('stays a single word only if the previous template read the same topics', () => {
    const other = BY_ENVIRONMENT.replace('otel-processing', 'otel-other');

    expect(keep('latest', BY_ENVIRONMENT, BY_ENVIRONMENT)).toBe('latest');
    expect(keep('latest', EARLIEST, BY_ENVIRONMENT)).toBe('latest');
    expect(keep('earliest', BY_ENVIRONMENT, BY_ENVIRONMENT)).toBe('earliest');
    expect(keep('latest', other, BY_ENVIRONMENT)).toBe('earliest');
    expect(keep('latest', BY_ENVIRONMENT)).toBe('earliest');
  });

  it('is adopted from a single word, but not from another group', () => {
    expect(offsetToAdopt({ live: 'latest', template: BY_ENVIRONMENT })).toBe('latest');
    expect(offsetToAdopt({ live: LATEST, template: EARLIEST })).toBe('latest');
    expect(offsetToAdopt({ live: LATEST, template: changed('otel-processing', 'otel-other') })).toBe(
      'earliest',
    );
  });
});
