import { type Dirent, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { SpillwayError } from '../errors';

const YAML = /\.ya?ml$/i;
const JSON_FILE = /\.json$/i;

/**
 * The paths as they are, but a folder's files in its place: all YAML files below it, and JSON files that mention receivers
 * and exporters. Hidden folders and node_modules are left out.
 *
 * @throws SpillwayError `FILE_UNREADABLE` for a folder without such a file
 */
export function withFilesOfFolders(paths: readonly string[]): string[] {
  return paths.flatMap((each) => {
    if (each === '-' || !statSync(each, { throwIfNoEntry: false })?.isDirectory()) return each;
    const files = filesIn(each);
    if (files.length > 0) return files;
    throw new SpillwayError(
      'FILE_UNREADABLE',
      `${each} has no YAML file, and no JSON file with a Collector configuration.`,
      'Name a Collector configuration, a file that contains one, or - for standard input.',
    );
  });
}

function filesIn(folder: string): string[] {
  return entriesOf(folder).flatMap((entry) => {
    const name = path.join(folder, entry.name);
    if (entry.isDirectory()) return isHidden(entry.name) ? [] : filesIn(name);
    // A link to a folder could lead back to this one.
    const isFile = entry.isFile() || statSync(name, { throwIfNoEntry: false })?.isFile() === true;
    return isFile && mayHoldConfig(name) ? [name] : [];
  });
}

function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch (cause) {
    const why = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause);
    throw new SpillwayError(
      'FILE_UNREADABLE',
      `${folder} cannot be read (${why}).`,
      'Name the files in it that you can read.',
      { cause },
    );
  }
}

function isHidden(name: string): boolean {
  return name.startsWith('.') || name === 'node_modules';
}

/** Few JSON files hold a configuration. A task definition of ECS may. */
function mayHoldConfig(file: string): boolean {
  if (!JSON_FILE.test(file)) return YAML.test(file);
  const text = readFileSync(file, 'utf8');
  return text.includes('receivers') && text.includes('exporters');
}
