import type { Finding } from '../../../lib/lint';
import { mergeFindings } from '../../../lib/lint/merge-findings';
import { findingsIn, processing } from '../../_helpers/lint/lint-rule';

const ONCE = new Set(['PIPELINE_NO_BATCH']);

function finding(change: Partial<Finding>): Finding {
  return {
    code: 'PIPELINE_NO_BATCH',
    severity: 'info',
    message: 'kafka has none.',
    file: 'a.yaml',
    path: ['exporters', 'kafka', 'x'],
    place: { start: 0, end: 1, line: 1, column: 1 },
    refusal: undefined,
    fix: undefined,
    ...change,
  };
}

describe('Findings of a rule that reports once per file', () => {
  it('become the first one, which names the others', () => {
    const findings = [
      finding({}),
      finding({ path: ['exporters', 'kafka/logs'], message: 'kafka/logs has none.' }),
      finding({ path: ['service', 'pipelines', 'metrics', 'exporters', 0] }),
    ];

    expect(mergeFindings(findings, ONCE)).toEqual([
      finding({
        message: 'kafka has none. The same applies to the exporter kafka/logs and the pipeline metrics.',
      }),
    ]);
  });

  it('name no component twice, and at most five', () => {
    const paths = ['kafka', 'kafka', ...'bcdefghi'].map((id) => ['receivers', id]);
    const merged = mergeFindings(
      paths.map((path) => finding({ path })),
      ONCE,
    );

    expect(merged).toMatchObject([
      {
        message:
          'kafka has none. The same applies to the receiver b, the receiver c, the receiver d, the receiver e and 4 others.',
      },
    ]);
  });

  it.each([
    ['of another rule', { code: 'QUEUE_DROPS' }],
    ['of another severity', { severity: 'warning' }],
    ['of another file', { file: 'b.yaml' }],
    ['with a fix', { fix: { title: 'adds batch', edits: [] } }],
  ] as const)('do not include one %s', (_what, change) => {
    const findings = [finding({}), finding(change as Partial<Finding>)];

    expect(mergeFindings(findings, ONCE)).toEqual(findings);
  });

  it('move to the next place when a comment ignores the first', () => {
    const text = processing({ pipelines: 'traces, logs', order: '', processors: '' }).replace(
      /( {4}traces: .*)/,
      '$1 # spillway: ignore PIPELINE_NO_MEMORY_LIMITER',
    );
    const found = findingsIn(text).filter(({ code }) => code === 'PIPELINE_NO_MEMORY_LIMITER');

    expect(found).toMatchObject([{ message: expect.stringMatching(/^logs has no memory_limiter/) }]);
  });
});
