import type { Command } from './options.ts';

/** Text of `twinline --help` and `twinline COMMAND --help`. */

const common = `Options of every command:
  --config FILE   configuration (default ./twinline.yaml if present, else the demonstration line)
  --data DIR      folder for everything written at run time (default ./.twinline)
  --json          one JSON document on stdout
  --help          this text
Environment: TWINLINE_HTTP__PORT=0 sets http.port, and so on for every key.
`;

const commands: Readonly<Record<Command, string>> = {
  serve: `twinline serve            runs the twin until SIGINT or SIGTERM; the first line on stdout is its URL
  --seed N        seed of the virtual line, a whole number; over virtualLine.seed
  example: twinline serve --config plant.yaml --data /var/lib/twinline
`,
  validate: `twinline validate [CASE]  scores the models on measured data; exit 1 when a bar is missed
  --seed N        seed of the resampling behind the standard errors (default 2026, that of docs/validation.md)
  --out FILE      writes the report to a file too
  example: twinline validate wmg-calendering --json --out report.json
`,
  'config check': `twinline config check     checks a configuration and the tag maps it names, and says what is wrong
  --seed N        seed of the virtual line, over virtualLine.seed
  --out FILE      writes the result to a file too
  example: twinline config check --config plant.yaml
`,
};

/** Help over all commands. */
export const generalHelp = `twinline COMMAND [options]: digital twin of a battery-electrode pilot line

${Object.values(commands).join('\n')}
${common}`;

/** Help on one command, or on all where none is named. */
export function commandHelp(command: Command | undefined): string {
  return command === undefined ? generalHelp : `${commands[command]}\n${common}`;
}
