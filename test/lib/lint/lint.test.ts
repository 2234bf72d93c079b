import { lint } from '../../../lib/lint';
import { ingestion, processing } from '../../_helpers/lint/lint-rule';

const OPTIONS = { version: '0.160.0' };

describe('linting', () => {
  it('sorts findings by file in the given order, then by place', () => {
    const { findings } = lint(
      [
        { name: 'z.yaml', text: 'a: [\n' },
        { name: 'a.yaml', text: processing({ kafka: 'brokers: [k:9092], tls: , group_id: ""' }) },
      ],
      OPTIONS,
    );
    const places = findings.filter(({ file }) => file === 'a.yaml').map(({ place }) => place.start);

    expect(findings[0]).toMatchObject({ file: 'z.yaml', code: 'CONFIG_NOT_YAML', refusal: 'validate' });
    expect(places).toEqual([...places].sort((a, b) => a - b));
    expect(new Set(findings.map(({ file }) => file))).toEqual(new Set(['z.yaml', 'a.yaml']));
  });

  it('returns the tiers and the verdict of each file', () => {
    const { files } = lint(
      [
        { name: 'in', text: ingestion() },
        { name: 'out', text: processing({ kafka: 'initial_offset: newest' }) },
        { name: 'start', text: processing({ kafka: 'heartbeat_interval: 20s' }) },
        { name: 'broken', text: '- a\n' },
      ],
      OPTIONS,
    );

    expect(files.map(({ name, tiers, verdict }) => [name, [...tiers], verdict])).toEqual([
      ['in', ['ingestion'], 'accepted'],
      ['out', ['processing'], 'refused-at-validate'],
      ['start', ['processing'], 'refused-at-start'],
      ['broken', [], 'refused-at-validate'],
    ]);
  });

  it('leaves ignored findings out, but counts them in the verdict', () => {
    const text = `# spillway: ignore CONFIG_KEY_UNKNOWN\nnonsense: 1\n${processing()}`;

    const { findings, files } = lint([{ name: 'a.yaml', text }], OPTIONS);

    expect(findings.map(({ code }) => code)).not.toContain('CONFIG_KEY_UNKNOWN');
    expect(files[0]?.verdict).toBe('refused-at-validate');
  });

  it('treats two files with the same name as two files', () => {
    const { files } = lint(
      [
        { name: 'a', text: processing() },
        { name: 'b', text: processing() },
      ],
      OPTIONS,
    );

    expect(files).toHaveLength(2);
  });

  it('finds nothing without files', () => {
    expect(lint([], OPTIONS)).toEqual({ findings: [], files: [], warnings: [] });
  });
});
