#!/usr/bin/env node
import { EXIT } from './exit-code';
import { processContext } from './process-context';
import { runCli } from './run-cli';

// The AWS SDK warns about the Node version and about multiple sources of credentials. Users can act on neither here.
process.removeAllListeners('warning');
console.warn = () => {};

void runCli(process.argv.slice(2), processContext()).then((code) => {
  process.exitCode = code;
  // Whatever is still open must not keep a command alive that a person has ended.
  if (code === EXIT.interrupted) process.exit();
});
