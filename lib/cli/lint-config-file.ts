import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { SpillwayError } from '../errors';
import { type LintConfig, parseLintConfig } from '../lint';

const NAMES = ['.spillwaylint.yaml', '.spillwaylint.yml'];

/**
 * The settings of configuration files of the linter. A file is linted by the nearest one in its folder or above; standard
 * input, by that of the working folder.
 *
 * @param chosen the file of `--config`, for all files; `false` for none at all
 * @throws SpillwayError `LINT_CONFIG_UNREADABLE`, `LINT_CONFIG_INVALID`, also from `settingsFor`
 */
export function lintConfig(chosen: string | false | undefined): LintConfig | undefined {
  if (chosen === false) return undefined;
  if (chosen !== undefined) return readConfig(chosen);
  const byFolder = new Map<string, LintConfig | undefined>();
  const configOf = (folder: string): LintConfig | undefined => {
    if (byFolder.has(folder)) return byFolder.get(folder);
    const file = NAMES.map((name) => path.join(folder, name)).find(existsSync);
    const above = path.dirname(folder);
    const inFolder = file === undefined ? undefined : readConfig(file);
    const config = inFolder ?? (above === folder ? undefined : configOf(above));
    byFolder.set(folder, config);
    return config;
  };
  return { settingsFor: (file) => configOf(path.dirname(path.resolve(file)))?.settingsFor(file) ?? {} };
}

/** Paths of its globs are relative to its folder. */
function readConfig(file: string): LintConfig {
  const config = parseLintConfig(textOf(file), path.relative('', file));
  const folder = path.dirname(path.resolve(file));
  return {
    settingsFor: (linted) =>
      config.settingsFor(path.relative(folder, path.resolve(linted)).replaceAll(path.sep, '/')),
  };
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    const why = (cause as NodeJS.ErrnoException).code ?? String(cause);
    throw new SpillwayError(
      'LINT_CONFIG_UNREADABLE',
      `The configuration ${file} of the linter cannot be read (${why}).`,
      'Name a file with --config, or pass --no-config.',
      { cause },
    );
  }
}
