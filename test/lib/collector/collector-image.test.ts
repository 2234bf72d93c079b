import { parseCollectorImage } from '../../../lib/collector/collector-image';

describe('The Collector image of a tier', () => {
  it.each([
    ['0.160.0', 'contrib', 'Collector v0.160.0', 160],
    ['v0.145.1', 'contrib', 'Collector v0.145.1', 145],
    ['0.158', 'contrib', 'Collector v0.158.0', 158],
    ['adot-0.49.0', 'adot', 'ADOT v0.49.0 (contrib v0.156.0)', 156],
    ['adot:v0.48.0', 'adot', 'ADOT v0.48.0 (contrib v0.151.0)', 151],
    ['ADOT-0.46', 'adot', 'ADOT v0.46.0 (contrib v0.141.0)', 141],
    ['adot-0.42.0', 'adot', 'ADOT v0.42.0 (contrib v0.115.0)', 115],
  ])('%s', (text, distribution, label, minor) => {
    expect(parseCollectorImage(text)).toMatchObject({ distribution, label, version: { minor } });
  });

  it.each([
    ['0.166.0', 'Collector v0.166.0', 165, 'Collector v0.165.1'],
    ['v0.999', 'Collector v0.999.0', 165, 'Collector v0.165.1'],
    ['1.2.3', 'Collector v1.2.3', 165, 'Collector v0.165.1'],
    ['adot-0.50.0', 'ADOT v0.50.0', 156, 'ADOT v0.49.0 (contrib v0.156.0)'],
    ['adot-1.0', 'ADOT v1.0.0', 156, 'ADOT v0.49.0 (contrib v0.156.0)'],
  ])(
    '%s is newer than all known ones, and judged as the newest, with a warning',
    (text, label, minor, judgedAs) => {
      const warning = `Spillway does not know ${label} yet. It judges it as ${judgedAs}, the newest one that it knows.`;

      expect(parseCollectorImage(text)).toMatchObject({ label, version: { minor }, warning });
    },
  );

  it.each(['0.165.1', '0.165.9', '0.161.0', 'adot-0.49.0'])('has no warning for %s', (text) => {
    expect(parseCollectorImage(text).warning).toBeUndefined();
  });

  it.each(['adot-0.41.0', 'adot-0.44.1', 'adot', 'adot:', 'adot-latest', '0.114.0', 'latest', ''])(
    'is not known as %j',
    (text) => {
      expect(() => parseCollectorImage(text)).toThrow(
        expect.objectContaining({ code: 'COLLECTOR_VERSION_UNKNOWN' }),
      );
    },
  );
});
