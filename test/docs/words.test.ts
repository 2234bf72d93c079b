import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';

const ROOT = path.resolve(__dirname, '../..');
const TEXTLINT = path.resolve(require.resolve('textlint/package.json'), '../bin/textlint.js');

/** Runs the check of words over a text as if it was in a file of this name. */
function check(file: string, text: string): { code: number | null; findings: string } {
  const args = [TEXTLINT, '--format', 'unix', '--stdin', '--stdin-filename', file];
  const ended = spawnSync(process.execPath, args, { cwd: ROOT, input: text, encoding: 'utf8' });
  return { code: ended.status, findings: `${ended.stdout}${ended.stderr}` };
}

describe('the word check', () => {
  it.each([
    ['a message', 'lib/a.ts', 'throw new Error(`${running} of 6 tasks, 6 of use`);', 'of use => useful'],
    ['a string', 'lib/a.ts', "const text = 'The drain starts anew.';", 'anew => again'],
    ['a test name', 'test/a.test.ts', "it('starts anew after a restart', () => {});", 'anew => again'],
    ['a comment that is wrapped', 'lib/a.ts', '/**\n * Tasks that are of\n * use.\n */', 'use => useful'],
    ['a page', 'docs/a.md', '# Tasks\n\nAll tasks that are of\nuse run.\n', 'use => useful'],
    ['a workflow', '.github/workflows/a.yml', '# Starts anew.\non: push\n', 'anew => again'],
    ['a script', 'scripts/a.mjs', '// Starts anew.\n', 'anew => again'],
    ['an example', 'examples/a.yaml', 'tasks: 6 # Six are of use.\n', 'of use => useful'],
    ['a component', 'lib/a.tsx', 'const text = <p>Starts anew.</p>;', 'anew => again'],
  ])('fails on %s and names the plain version', (_where, file, text, finding) => {
    expect(check(file, text)).toEqual({ code: 1, findings: expect.stringContaining(finding) });
  });

  it('is part of `npm run check`', () => {
    const { scripts } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8'));

    expect(scripts['check:words']).toBe('textlint --format unix .');
    expect(scripts.check).toContain('npm run -s check:words');
  });

  it('passes plain English, and code that a page quotes', () => {
    expect(check('docs/a.md', 'A useful task starts again. Not `anew`.\n')).toEqual({
      code: 0,
      findings: '',
    });
  });
});
