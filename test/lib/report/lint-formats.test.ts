import { textLines, workflowCommands } from '../../../lib/output';
import { githubLint } from '../../../lib/report/lint-github';
import { hasAtLeast, type LintedFinding, type LintReport } from '../../../lib/report/lint-report';
import { drawLint, summaryLine } from '../../../lib/report/lint-text';

const FINDING: LintedFinding = {
  file: 'ingestion.yaml',
  line: 12,
  column: 5,
  severity: 'warning',
  code: 'KAFKA_SOMETHING',
  message: 'required_acks is 1; write `required_acks: all`.',
  path: ['exporters', 'kafka'],
};

/** The delivery of a file of which none is shown. */
const silent = () => ({ collector: 'Collector v0.160.0', delivers: 'unknown' as const, delivery: [] });

function report(change: Partial<LintReport> = {}): LintReport {
  return {
    findings: [FINDING],
    files: [
      { name: 'ingestion.yaml', tiers: ['ingestion'], verdict: 'accepted', ...silent(), fixed: [] },
      { name: 'processing.yaml', tiers: ['processing'], verdict: 'accepted', ...silent(), fixed: [] },
    ],
    summary: { files: 2, errors: 0, warnings: 1, infos: 0, fixable: 0, fixed: 0 },
    version: 'Collector v0.160.0',
    ...change,
  };
}

describe('findings as text', () => {
  it('are grouped by file; a file without findings is not named', () => {
    expect(drawLint(report(), 100)).toEqual([
      'ingestion.yaml',
      '  12:5 warning KAFKA_SOMETHING required_acks is 1; write `required_acks: all`.',
      '',
      '1 warning in 2 files, checked against Collector v0.160.0',
    ]);
  });

  it.each([
    ['text', (each: LintReport) => textLines(drawLint(each, 100))],
    ['GitHub annotations', (each: LintReport) => workflowCommands(githubLint(each))],
  ])('send no escape sequence of a configuration to a terminal, as %s', (_format, draw) => {
    const message = 'The receiver kafka: "x\u001b[31m\u009bred" ';
    const lines = draw(report({ findings: [{ ...FINDING, message }] }));

    expect(lines).toContain('x\u{fffd}[31m\u{fffd}red');
    expect(lines).not.toContain('\u001b');
    expect(lines).not.toContain('\u009b');
  });

  it.each([24, 40, 60])('fit into %i columns', (columns) => {
    const lines = drawLint(report(), columns);

    expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(columns);
    expect(lines.join(' ')).toContain('12:5');
  });

  it('say whether the Collector would refuse the file, and when', () => {
    const refused = (verdict: 'refused-at-validate' | 'refused-at-start') =>
      drawLint(
        report({ files: [{ name: 'ingestion.yaml', tiers: [], verdict, ...silent(), fixed: [] }] }),
        100,
      ).join('\n');

    expect(refused('refused-at-validate')).toContain(
      '\n  The Collector would refuse this file, and so does otelcol validate.\n',
    );
    expect(refused('refused-at-start')).toContain(
      '\n  The Collector would refuse this file at start, though otelcol validate accepts it.\n',
    );
  });

  it.each<[string, LintReport['files'][number]['delivery'], string]>([
    ['at-least-once', [{ pipeline: 'logs', delivers: 'at-least-once' }], 'Delivery: at-least-once.'],
    [
      'buffered, with the line that makes it so',
      [
        {
          pipeline: 'logs',
          delivers: 'buffered',
          brokenBy: { path: [], line: 12, column: 3, because: 'batch in logs accepts data.' },
        },
      ],
      'Delivery: buffered, so a task that is killed can lose data. Line 12: batch in logs accepts data.',
    ],
    [
      'as the weakest of several pipelines',
      [
        { pipeline: 'logs', delivers: 'at-least-once' },
        {
          pipeline: 'traces',
          delivers: 'unknown',
          brokenBy: { path: [], line: 7, column: 1, because: 'It is not known.' },
        },
      ],
      'Delivery of traces: unknown. Line 7: It is not known.',
    ],
  ])('say how a file delivers: %s', (_, delivery, expected) => {
    const files = [
      { name: 'a.yaml', tiers: [], verdict: 'accepted' as const, ...silent(), delivery, fixed: [] },
    ];

    expect(drawLint(report({ files, findings: [] }), 100)).toContain(`  ${expected}`);
  });

  it('are one line if there are none', () => {
    const summary = { files: 1, errors: 0, warnings: 0, infos: 0, fixable: 0, fixed: 0 };

    expect(drawLint(report({ findings: [], summary }), 100)).toEqual([
      'no findings in 1 file, checked against Collector v0.160.0',
    ]);
  });

  it('say what was fixed and what can be fixed', () => {
    const summary = { files: 2, errors: 2, warnings: 0, infos: 3, fixable: 2, fixed: 1 };
    const files = [
      {
        name: 'ingestion.yaml',
        tiers: [],
        verdict: 'accepted' as const,
        ...silent(),
        fixed: [{ line: 3, code: 'KAFKA_TLS_NULL', title: 'writes tls: {}' }],
      },
    ];

    expect(drawLint(report({ findings: [], files, summary }), 100)).toEqual([
      'ingestion.yaml',
      '  fixed line 3 KAFKA_TLS_NULL: writes tls: {}',
      '',
      '2 errors, 3 infos in 2 files, checked against Collector v0.160.0; 1 fixed; 2 can be fixed with --fix',
    ]);
  });
});

describe('findings for GitHub Actions', () => {
  it.each([
    ['error', '::error '],
    ['warning', '::warning '],
    ['info', '::notice '],
  ] as const)('an %s begins with %s', (severity, start) => {
    const written = workflowCommands(githubLint(report({ findings: [{ ...FINDING, severity }] })));

    expect(written.startsWith(start)).toBe(true);
  });

  it('escape what would end a property or the command', () => {
    const finding = { ...FINDING, file: 'a,b:c%.yaml', message: '100%: one\r\n::error::two, three' };

    const written = workflowCommands(githubLint(report({ findings: [finding] })));

    expect(written).toBe(
      '::warning file=a%2Cb%3Ac%25.yaml,line=12,col=5,title=KAFKA_SOMETHING::100%25: one%0D%0A::error::two, three\n',
    );
  });

  it('end with the counts', () => {
    expect(summaryLine(report())).toBe('1 warning in 2 files, checked against Collector v0.160.0');
  });
});

describe('the worst finding', () => {
  it.each([
    ['warning', 'error', false],
    ['warning', 'warning', true],
    ['warning', 'info', true],
    ['info', 'warning', false],
    ['error', 'error', true],
  ] as const)('being %s is at least %s: %s', (severity, limit, expected) => {
    expect(hasAtLeast(report({ findings: [{ ...FINDING, severity }] }), limit)).toBe(expected);
  });
});
