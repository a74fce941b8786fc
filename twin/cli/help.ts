/** Text of `twinline --help` and `twinline COMMAND --help`. */

const common = `Options of every command:
  --config FILE   configuration (default ./twinline.yaml if present, else the demonstration line)
  --data DIR      folder for everything written at run time (default ./.twinline)
  --json          one JSON document on stdout
  --help          this text
Environment: TWINLINE_HTTP__PORT=0 sets http.port, and so on for every key.
`;

const commands: Readonly<Record<string, string>> = {
  serve: `twinline serve            runs the twin until SIGINT or SIGTERM; the first line on stdout is its URL
  example: twinline serve --config plant.yaml --data /var/lib/twinline
`,
  validate: `twinline validate [CASE]  scores the models on measured data; exit 1 when a bar is missed
  example: twinline validate wmg-calendering --json
`,
  config: `twinline config check     checks a configuration and says what is wrong in it
  example: twinline config check --config plant.yaml
`,
};

/** Help over all commands. */
export const generalHelp = `twinline COMMAND [options]: digital twin of a battery-electrode pilot line

${Object.values(commands).join('\n')}
${common}`;

/** Help on one command, or on all where it is not known. */
export function commandHelp(command: string | undefined): string {
  const own = command === undefined ? undefined : commands[command];
  return own === undefined ? generalHelp : `${own}\n${common}`;
}
