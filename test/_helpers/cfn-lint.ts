import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

const VERSION = '1.58.0';
const HOME = path.resolve(__dirname, `../../.cache/venv-cfn-lint-${VERSION}`);
const run = promisify(execFile);

/**
 * Asks cfn-lint, which knows CloudFormation's own schemas. The first call on a machine installs it from PyPI.
 *
 * @param templates files
 * @returns what it says of them, a line each, errors and worse only; empty when all is well
 */
export async function lintTemplates(templates: string[]): Promise<string[]> {
  await ensureCfnLint();
  // Not its console script: that names the interpreter by the path where it was made.
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
    await run(path.join(HOME, 'bin/python'), args);
    return [];
  } catch (error) {
    // It ends with another code for what it finds; what it could not do is on standard error.
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
    return `${stdout}${stderr}`.split('\n').filter((line) => line !== '');
  }
}

/** Made beside its place and then renamed: one that was interrupted leaves nothing that looks finished. */
async function ensureCfnLint(): Promise<void> {
  if (existsSync(HOME)) return;
  await mkdir(path.dirname(HOME), { recursive: true });
  const made = await mkdtemp(`${HOME}.`);
  try {
    await run('python3', ['-m', 'venv', made]);
    await run(path.join(made, 'bin/python'), ['-m', 'pip', 'install', '--quiet', `cfn-lint==${VERSION}`]);
    await rename(made, HOME);
  } catch (error) {
    // Another run was first.
    if (!existsSync(HOME)) throw error;
  } finally {
    await rm(made, { recursive: true, force: true });
  }
}
