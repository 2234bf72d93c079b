import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parseCollectorImage } from '../../../lib/collector/collector-image';
import { applyFixes, type LintInput, lint } from '../../../lib/lint';
import { lintReport } from '../../../lib/report/lint-report';
import { drawLint, summaryLine } from '../../../lib/report/lint-text';
import { madePage } from '../../_helpers/docs/made-docs';

const DOCS = path.resolve(__dirname, '../../../docs');
const COLUMNS = 100;
const version = '0.160.0';
const { label } = parseCollectorImage(version);

/** Two files a guide, the ingestion tier's first. */
const GUIDES = [
  {
    title: "The Collector's own documentation",
    files: ['opentelemetry-agent.yaml', 'opentelemetry-gateway.yaml'],
    source: 'https://opentelemetry.io/docs/collector/resiliency/',
    words:
      'This is a sketch of the idea. Neither half starts with a current Collector, because `topic` moved below each signal. After that is fixed, the gateway joins the group that every Collector without a `group_id` joins, and after five minutes it drops the data that the guide wanted Kafka to keep.',
  },
  {
    title: 'Dynatrace',
    files: ['dynatrace-exporter.yaml', 'dynatrace-receiver.yaml'],
    source: 'https://docs.dynatrace.com/docs/ingest-from/opentelemetry/collector/use-cases/kafka/exporter',
    words:
      'Both halves start. The guide explains `tls: {insecure: true}` as a way to accept an untrusted certificate, but it means plaintext. Without `initial_offset` the first start of a new group skips the records that are already in Kafka, and later the first records of every added partition.',
  },
  {
    title: 'OneUptime',
    files: ['oneuptime-producer.yaml', 'oneuptime-consumer.yaml'],
    source: 'https://oneuptime.com/blog/post/2026-02-06-kafka-exporter-receiver-buffered-telemetry/view',
    words:
      'The guide uses names of an older Collector, which the linter renames with `--fix`. The remaining problem is the queue after `batch`: it drops data when it is full, during a drain, which is exactly when Kafka was supposed to help.',
  },
] as const;

const HEAD = `# Three public guides, linted

These are configurations that people start from, with changed names and figures (each file names its source). \`spillway lint\` checks both tiers of
a guide together, for ${label}. This is no criticism of the authors: settings changed names three times in a year, and most
configurations lack the same settings, because their absence causes no error message. [lint-rules.md](lint-rules.md) explains each code.

<!-- Made by UPDATE_DOCS=1 npx jest --selectProjects unit --testPathPatterns linted-doc -->
`;

function read(files: readonly string[]): LintInput[] {
  return files.map((name) => ({ name, text: readFileSync(path.join(DOCS, 'linted', name), 'utf8') }));
}

function section({ title, files, source, words }: (typeof GUIDES)[number]): string {
  const inputs = read(files);
  const found = lintReport(lint(inputs, { version }), new Map());
  const afterFix = applyFixes(inputs, { version });
  const fixed = new Map(afterFix.map(({ name, applied }) => [name, applied]));
  const rest = lintReport(lint(afterFix, { version }), fixed);
  const links = files.map((name) => `[${name}](linted/${name})`).join(', ');
  return `## ${title}

${links}, after <${source}>.

${words}

\`\`\`
$ spillway lint ${files.join(' ')}
${drawLint(found, COLUMNS).join('\n')}
\`\`\`

After \`--fix\`: ${summaryLine(rest)}.
`;
}

describe('docs/linted.md', () => {
  it('shows the present findings of the linter (UPDATE_DOCS=1 rewrites it)', () => {
    const expected = [HEAD, ...GUIDES.map(section)].join('\n');

    expect(madePage('linted.md', expected)).toBe(expected);
  });

  it('covers every file of its folder, each with its source', () => {
    const files: readonly string[] = GUIDES.flatMap((guide) => guide.files);

    expect(readdirSync(path.join(DOCS, 'linted')).sort()).toEqual([...files].sort());
    expect(existsSync(path.join(DOCS, 'linted.md'))).toBe(true);
    for (const { text } of read(files)) expect(text).toMatch(/^# .*(https:|same (page|post))/);
  });
});
