import { BUILDABLE_VERSIONS, collectorBuild } from '../../../local/collector/manifest';

describe('collectorBuild', () => {
  it('names the modules of a version, and the providers with their own versions', () => {
    const { builder, manifest } = collectorBuild('0.115.0');

    expect(builder).toBe('go.opentelemetry.io/collector/cmd/builder@v0.115.0');
    expect(manifest).toContain('dist: {name: otelcol, output_path: ./out, version: 0.115.0}');
    expect(manifest).toContain('opentelemetry-collector-contrib/receiver/kafkareceiver v0.115.0');
    expect(manifest).toContain('go.opentelemetry.io/collector/confmap/provider/envprovider v1.21.0');
  });

  it('keeps the hash of the version that existing caches have', () => {
    expect(collectorBuild('0.160.0').hash).toBe('2f95d788c660');
  });

  it('gives each version its own hash and folder', () => {
    expect(new Set(BUILDABLE_VERSIONS.map((version) => collectorBuild(version).hash)).size).toBe(4);
  });
});
