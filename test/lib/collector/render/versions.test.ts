import { parse } from 'yaml';
import { renderIngestion, renderProcessing } from '../../../../lib/collector';
import { parseCollectorVersion } from '../../../../lib/collector/collector-version';
import { checkConfig } from '../../../../lib/collector/schema';
import { deployedExample, EXAMPLES, example } from '../../../_helpers/pipeline/examples';

const VERSIONS = Array.from({ length: 16 }, (_, index) => `0.${145 + index}.0`);
const withoutHeader = (text: string) => text.replace(/^#.*\n/gm, '');

describe('The configurations of each Collector version', () => {
  it.each(VERSIONS)('differ in %s from those of 0.160.0 only by the choice of the hasher', (version) => {
    const spec = example('scram-tls');
    const newest = parse(renderIngestion(spec, { collector: '0.160.0' }));
    const { record_partitioner, ...others } = newest.exporters.kafka;
    const chosen = Number(version.split('.')[1]) >= 150;

    expect(record_partitioner).toEqual({ sticky_key: { hasher: 'sarama_compat' } });
    expect(parse(renderIngestion(spec, { collector: version }))).toEqual({
      ...newest,
      exporters: { kafka: chosen ? newest.exporters.kafka : others },
    });
    expect(withoutHeader(renderProcessing(spec, 'earliest', { collector: version }))).toBe(
      withoutHeader(renderProcessing(spec, 'earliest', { collector: '0.160.0' })),
    );
  });

  it.each(VERSIONS)('have nothing that Collector %s or a later one refuses', (text) => {
    const version = parseCollectorVersion(text);

    for (const name of EXAMPLES) {
      const spec = deployedExample(name);
      for (const rendered of [
        renderIngestion(spec, { collector: text }),
        renderProcessing(spec, 'earliest', { collector: text }),
      ]) {
        expect(checkConfig(parse(rendered), version)).toEqual([]);
      }
    }
  });

  it('would be refused by the version before the choice of the hasher', () => {
    const rendered = parse(renderIngestion(example('scram-tls'), { collector: '0.150.0' }));

    expect(checkConfig(rendered, parseCollectorVersion('0.149.0'))).toMatchObject([
      { path: ['exporters', 'kafka', 'record_partitioner'], refusal: 'validate' },
    ]);
  });

  it('name their version, and the variable that ADOT reads them from', () => {
    const spec = example('plain');

    expect(renderIngestion(spec, { collector: '0.145.0' }).split('\n')[0]).toBe(
      '# Ingestion tier of plain: OTLP in, Kafka out. For Collector v0.145.0.',
    );
    expect(renderProcessing(spec, 'latest', { collector: 'adot-0.49.0' }).split('\n').slice(0, 2)).toEqual([
      '# Processing tier of plain: Kafka in, OTLP/HTTP out. For ADOT v0.49.0 (contrib v0.156.0).',
      '# The container reads it from AOT_CONFIG_CONTENT.',
    ]);
  });

  it('are those of the contrib version that an ADOT release pins, except that ADOT cannot transform', () => {
    const spec = example('plain');

    for (const [adot, contrib] of [
      ['adot-0.48.0', '0.151.0'],
      ['adot:0.49.0', '0.156.0'],
    ] as const) {
      expect(withoutHeader(renderProcessing(spec, 'earliest', { collector: adot }))).toBe(
        withoutHeader(renderProcessing(spec, 'earliest', { collector: contrib })),
      );
      const ofContrib = parse(renderIngestion(spec, { collector: contrib }));
      const ofAdot = parse(renderIngestion(spec, { collector: adot }));
      const { 'transform/oversized': transform, ...others } = ofContrib.processors;
      expect(transform).toBeDefined();
      expect(ofAdot).toEqual({
        ...ofContrib,
        processors: { ...others, 'filter/oversized': expect.anything() },
        service: {
          ...ofContrib.service,
          pipelines: {
            traces: {
              ...ofContrib.service.pipelines.traces,
              processors: ['memory_limiter', 'filter/oversized', 'batch'],
            },
          },
        },
      });
      expect(checkConfig(ofAdot, parseCollectorVersion(contrib))).toEqual([]);
    }
  });

  it('are for the version in the spec by default', () => {
    const spec = example('plain');
    spec.tiers.ingestion.collectorVersion = '0.149.0';
    spec.tiers.processing.collectorVersion = 'adot-0.48.0';

    expect(renderIngestion(spec)).toBe(renderIngestion(spec, { collector: '0.149.0' }));
    expect(renderProcessing(spec, 'latest')).toBe(
      renderProcessing(spec, 'latest', { collector: 'adot-0.48.0' }),
    );
  });

  it.each(['0.144.0', '0.161.0', '0.115.0', 'adot-0.47.0', 'adot-0.50.0', 'newest'])(
    'are refused for %s, with the supported range',
    (version) => {
      const refusal = expect.objectContaining({
        code: 'COLLECTOR_VERSION_UNSUPPORTED',
        message: `Spillway cannot render configurations for "${version}", only for Collector 0.145.0 to 0.160.0 and for ADOT 0.48.0, 0.49.0.`,
      });

      expect(() => renderIngestion(example('plain'), { collector: version })).toThrow(refusal);
      expect(() => renderProcessing(example('plain'), 'earliest', { collector: version })).toThrow(refusal);
    },
  );

  it('are refused for ADOT with a transform processor, which it lacks', () => {
    const spec = example('scram-tls');

    expect(() => renderProcessing(spec, 'earliest', { collector: 'adot-0.49.0' })).toThrow(
      expect.objectContaining({
        code: 'COLLECTOR_COMPONENT_MISSING',
        message: expect.stringContaining('transform/deployment'),
      }),
    );
    expect(renderProcessing(spec, 'earliest', { collector: '0.156.0' })).toContain('transform/deployment');
    expect(renderIngestion(spec, { collector: 'adot-0.49.0' })).toContain('required_acks');
  });
});
