const jest = require.resolve('jest');
/** Jest's own: reached by way of jest, which brings it. */
const { TestEnvironment } = require(require.resolve('jest-environment-node', { paths: [jest] }));

const SIGNALS = { SIGINT: 130, SIGTERM: 143 };

/**
 * Node's environment, with the end of the process told to the tests. A test's `process` is a copy whose `exit` never
 * comes, and Ctrl-C ends the real one without it: what local/process has started, a broker for one, would live on.
 */
module.exports = class extends TestEnvironment {
  async setup() {
    await super.setup();
    const { process: copy } = this.global;
    this.told = { exit: (code) => copy.emit('exit', code) };
    for (const [signal, code] of Object.entries(SIGNALS)) this.told[signal] = () => process.exit(code);
    for (const [event, listener] of Object.entries(this.told)) process.on(event, listener);
  }

  async teardown() {
    for (const [event, listener] of Object.entries(this.told ?? {})) process.off(event, listener);
    await super.teardown();
  }
};
