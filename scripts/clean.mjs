// Removes dist before a package is made of it: tsc leaves the output of sources that are gone, and it would be shipped.
import { rmSync } from 'node:fs';
import path from 'node:path';

rmSync(path.resolve(import.meta.dirname, '../dist'), { recursive: true, force: true });
