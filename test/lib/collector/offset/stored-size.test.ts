import {
  assertFitsParameter,
  PARAMETER_BYTES,
  setInitialOffset,
  storedBytes,
} from '../../../../lib/collector';

const TEXT = `receivers: {kafka: {initial_offset: latest}, kafka/b: {group_id: ü}}
service: {pipelines: {traces: {receivers: [kafka]}, logs: {receivers: [kafka/b]}}}
`;
const padded = (bytes: number) => `${TEXT}#${'x'.repeat(bytes - Buffer.byteLength(TEXT) - 1)}`;

describe('storedBytes', () => {
  it('is the longer of the two texts that Spillway stores, in bytes', () => {
    const longest = setInitialOffset(TEXT, 'earliest');

    expect(storedBytes(TEXT)).toBe(Buffer.byteLength(longest));
    expect(longest.length - TEXT.length).toBe('est'.length - 1 + ', initial_offset: earliest'.length);
  });

  it.each([
    ['one word', 'latest', 8],
    ['a text that cannot be edited', 'a: [', 4],
  ])('is also known for %s', (_what, text, bytes) => {
    expect(storedBytes(text)).toBe(bytes);
  });
});

describe('assertFitsParameter', () => {
  const grows = storedBytes(TEXT) - Buffer.byteLength(TEXT);

  it('accepts only a text that fits with either value', () => {
    expect(() => assertFitsParameter(padded(PARAMETER_BYTES - grows))).not.toThrow();
    expect(() => assertFitsParameter(padded(PARAMETER_BYTES - grows + 1))).toThrow(
      expect.objectContaining({ code: 'CONFIG_TOO_LONG', message: expect.stringContaining('8193 bytes') }),
    );
  });
});
