#!/usr/bin/env node
import { existsSync, readFileSync } from 'node:fs';
import { wrap } from 'node:module';
import path from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { Script } from 'node:vm';

// Most commands are over before waking helper threads for each small collection of garbage pays.
setFlagsFromString('--no-parallel-scavenge');

/**
 * Runs the bundled command line with what V8 compiled of it when it was built: compiling anew takes longer than most
 * commands. V8 itself refuses a cache of another version or of another source, and compiles then.
 */
const file = path.join(__dirname, 'cli.js');
const cache = path.join(__dirname, 'cli.cache');
const script = new Script(wrap(readFileSync(file, 'utf8')), {
  filename: file,
  ...(existsSync(cache) ? { cachedData: readFileSync(cache) } : {}),
});
script.runInThisContext()(exports, require, module, file, __dirname);
