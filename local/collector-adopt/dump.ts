import { cp, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { CollectorBuild } from '../collector/manifest';
import { inScratch } from './go-modules';
import { output } from './run';

/** A setting, or a struct of settings, as the Go program in `dump/` prints it. */
export interface DumpNode {
  /** A Go kind, or `duration`, `text`, `list`, `map`, `struct`, `recursive`, `any`. */
  type: string;
  go?: string;
  optional?: string;
  hooks?: string[];
  keys?: Record<string, DumpNode>;
  item?: DumpNode;
  /** The type of all keys that no field has. */
  remain?: DumpNode;
  kind?: string;
  squashed?: string[];
}

const PROGRAM = path.resolve('local/collector-adopt/dump');

/** What the components of a build decode, and the service itself, by section and type. Compiles for a minute or more. */
export async function dumpSettings(build: CollectorBuild): Promise<Record<string, DumpNode>> {
  const service = [...build.components.values()].find((module) => module.startsWith('go.opentelemetry.io/'));
  const core = service?.split('@')[1];
  return inScratch(async (folder) => {
    await cp(path.join(PROGRAM, 'main.go'), path.join(folder, 'main.go'));
    await writeFile(path.join(folder, 'components.go'), componentsGo([...build.components]));
    const required = [`go.opentelemetry.io/collector/service@${core}`, ...build.components.values()];
    const requires = required.map((module) => `\t${module.replace('@', ' ')}`);
    await writeFile(
      path.join(folder, 'go.mod'),
      `module dump\n\ngo 1.24.0\n\nrequire (\n${requires.join('\n')}\n)\n`,
    );
    return JSON.parse(await output('go', ['run', '.'], folder, { GOFLAGS: '-mod=mod' }));
  });
}

function componentsGo(components: readonly (readonly [component: string, module: string])[]): string {
  const imports = components.map(([, module], index) => `\tc${index} "${module.split('@')[0]}"`);
  const entries = components.map(
    ([component], index) => `\t\t"${component}": c${index}.NewFactory().CreateDefaultConfig(),`,
  );
  return `package main

import (
${imports.join('\n')}
\t"go.opentelemetry.io/collector/service"
\t"go.opentelemetry.io/collector/service/telemetry/otelconftelemetry"
)

func configs() map[string]any {
\treturn map[string]any{
${entries.join('\n')}
\t\t"service": &service.Config{},
\t\t"service/telemetry": otelconftelemetry.NewFactory().CreateDefaultConfig(),
\t}
}
`;
}
