#!/usr/bin/env node
import { processContext } from './process-context';
import { runCli } from './run-cli';

// The AWS SDK warns about the version of Node and about several sources of credentials. Users cannot act on either here.
process.removeAllListeners('warning');
console.warn = () => {};

void runCli(process.argv.slice(2), processContext()).then((code) => {
  process.exitCode = code;
});
