import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const ROOT = path.resolve(__dirname, '../../..');

/** The output and exit code of a program. */
export interface Ran {
  code: number | null;
  /** Standard output and error. */
  text: string;
}

/** The package as npm would publish it, and a user's project that installs it. */
export interface PackedPackage {
  /** The tarball. */
  file: string;
  /** The paths in the tarball. */
  contents: string[];
  /** The size of the tarball. */
  bytes: number;
  /** A folder outside the repository that at first contains only a package.json. */
  app: string;
  /**
   * Runs `npm install` in the app. Registry packages come from npm's cache if it has them.
   *
   * @param packages the tarball, or folders below the repository's node_modules, which are linked
   * @returns npm's warnings, one per line
   */
  install(...packages: string[]): string[];
  /** Runs a program in the app, with a PATH that does not contain the repository's programs. */
  run(program: string, args: string[], env?: Record<string, string>): Ran;
  remove(): void;
}

/** Packs the current `dist`, with licences and SBOM, without a build. */
export function packPackage(): PackedPackage {
  const folder = mkdtempSync(path.join(tmpdir(), 'spillway-package-'));
  const app = mkdtempSync(path.join(tmpdir(), 'spillway-app-'));
  writeFileSync(path.join(app, 'package.json'), JSON.stringify({ name: 'app', private: true }));
  const env = userEnvironment();
  execFileSync(process.execPath, ['scripts/third-party.mjs'], {
    cwd: ROOT,
    env,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const packed = execFileSync('npm', ['pack', '--ignore-scripts', '--json', '--pack-destination', folder], {
    cwd: ROOT,
    encoding: 'utf8',
    env,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [made] = JSON.parse(packed) as { filename: string; size: number; files: { path: string }[] }[];
  if (made === undefined) throw new Error(`npm pack made nothing: ${packed}`);
  return {
    file: path.join(folder, made.filename),
    contents: made.files.map((each) => each.path),
    bytes: made.size,
    app,
    install(...packages) {
      const args = ['install', '--prefer-offline', '--no-audit', '--no-fund', ...packages];
      const { status, stderr } = spawnSync('npm', args, { cwd: app, env, encoding: 'utf8' });
      if (status !== 0) throw new Error(`npm install ended with ${status}: ${stderr}`);
      return stderr.split('\n').filter((line) => line.includes('warn'));
    },
    run(program, args, more = {}) {
      const ended = spawnSync(program, args, {
        cwd: app,
        encoding: 'utf8',
        env: { ...env, ...more },
        timeout: 100_000,
      });
      return { code: ended.status, text: `${ended.stdout}${ended.stderr}` };
    },
    remove() {
      for (const each of [folder, app]) rmSync(each, { recursive: true, force: true });
    },
  };
}

/**
 * The environment without what `npm test` sets for its own scripts: the package's location, and its programs on the
 * PATH.
 */
function userEnvironment(): NodeJS.ProcessEnv {
  const entries = Object.entries(process.env).filter(
    ([name]) => !/^npm_(lifecycle|package|command|execpath|config_local_prefix)/.test(name),
  );
  const paths = (process.env.PATH ?? '').split(path.delimiter);
  const PATH = paths.filter((each) => !each.includes('node_modules')).join(path.delimiter);
  return { ...Object.fromEntries(entries), PATH };
}
