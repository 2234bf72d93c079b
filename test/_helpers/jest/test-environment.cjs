const { mkdtempSync, rmSync } = require('node:fs');
const { tmpdir } = require('node:os');
const path = require('node:path');

const jest = require.resolve('jest');
/** Jest's own environment, resolved through jest because it is jest's dependency. */
const { TestEnvironment } = require(require.resolve('jest-environment-node', { paths: [jest] }));

const SIGNALS = { SIGINT: 130, SIGTERM: 143 };

/**
 * Node's environment, extended in two ways. It tells the tests when the process ends: the `process` of a test is a copy
 * that never emits `exit`, and Ctrl-C ends the real process without it, so a broker that local/process has started would
 * stay alive. It also puts the temporary folders of a test file into a folder of their own, which is removed at the end.
 */
module.exports = class extends TestEnvironment {
  async setup() {
    await super.setup();
    const { process: copy } = this.global;
    this.formerTmp = process.env.TMPDIR;
    this.folder = mkdtempSync(path.join(tmpdir(), 'spillway-test-'));
    // Both are needed: os.tmpdir() reads the real environment, while programs that a test starts get the copy.
    for (const { env } of [process, copy]) env.TMPDIR = this.folder;
    this.told = {
      exit: (code) => {
        copy.emit('exit', code);
        this.removeFolder();
      },
      // In a worker this means that jest has gone, and nobody waits for the tests.
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
    // A process that was just killed may still write a file or two.
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 });
    if (this.formerTmp === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = this.formerTmp;
  }
};
