import { Token } from 'aws-cdk-lib';
import { checkConfigText } from '../../../cdk/checks/config-text';
import { renderProcessing } from '../../../lib/collector';
import { testSpec } from '../../_helpers/pipeline/spec';

const TEXT = renderProcessing(testSpec(), 'earliest');
const codes = (template: string) => checkConfigText(template).map(({ code }) => code);
const withBytes = (bytes: number) => `${TEXT}#${'x'.repeat(bytes - TEXT.length - 1)}`;

describe('the configuration of the processing tier', () => {
  it('is fine as Spillway renders it, and with the offset from the environment', () => {
    expect(codes(TEXT)).toEqual([]);
    expect(codes(TEXT.replace('initial_offset: earliest', 'initial_offset: ${env:OFFSET}'))).toEqual([]);
  });

  it('fits into an SSM parameter with 8,192 bytes, and not with one more', () => {
    expect(codes(withBytes(8_192))).toEqual([]);
    expect(checkConfigText(withBytes(8_193))).toEqual([
      expect.objectContaining({
        code: 'CDK_CONFIG_TOO_LONG',
        message: expect.stringContaining('has 8193 bytes'),
      }),
    ]);
  });

  it('has to fit with either offset, or the controller could not go back to earliest', () => {
    const onLatest = (bytes: number) => withBytes(bytes + 2).replace('_offset: earliest', '_offset: latest');

    expect(codes(onLatest(8_190))).toEqual([]);
    expect(codes(onLatest(8_191))).toEqual(['CDK_CONFIG_TOO_LONG']);
  });

  it('is measured in bytes', () => {
    expect(codes(withBytes(8_192).replace(/x$/, 'ü'))).toEqual(['CDK_CONFIG_TOO_LONG']);
  });

  it('may not hold what SSM takes for another parameter, named with its line', () => {
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
  ])('is refused with %s, as at run time', (_what, template, code) => {
    expect(checkConfigText(template)).toEqual([
      expect.objectContaining({ code: 'CDK_CONFIG_REFUSED', message: expect.stringContaining(code) }),
    ]);
  });

  it('is not judged while parts of it are unknown', () => {
    expect(codes(`receivers: [ ${Token.asString({ Ref: 'Brokers' })}`)).toEqual([]);
  });
});
