// Builds the command line where the package is installed: in a checkout, and where npm installs it from git.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

// npm prepares a git dependency of a global install (pre-commit does one) without its devDependencies: the inner
// install believes to be global as well.
const env = { ...process.env, npm_config_global: 'false' };

function npm(...args) {
  const { status } = spawnSync('npm', args, { stdio: ['ignore', 'inherit', 'inherit'], env });
  if (status !== 0) process.exit(status ?? 1);
}

if (!existsSync('node_modules/esbuild'))
  npm('ci', '--include=dev', '--ignore-scripts', '--no-audit', '--no-fund');
npm('run', '-s', 'build:cli');
