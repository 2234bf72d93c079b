const { mkdtempSync, rmSync } = require('node:fs');
const { tmpdir } = require('node:os');
const path = require('node:path');

const jest = require.resolve('jest');
/** Jest's own: reached by way of jest, which brings it. */
const { TestEnvironment } = require(require.resolve('jest-environment-node', { paths: [jest] }));

const SIGNALS = { SIGINT: 130, SIGTERM: 143 };

/**
 * Node's environment, with the end of the process told to the tests. A test's `process` is a copy whose `exit` never
 * comes, and Ctrl-C ends the real one without it: what local/process has started, a broker for one, would live on.
 * A file's temporary folders lie in one of its own, which goes with it.
 */
module.exports = class extends TestEnvironment {
  async setup() {
    await super.setup();
    const { process: copy } = this.global;
    this.formerTmp = process.env.TMPDIR;
    this.folder = mkdtempSync(path.join(tmpdir(), 'spillway-test-'));
    // os.tmpdir() asks the real one, and what a test starts is given the copy.
    for (const { env } of [process, copy]) env.TMPDIR = this.folder;
    this.told = {
      exit: (code) => {
        copy.emit('exit', code);
        this.removeFolder();
      },
      // In a worker: jest is gone, and nobody waits for the tests any more.
      disconnect: () => process.exit(1),
    };
    for (const [signal, code] of Object.entries(SIGNALS)) this.told[signal] = () => process.exit(code);
    for (const [event, listener] of Object.entries(this.told)) process.on(event, listener);
  }

  async teardown() {
    for (const [event, listener] of Object.entries(this.told ?? {})) process.off(event, listener);
    if (this.folder) this.removeFolder();
    await super.teardown();
  }

  removeFolder() {
    // What has just been killed may still write a file or two.
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 });
    if (this.formerTmp === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = this.formerTmp;
  }
};
