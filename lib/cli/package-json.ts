import { readFileSync } from 'node:fs';
import path from 'node:path';

/** What the command line reports about the package that it belongs to. */
export interface PackageJson {
  version: string;
  homepage: string;
}

/** The nearest package.json: this file may run from source or from the bundle. */
export function packageJson(folder = __dirname): PackageJson {
  const file = path.join(folder, 'package.json');
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    const above = path.dirname(folder);
    if (above === folder) throw error;
    return packageJson(above);
  }
}
