// Removes dist before packing. Otherwise the package would contain the output of deleted sources.
import { rmSync } from 'node:fs';
import path from 'node:path';

rmSync(path.resolve(import.meta.dirname, '../dist'), { recursive: true, force: true });
