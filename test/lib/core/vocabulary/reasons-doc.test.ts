import { countOf } from '../../../../lib/core/facts/survey';
import {
  type ReasonEntry,
  SYMPTOMS,
  type Symptom,
} from '../../../../lib/core/vocabulary/reason-catalog/reason-entry';
import {
  byTopic,
  formatReason,
  REASONS,
  type ReasonKind,
  reason,
} from '../../../../lib/core/vocabulary/reasons';
import { asMarkdown, faultsOf } from '../../../_helpers/docs/catalog-text';
import { madePage, madePart, markdownTable } from '../../../_helpers/docs/made-docs';

const ENTRIES: [string, ReasonEntry][] = Object.entries(REASONS);

/** The kinds in the order of the page. */
const KINDS: [kind: ReasonKind, meaning: string][] = [
  [
    'hold',
    'Spillway would act, and must not yet. A hold shows since when it lasts. A lasting one raises an alarm.',
  ],
  ['alarm', 'A person should look.'],
  ['act', 'What this tick does. In a dry run and in observe mode: what it would do.'],
  ['wait', 'A step is in progress and needs time.'],
  ['info', 'The present state.'],
];

const MISSING = [3, 7].map((partition) => ({ topic: 'otlp_spans', partition }));
const EXAMPLE = formatReason(
  reason('HOLD_NO_COMMIT', `${countOf(MISSING)} without a commit`, byTopic(MISSING)),
);

const HEAD = `# Reasons

Every decision of a tick carries reasons: a code, the places that it concerns, and figures.

\`\`\`
${EXAMPLE}
\`\`\`

They are in the response of the Lambda function (\`reasons\`), in its log, and in \`spillway status\`. \`spillway explain CODE\`
shows the same text. By symptom: [runbook.md](runbook.md). How a decision comes about: [how-it-decides.md](how-it-decides.md).

<!-- Made from lib/core/vocabulary/reasons.ts: UPDATE_DOCS=1 npx jest --selectProjects unit --testPathPatterns reasons-doc -->
`;

const SYMPTOM_TITLES: Record<Symptom, string> = {
  'nobody-reads': 'nobody reads',
  'no-flip': 'it does not flip',
  'latest-unsafe': 'latest is in force and not safe',
  'stop-or-roll': 'a stop or a rolling deployment does not end',
  'slow-drain': 'a backlog does not shrink',
  tasks: 'tasks or config are not as expected',
};

function tableOf(entries: readonly [string, ReasonEntry][]): string {
  const rows = entries.map(([code, { meaning, whatToDo }]) => [
    `\`${code}\``,
    asMarkdown(meaning),
    asMarkdown(whatToDo),
  ]);
  return markdownTable(['code', 'what it means', 'what to do'], rows);
}

function page(): string {
  const sections = KINDS.map(
    ([kind, meaning]) =>
      `## ${kind}\n\n${meaning}\n\n${tableOf(ENTRIES.filter(([, each]) => each.kind === kind))}\n`,
  );
  return [HEAD, ...sections].join('\n');
}

describe('docs/reasons.md', () => {
  it('lists every reason as the catalogue has it (UPDATE_DOCS=1 rewrites it)', () => {
    const expected = page();

    expect(madePage('reasons.md', expected)).toBe(expected);
  });

  it('has every kind of reason', () => {
    const kinds = new Set(ENTRIES.map(([, { kind }]) => kind));

    expect(new Set(KINDS.map(([kind]) => kind))).toEqual(kinds);
  });
});

describe('docs/runbook.md', () => {
  it.each(SYMPTOMS)(
    'has a table of the reasons with the symptom %s (UPDATE_DOCS=1 rewrites it)',
    (symptom) => {
      const expected = tableOf(ENTRIES.filter(([, each]) => each.symptom === symptom));

      expect(madePart('runbook.md', SYMPTOM_TITLES[symptom], expected)).toBe(expected);
    },
  );

  it('has every hold and alarm', () => {
    const missing = ENTRIES.filter(
      ([, { kind, symptom }]) => (kind === 'hold' || kind === 'alarm') && symptom === undefined,
    );

    expect(missing).toEqual([]);
  });
});

describe('the catalogue of reasons', () => {
  it.each(ENTRIES)(
    'says of %s in full sentences what it means and what to do',
    (_code, { meaning, whatToDo }) => {
      expect([faultsOf(meaning), faultsOf(whatToDo)]).toEqual([[], []]);
    },
  );
});
