import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { applyFixes, lint } from '../../../lib/lint';
import { ingestion, processing } from '../../_helpers/lint/lint-rule';

const CORPUS = path.resolve(__dirname, '../../_fixtures/collector-corpus');
const at = (minor: number) => ({ version: `0.${minor}.0` });

describe('fixing', () => {
  it('applies all fixes of all files, one after another', () => {
    const inputs = [
      { name: 'in.yaml', text: ingestion({ kafka: 'brokers: [k:9092], topic: spans, encoding: otlp_json' }) },
      {
        name: 'out.yaml',
        text: processing({
          kafka: 'brokers: [k:9092], protocol_version: 3.0.0, traces: {topic: spans, encoding: otlp_json}',
          processors:
            'memory_limiter: {check_interval: 1s, limit_percentage: 80}, batch: {}, tail_sampling: {policies: [{name: a, type: always_sample}]}',
          order: 'batch, memory_limiter, tail_sampling',
        }),
      },
    ];

    const [ingested, processed] = applyFixes(inputs, at(160));

    expect(ingested?.text).toContain(
      'kafka: {brokers: [k:9092], traces: {topic: spans, encoding: otlp_json}, partition_traces_by_id: true, sending_queue: {block_on_overflow: true}}',
    );
    expect(processed?.text).toContain(
      'kafka: {brokers: [k:9092], protocol_version: 3.0.0, traces: {topics: [spans], encoding: otlp_json}}',
    );
    expect(processed?.text).toContain('processors: [memory_limiter, tail_sampling, batch]');
    expect(processed?.applied.map(({ code }) => code).sort()).toEqual([
      'CONFIG_KEY_RENAMED',
      'PIPELINE_BATCH_BEFORE_TAIL_SAMPLING',
      'QUEUE_DROPS',
    ]);
  });

  it('renames a setting to what the version at hand has', () => {
    const text = processing({ kafka: 'logs_topic: logs', pipelines: 'logs' });
    const [fixed] = applyFixes([{ name: 'a.yaml', text }], at(115));

    // This version has no logs section.
    expect(fixed?.text).toBe(text.replace('logs_topic', 'topic'));
  });

  it('skips a fix that would change what is meant, and keeps a text without fixes unchanged', () => {
    const inputs = [
      // In this version topic applies to all signals.
      { name: 'a.yaml', text: processing({ kafka: 'logs_topic: logs', pipelines: 'traces, logs' }) },
      { name: 'b.yaml', text: '# nothing\n' },
    ];

    const fixed = applyFixes(inputs, at(115));

    expect(fixed.map(({ text }) => text)).toEqual(inputs.map(({ text }) => text));
    expect(fixed.flatMap(({ applied }) => applied)).toEqual([]);
  });

  it.each([116, 118, 123, 124, 130, 144, 145, 160])(
    'makes a queue wait with the setting of v0.%d, if that version has one',
    (minor) => {
      const text = ingestion({ kafka: 'brokers: [k:9092]' });

      const [fixed] = applyFixes([{ name: 'a', text }], at(minor));
      const word = minor < 118 ? undefined : minor < 124 ? 'blocking: true' : 'block_on_overflow: true';

      expect(fixed?.applied.map(({ code }) => code)).toEqual(word === undefined ? [] : ['QUEUE_DROPS']);
      expect(fixed?.text).toContain(word ?? 'kafka: {brokers: [k:9092]}');
    },
  );

  it('does not fix a finding that a comment ignores', () => {
    const text = `${processing({ kafka: 'brokers: [k:9092]' })}`.replace(
      'receivers:\n',
      'receivers:\n  # spillway: ignore KAFKA_TLS_NULL\n',
    );
    const plaintext = text.replace('brokers: [k:9092]', 'brokers: [k:9092], tls: ');

    expect(applyFixes([{ name: 'a', text: plaintext }], at(160))[0]?.text).toBe(plaintext);
  });

  it('leaves a protocol_version that is pinned, and its comment', () => {
    const text = `receivers: {otlp: {protocols: {grpc: {endpoint: 0.0.0.0:4317}}}}
processors: {batch: {send_batch_size: 500, send_batch_max_size: 500}}
exporters:
  kafka:
    brokers: [broker.example:9092]
    # needed: the proxy before the brokers speaks no newer one
    protocol_version: 3.0.0
    traces: {topic: t}
service: {pipelines: {traces: {receivers: [otlp], processors: [batch], exporters: [kafka]}}}
`;
    const [fixed] = applyFixes([{ name: 'a', text }], at(160));

    expect(fixed?.applied.map(({ code }) => code)).toEqual(['QUEUE_DROPS']);
    expect(fixed?.text).toContain('speaks no newer one\n    protocol_version: 3.0.0\n');
  });

  it('makes no file of the corpus worse, and leaves nothing to fix for a second run', () => {
    const minor = 160;
    const names = readdirSync(CORPUS, { withFileTypes: true, recursive: true })
      .filter((entry) => entry.isFile() && entry.name.endsWith('.yaml'))
      .map((entry) => path.join(entry.parentPath, entry.name));
    let changed = 0;
    for (const name of names) {
      const input = { name, text: readFileSync(name, 'utf8') };
      const [fixed] = applyFixes([input], at(minor));
      if (!fixed || fixed.applied.length === 0) continue;
      changed++;
      const errors = (text: string) =>
        lint([{ name, text }], at(minor)).findings.filter(({ severity }) => severity === 'error').length;

      expect([name, errors(fixed.text) <= errors(input.text)]).toEqual([name, true]);
      expect([name, applyFixes([{ name, text: fixed.text }], at(minor))[0]?.applied]).toEqual([name, []]);
      expect([name, commentsOf(fixed.text)]).toEqual([name, commentsOf(input.text)]);
    }
    expect(changed).toBeGreaterThan(20);
  });
});

function commentsOf(text: string): string[] {
  return text.split(/\r?\n/).flatMap((line) => /(^|\s)#.*$/.exec(line)?.[0].trim() ?? []);
}
