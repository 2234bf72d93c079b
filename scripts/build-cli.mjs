// Builds the command line after npm install in a checkout, or when npm installs the package from git.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

// In a global install (as by pre-commit) npm prepares a git dependency without devDependencies, because the inner
// install inherits the global setting.
const env = { ...process.env, npm_config_global: 'false' };

function npm(...args) {
  const { status } = spawnSync('npm', args, { stdio: ['ignore', 'inherit', 'inherit'], env });
  if (status !== 0) process.exit(status ?? 1);
}

if (!existsSync('node_modules/esbuild'))
  npm('ci', '--include=dev', '--ignore-scripts', '--no-audit', '--no-fund');
npm('run', '-s', 'build:cli');
