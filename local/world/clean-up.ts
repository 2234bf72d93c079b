/** Clean-up steps for the end of a run, in reverse order. */
export class CleanUp {
  private readonly tasks: { what: string; undo: () => Promise<unknown> }[] = [];

  add(what: string, undo: () => Promise<unknown>): void {
    this.tasks.push({ what, undo });
  }

  /** Runs all steps, once. If a step fails, the others still run. */
  async run(report: (line: string) => void): Promise<void> {
    for (let task = this.tasks.pop(); task; task = this.tasks.pop()) {
      try {
        await task.undo();
      } catch (error) {
        report(`could not clean up ${task.what}: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
  }
}
