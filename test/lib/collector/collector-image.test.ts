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

  it.each(['adot-0.50.0', 'adot-0.41.0', 'adot', 'adot:', 'adot-latest', '0.161.0', 'latest', ''])(
    'is not known as %j',
    (text) => {
      expect(() => parseCollectorImage(text)).toThrow(
        expect.objectContaining({ code: 'COLLECTOR_VERSION_UNKNOWN' }),
      );
    },
  );
});
