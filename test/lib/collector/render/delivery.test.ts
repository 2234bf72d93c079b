import { renderIngestion, renderProcessing } from '../../../../lib/collector';
import { processorHandling } from '../../../../lib/collector/flow/handling';
import { lint } from '../../../../lib/lint';
import { type PipelineSpec, parsePipelineSpec } from '../../../../lib/pipeline';

const EARLY = ['batch', 'groupbytrace', 'interval', 'logdedup', 'logstransform', 'tail_sampling'];

function spec(delivery: string, processors: object = {}): PipelineSpec {
  const raw = {
    name: 'test',
    kafka: { brokers: ['127.0.0.1:9092'] },
    group: 'test',
    signals: { traces: { topic: 't' }, metrics: { topic: 'm' }, logs: { topic: 'l' } },
    delivery,
    tiers: { processing: { cluster: 'c', service: 's', backend: { endpoint: 'http://b' }, processors } },
  };
  return parsePipelineSpec(JSON.stringify(raw), 'test.yaml');
}

function delivers(text: string, collector: string): string | undefined {
  return lint([{ name: 'a.yaml', text }], { version: collector }).files[0]?.delivers;
}

describe('Rendered configurations of a delivery profile', () => {
  it.each(
    ['buffered', 'at-least-once'].flatMap((profile) =>
      ['0.145.0', '0.160.0'].map((collector) => [profile, collector] as const),
    ),
  )('deliver %s for v%s, as the linter reads them', (profile, collector) => {
    const rendered = spec(profile, { filter: {}, transform: {} });

    expect(delivers(renderIngestion(rendered, { collector }), collector)).toBe(profile);
    expect(delivers(renderProcessing(rendered, 'earliest', { collector }), collector)).toBe(profile);
  });

  it.each(EARLY)('cannot deliver at least once with %s, which answers early', (type) => {
    expect(processorHandling(type)).toBe('answers-early');
    expect(() => spec('at-least-once', { [`${type}/own`]: {} })).toThrow(
      expect.objectContaining({ code: 'SPEC_INVALID' }),
    );
  });

  it('can buffer with such a processor', () => {
    expect(spec('buffered', { 'batch/own': {} }).delivery).toBe('buffered');
  });
});
