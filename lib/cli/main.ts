import { processContext } from './process-context';
import { runCli } from './run-cli';

void runCli(process.argv.slice(2), processContext()).then((code) => {
  process.exitCode = code;
});
