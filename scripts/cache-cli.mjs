// Writes dist/bundle/cli.cache: what V8 compiled of the command line once it has linted something (lib/cli/launch.ts).
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import Module, { createRequire } from 'node:module';
import path from 'node:path';
import { Script } from 'node:vm';

const folder = path.resolve(import.meta.dirname, '../dist/bundle');
const file = path.join(folder, 'cli.js');
const cache = path.join(folder, 'cli.cache');
rmSync(cache, { force: true });

const script = new Script(Module.wrap(readFileSync(file, 'utf8')), { filename: file });
const main = { exports: {} };
process.argv = [process.execPath, file, 'lint', '--fail-on', 'never', ...process.argv.slice(2)];
process.stdout.write = () => true;
process.on('exit', () => writeFileSync(cache, script.createCachedData()));
script.runInThisContext()(main.exports, createRequire(file), main, file, folder);
