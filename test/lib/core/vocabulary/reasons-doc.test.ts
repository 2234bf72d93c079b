import { readFileSync } from 'node:fs';
import path from 'node:path';
import { REASONS, type ReasonKind } from '../../../../lib/core/vocabulary/reasons';
import { madePage } from '../../../_helpers/docs/made-docs';

const RUNBOOK = readFileSync(path.resolve(__dirname, '../../../../docs/runbook.md'), 'utf8');

/** The kinds in the order of the page, each with what it means for a reader. */
const KINDS: [kind: ReasonKind, meaning: string][] = [
  [
    'hold',
    'Spillway would act and must not yet. It carries a time since when; a lasting one raises an alarm.',
  ],
  ['alarm', 'A person should look.'],
  ['act', 'What is done in this tick.'],
  ['wait', 'A step is under way and needs time.'],
  ['info', 'What is the case.'],
];

const HEAD = `# Reasons

Every decision of a tick, to act and not to act, carries reasons: a code, the places it is about, and figures.

\`\`\`
HOLD_NO_COMMIT otlp_spans partitions 3,7: 2 without a commit
\`\`\`

They are in the response of the Lambda (\`reasons\`), in its log, and in \`spillway status\`. What to do about a hold
or an alarm: [runbook.md](runbook.md). How a decision comes about: [how-it-decides.md](how-it-decides.md).

<!-- Made from lib/core/vocabulary/reasons.ts: UPDATE_DOCS=1 npx jest --selectProjects unit --testPathPatterns reasons-doc -->
`;

function page(): string {
  const sections = KINDS.map(([kind, meaning]) => {
    const rows = Object.entries(REASONS)
      .filter(([, [each]]) => each === kind)
      .map(([code, [, text]]) => `| \`${code}\` | ${text} |`);
    return `## ${kind}\n\n${meaning}\n\n| code | meaning |\n| --- | --- |\n${rows.join('\n')}\n`;
  });
  return [HEAD, ...sections].join('\n');
}

describe('docs/reasons.md', () => {
  it('lists every reason code as lib/core/vocabulary/reasons.ts has it (UPDATE_DOCS=1 rewrites it)', () => {
    const expected = page();

    expect(madePage('reasons.md', expected)).toBe(expected);
  });

  it('sends readers on to docs/runbook.md, which has every hold and alarm', () => {
    const codes = Object.entries(REASONS).flatMap(([code, [kind]]) =>
      kind === 'hold' || kind === 'alarm' ? [code] : [],
    );

    expect(codes.filter((code) => !RUNBOOK.includes(`\`${code}\``))).toEqual([]);
  });

  it('leaves no kind of reason out', () => {
    const kinds = new Set(Object.values(REASONS).map(([kind]) => kind));

    expect(new Set(KINDS.map(([kind]) => kind))).toEqual(kinds);
  });
});
