/**
 * Runs one invocation of a deployed Lambda function in its own process, with the event on standard input. Usage:
 * `run-function.cjs FOLDER HANDLER ANSWER_FILE TIMEOUT_SECONDS`. Started by moto-with-lambdas.py.
 */
const fs = require('node:fs');
const http = require('node:http');
const https = require('node:https');
const path = require('node:path');

const [folder, handlerName, answerFile, timeoutSeconds] = process.argv.slice(2);
const event = JSON.parse(fs.readFileSync(0, 'utf8'));

// CloudFormation's response URL uses https, and libraries rely on that. Here it is plain http.
if (event.ResponseURL) {
  const { hostname, port } = new URL(event.ResponseURL);
  https.request = (target, ...rest) =>
    typeof target === 'string' || target instanceof URL
      ? http.request(target, ...rest)
      : http.request({ ...target, protocol: 'http:', hostname, port }, ...rest);
}

const [file, exported] = handlerName.split('.');
const deadlineMs = Date.now() + Number(timeoutSeconds) * 1000;
const context = {
  awsRequestId: '00000000-0000-4000-8000-000000000000',
  functionName: process.env.AWS_LAMBDA_FUNCTION_NAME,
  logStreamName: 'local',
  getRemainingTimeInMillis: () => Math.max(0, deadlineMs - Date.now()),
};

const answer = (value) => fs.writeFileSync(answerFile, JSON.stringify(value ?? null));
Promise.resolve()
  .then(() => require(path.resolve(folder, file))[exported](event, context))
  .then(answer, (error) => {
    console.error(error);
    answer({ errorType: error.name, errorMessage: error.message });
    process.exitCode = 1;
  })
  // As on Lambda, an invocation ends even if something is still open.
  .finally(() => process.exit());
