// Writes dist/bundle/cli.cache: what V8 compiled of the command line once it has linted something (lib/cli/launch.ts).
// Only functions that were called are compiled: these files have most components between them.
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import Module, { createRequire } from 'node:module';
import path from 'node:path';
import { Script } from 'node:vm';

const root = path.resolve(import.meta.dirname, '..');
const folder = path.join(root, 'dist/bundle');
const file = path.join(folder, 'cli.js');
const cache = path.join(folder, 'cli.cache');
rmSync(cache, { force: true });

const script = new Script(Module.wrap(readFileSync(file, 'utf8')), { filename: file });
const main = { exports: {} };
const linted = [
  'docs/linted/oneuptime-producer.yaml',
  'docs/linted/oneuptime-consumer.yaml',
  'test/_fixtures/collector-corpus/valid/processing-of-0160.yaml',
  'test/_fixtures/collector-corpus/valid/transform-contexts.yaml',
];
process.argv = [process.execPath, file, 'lint', ...linted.map((each) => path.join(root, each))];
process.stdout.write = () => true;
process.on('exit', () => {
  writeFileSync(cache, script.createCachedData());
  process.exitCode = 0;
});
script.runInThisContext()(main.exports, createRequire(file), main, file, folder);
