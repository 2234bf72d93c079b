import { readdirSync, readFileSync } from 'node:fs';
import {
  jsonLine,
  question,
  textBlock,
  textLine,
  textLines,
  verbatim,
  workflowCommands,
} from '../../../lib/output';

const HOSTILE = [
  'a\n::stop-commands::token',
  '::error::forged',
  '  ::add-mask::x',
  'x ##[add-matcher]y',
  '##vso[task.setvariable]z',
  'a\u001b[2J\u009b2J',
  'a\r::error::b',
  'a\u2028::error::b',
];

/** What GitHub Actions and Azure Pipelines take for a command. */
const isCommand = (line: string) => /^\s*::\w/.test(line) || /##\w*\[/.test(line);

describe.each(HOSTILE)('the text %j from outside', (text) => {
  it('is one line and no command as text', () => {
    const written = textLines([`${text}`, 'next']);

    const lines = written.split('\n');
    expect(lines).toHaveLength(3);
    expect(lines.filter(isCommand)).toEqual([]);
    expect(written).not.toMatch(/[\p{Zl}]|(?!\n)\p{Cc}/u);
    expect(isCommand(question(text))).toBe(false);
  });

  it('is one line and the same value as JSON', () => {
    const written = jsonLine({ text });

    expect(JSON.parse(written)).toEqual({ text });
    expect(written.trimEnd()).not.toMatch(/\p{Zl}|\p{Cc}/u);
    expect(isCommand(written)).toBe(false);
  });

  it('stays within its workflow command', () => {
    const written = workflowCommands([
      { name: 'error', properties: { file: text, line: '1', col: '1', title: text }, message: text },
    ]);

    expect(written.split(/[\n\r\u2028]/)).toHaveLength(2);
    expect(written.split('::')[1]).not.toContain('\n');
  });
});

it('a block keeps its own line ends', () => {
  expect(textBlock('a\nb\n')).toBe('a\nb\n');
  expect(textLine('ä "b" #c : d')).toBe('ä "b" #c : d\n');
  expect(verbatim('::a\n')).toBe('::a\n');
});

/** Entry points, which hand the outputs of the process on. Their types take encoded text only. */
const WITH_AN_OUTPUT = ['lib/cli/process-context.ts', 'lambda/index.ts'];

it('nothing else in the product writes to an output', () => {
  const files = ['lib', 'lambda']
    .flatMap((folder) => readdirSync(folder, { recursive: true }).map((file) => `${folder}/${file}`))
    .filter((file) => file.endsWith('.ts') && !WITH_AN_OUTPUT.includes(file));
  const writers = files.filter((file) =>
    /process\.std(out|err)\b|console\.\w+\(|as Encoded\b/.test(code(file)),
  );

  expect(writers).toEqual(['lib/output/encoded.ts']);
});

/** Without comments, which may contain examples. */
function code(file: string): string {
  return readFileSync(file, 'utf8').replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');
}
