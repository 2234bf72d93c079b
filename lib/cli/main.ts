#!/usr/bin/env node
import { EXIT } from './exit-code';
import { processContext } from './process-context';
import { runCli } from './run-cli';
import { showError } from './show-error';

// The AWS SDK warns about the Node version and about multiple sources of credentials. Users can act on neither here.
process.removeAllListeners('warning');
console.warn = () => {};

const args = process.argv.slice(2);
const context = processContext();

// An error outside of the command's own work, such as in the callback of a socket. Node would print it with its cause.
process.on('uncaughtException', (error) => {
  showError(context, error, args.some((each) => /json$/.test(each)) ? 'json' : 'text', 'failed');
  process.exit(EXIT.failed);
});

void runCli(args, context).then((code) => {
  process.exitCode = code;
  // Whatever is still open must not keep a command alive that a person has ended.
  if (code === EXIT.interrupted) process.exit();
});
