import {
  BUILDABLE_VERSIONS,
  collectorBuild,
  NEWEST_BUILT,
  NEWEST_WHOLE,
} from '../../../local/collector/manifest';

describe('collectorBuild', () => {
  it('names the modules of a version, and the providers with their own versions', () => {
    const { builder, manifest } = collectorBuild('0.115.0');

    expect(builder).toBe('go.opentelemetry.io/collector/cmd/builder@v0.115.0');
    expect(manifest).toContain('dist: {name: otelcol, output_path: ./out, version: 0.115.0}');
    expect(manifest).toContain('opentelemetry-collector-contrib/receiver/kafkareceiver v0.115.0');
    expect(manifest).toContain('go.opentelemetry.io/collector/confmap/provider/envprovider v1.21.0');
  });

  it('keeps the hash of the version that existing caches have', () => {
    expect(collectorBuild('0.160.0').hash).toBe('5ed5a97e0959');
  });

  it('gives each version a hash and a folder of its own', () => {
    expect(new Set(BUILDABLE_VERSIONS.map((version) => collectorBuild(version).hash)).size).toBe(
      BUILDABLE_VERSIONS.length,
    );
  });

  it('takes core in its own version, and leaves out what does not build', () => {
    const { builder, manifest } = collectorBuild('0.165.1');

    expect(builder).toBe('go.opentelemetry.io/collector/cmd/builder@v0.165.0');
    expect(manifest).toContain('collector/receiver/otlpreceiver v0.165.0');
    expect(manifest).toContain('kafkaexporter v0.165.1');
    expect(manifest).not.toMatch(/filterprocessor|transformprocessor|tailsamplingprocessor/);
  });

  it('is up to date with the newest versions', () => {
    const whole = BUILDABLE_VERSIONS.filter((version) => collectorBuild(version).without.length === 0);

    expect([whole.at(-1), BUILDABLE_VERSIONS.at(-1)]).toEqual([NEWEST_WHOLE, NEWEST_BUILT]);
  });
});
