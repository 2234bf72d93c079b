import { Token } from 'aws-cdk-lib';
import { checkConfigText } from '../../../cdk/checks/config-text';
import { renderProcessing } from '../../../lib/collector';
import { testSpec } from '../../_helpers/pipeline/spec';

const TEXT = renderProcessing(testSpec(), 'earliest');
const codes = (template: string) => checkConfigText(template).map(({ code }) => code);
const withBytes = (bytes: number) => `${TEXT}#${'x'.repeat(bytes - TEXT.length - 1)}`;

describe('the configuration of the processing tier', () => {
  it('is valid as rendered, and with the offset from the environment', () => {
    expect(codes(TEXT)).toEqual([]);
    expect(codes(TEXT.replace('initial_offset: earliest', 'initial_offset: ${env:OFFSET}'))).toEqual([]);
  });

  it('may have 8,192 bytes and no more', () => {
    expect(codes(withBytes(8_192))).toEqual([]);
    expect(checkConfigText(withBytes(8_193))).toEqual([
      expect.objectContaining({
        code: 'CDK_CONFIG_TOO_LONG',
        message: expect.stringContaining('has 8193 bytes'),
      }),
    ]);
  });

  it('must fit with either offset, or the controller could not store earliest again', () => {
    const onLatest = (bytes: number) => withBytes(bytes + 2).replace('_offset: earliest', '_offset: latest');

    expect(codes(onLatest(8_190))).toEqual([]);
    expect(codes(onLatest(8_191))).toEqual(['CDK_CONFIG_TOO_LONG']);
  });

  it('is measured in bytes', () => {
    expect(codes(withBytes(8_192).replace(/x$/, 'ü'))).toEqual(['CDK_CONFIG_TOO_LONG']);
  });

  it('must not contain {{…}}, which is reported with its line', () => {
    expect(checkConfigText(`# one\n# {{ two }}\n${TEXT}`)).toEqual([
      expect.objectContaining({ code: 'CDK_CONFIG_BRACES', message: expect.stringContaining('Line 2') }),
    ]);
  });

  it.each([
    ['no YAML', 'receivers: [', 'CONFIG_MALFORMED'],
    [
      'an offset that cannot be changed in place',
      TEXT.replace('initial_offset: earliest', 'initial_offset: >-\n      earliest'),
      'CONFIG_OFFSET_NOT_EDITABLE',
    ],
    [
      'the ingestion tier',
      TEXT.replaceAll('receivers: [kafka]', 'receivers: [otlp]'),
      'CONFIG_NO_KAFKA_RECEIVER',
    ],
  ])('is rejected with %s, as at run time', (_what, template, code) => {
    expect(checkConfigText(template)).toEqual([
      expect.objectContaining({ code: 'CDK_CONFIG_REFUSED', message: expect.stringContaining(code) }),
    ]);
  });

  it('is not checked if it contains tokens', () => {
    expect(codes(`receivers: [ ${Token.asString({ Ref: 'Brokers' })}`)).toEqual([]);
  });
});
