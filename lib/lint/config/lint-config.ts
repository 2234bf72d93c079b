import picomatch from 'picomatch';
import { type FileSettings, mergeSettings } from './file-settings';
import { type ConfigFile, readConfigFile } from './read-config-file';

/** Settings by file, such as those of a `.spillwaylint.yaml`. */
export interface LintConfig {
  /** @param file the name that the linter was given */
  settingsFor(file: string): FileSettings;
}

/**
 * Parses the text of a `.spillwaylint.yaml`. The settings that it returns are for paths relative to the folder of that
 * file, with forward slashes.
 *
 * @param name of the file, for messages
 * @throws SpillwayError `LINT_CONFIG_INVALID` with all findings, one per line: `file:line:column key: what is wrong`
 *
 * @example
 * ```ts
 * import { lint, parseLintConfig } from 'otel-spillway/lint';
 *
 * const config = parseLintConfig('rules: {NO_HEALTH_CHECK: off}', '.spillwaylint.yaml');
 * config.settingsFor('otel/gateway.yaml'); // { rules: { NO_HEALTH_CHECK: 'off' } }
 * lint([{ name: 'otel/gateway.yaml', text: '…' }], { config });
 * ```
 */
export function parseLintConfig(text: string, name: string): LintConfig {
  const { overrides, ...settings }: ConfigFile = readConfigFile(text, name);
  const matching = overrides.map(({ files, ...over }) => ({
    over,
    matches: picomatch(files.map(inAnyFolder), { dot: true }),
  }));
  return {
    settingsFor: (file) =>
      matching
        .filter(({ matches }) => matches(file))
        .reduce((merged, { over }) => mergeSettings(merged, over), settings),
  };
}

/** A glob without a slash matches names of files in any folder, as in .gitignore. */
function inAnyFolder(glob: string): string {
  return glob.includes('/') ? glob : `**/${glob}`;
}
