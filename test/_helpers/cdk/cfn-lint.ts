import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { ensureVenv } from '../process/python-venv';

const VERSION = '1.58.0';
const run = promisify(execFile);

/**
 * Runs cfn-lint, which knows CloudFormation's own schemas. The first call on a machine installs it from PyPI.
 *
 * @param templates file names
 * @returns its errors, one per line; empty if there are none
 */
export async function lintTemplates(templates: string[]): Promise<string[]> {
  const python = await ensureVenv(`venv-cfn-lint-${VERSION}`, `cfn-lint==${VERSION}`);
  // The console script cannot be used, because it names the interpreter by the path where it was created.
  const entry = 'from cfnlint.runner import main; main()';
  const args = [
    '-c',
    entry,
    '--format',
    'parseable',
    '--ignore-checks',
    'W',
    'I',
    '--template',
    ...templates,
  ];
  try {
    await run(python, args);
    return [];
  } catch (error) {
    // Findings have a different exit code. Problems of cfn-lint itself are on standard error.
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
    return `${stdout}${stderr}`.split('\n').filter((line) => line !== '');
  }
}
