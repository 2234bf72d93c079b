import { renderIngestion, renderProcessing } from '../../../../lib/collector';
import { type DeploymentFacts, RULES } from '../../../../lib/lint';
import { signalsOf } from '../../../../lib/pipeline';
import { findingsIn } from '../../../_helpers/lint/lint-rule';
import { deployedExample, EXAMPLES } from '../../../_helpers/pipeline/examples';

const VERSIONS = [145, 150, 151, 156, 160];

describe('Rendered configurations', () => {
  it.each(EXAMPLES.flatMap((name) => VERSIONS.map((minor) => [name, minor] as const)))(
    'of examples/%s.yaml for v0.%d.0 have no findings, with all facts known',
    (name, minor) => {
      const spec = deployedExample(name);
      const facts: DeploymentFacts = {
        spec,
        kafkaVersion: '4.3',
        topics: new Map(
          signalsOf(spec).map(({ topic }) => [topic, { partitions: 12, maxMessageBytes: 1_048_588 }]),
        ),
        autoCreateTopics: true,
        tasks: 12,
        taskMemoryMib: 4_096,
        initialOffset: { wanted: 'earliest', because: 'a partition has no commit' },
      };
      const version = `0.${minor}.0`;

      const findings = findingsIn(
        [
          renderIngestion(spec, { collector: version }),
          renderProcessing(spec, 'earliest', { collector: version }),
        ],
        { minor, facts },
      );

      expect(findings.map(({ code, message }) => `${code} ${message}`)).toEqual([]);
    },
  );

  it('have no findings with brokers as a text either', () => {
    const spec = deployedExample('msk-iam');
    const brokersText = spec.kafka.brokers.join(',');

    const findings = findingsIn(
      [renderIngestion(spec, { brokersText }), renderProcessing(spec, 'earliest', { brokersText })],
      { minor: 160, facts: { spec } },
    );

    expect(findings.map(({ code, message }) => `${code} ${message}`)).toEqual([]);
  });
});

describe('The list of rules', () => {
  it('has unique codes in upper case, and explanations that are longer than titles', () => {
    const codes = RULES.map(({ code }) => code);

    expect(new Set(codes).size).toBe(codes.length);
    for (const { code, title, explanation, source } of RULES) {
      expect(code).toMatch(/^[A-Z][A-Z0-9_]+$/);
      expect(explanation.length).toBeGreaterThan(title.length * 2);
      expect(source).toMatch(/^(https:\/\/|docs\/[\w-]+\.md$)/);
    }
  });
});
