import { columnsHelp } from './calibrate-columns.ts';
import type { Command } from './options.ts';

/** Text of `twinline --help` and `twinline COMMAND --help`. */

const common = `Options of every command:
  --config FILE   configuration (default ./twinline.yaml if present, else the demonstration line)
  --data DIR      folder for everything written at run time (default ./.twinline); 'calibrate', 'train', 'predict' and 'explain' take a file there
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
  calibrate: `twinline calibrate         fits the constants of a model to measured data, and says how well rows it did not see are predicted
  --model NAME    calendering, coating, drying or wetting; needed
  --data FILE.csv one row a measurement, columns <name>_<unit>, empty = missing; needed. A missing value costs what depends on it; a
                  row that can serve nothing is left out with a warning. Columns of each model: twinline calibrate --help
  --material NAME parameter set of the product, as a recipe names it (graphite-water and so on): drying, coating and calendering
                  take from it what the table does not tell of slurry, solvent and coating
  --free NAME,... fits these constants and no other; gapZero stands for that of every press state
  --start FILE    an earlier result: its values stay, but for those of --free (a machine that changed)
  --group COLUMN  any column of the table, one of your own too: rows with one value of it are left out together (default condition)
  --seed N        taken as by other commands; nothing here is left to chance
  --out FILE      writes the result as JSON
  example: twinline calibrate --model calendering --data press.csv --out press.json
  example: twinline calibrate --model calendering --data today.csv --start press.json --free gapZero --json
`,
  train: `twinline train             learns a column of a table from the others, or a surrogate of the full physics of cells
  --data FILE.csv one row a measurement, columns <name>_<unit>, empty = missing, which only a forest takes; needed. A column that never varies
                  is left out and named
  --target COLUMN what is to be predicted; needed
  --group COLUMN  batch or condition, any text: rows with one value of it are left out together; needed
  --candidates NAME,... compares these alone: constant, ridge, lasso, forest, gaussianProcess, mlRandomForest. The last, the forest of
                  ml.js, only comes where it is named: 20 to 500 rows without gaps, as it is slow and no better than forest
  --clean report  looks through the table, names gaps, constant and repeated columns and rows, outliers, and conditions that
                  stand in several groups, and trains nothing; with --json, recipe holds what could be left out
  --clean FILE    leaves out the columns and lines of such a recipe, which is kept in the manifest
  --start MODEL_DIR|CAL.json  model of the same target of another machine or material: it, alone and with what it leaves, is compared too;
                  errors from 3, 5 and 10 rows with it and from scratch are printed and kept
  --physics MODEL calendering, coating or drying: physics with each candidate as what it leaves is compared too. Columns as for
                  'calibrate'; constants are fitted to the rows of each training, beginning with those of --start CAL.json, as
                  'calibrate' wrote it
  --seed N        chance of folds and models, a whole number (default 1); the same seed gives the same model
  --out MODEL_DIR folder to make: manifest.json and model.bin; needed
  --surrogate p2d instead of a table: solves designs of a cell by the full physics and learns capacity at C/3, 1C, 2C and 3C,
                  energy at C/3 and resistance after 10 s, with a gate for designs that cannot carry the rates
  --parameters NAME  with --surrogate: parameter set that designs change: Chen2020 (default), OKane2022 or ORegan2022
  --designs N     with --surrogate: designs that it begins with, 32 to 1024 (default 256); it solves up to 4.5 times as many
  --threads N     with --surrogate: on how many threads (default: cores less one)
  Constant, ridge, LASSO, forest and Gaussian process are compared on groups left out, and the best serves. Needs 8 rows, 3 groups.
  Ctrl-C ends it with exit code 130 and leaves nothing.
  example: twinline train --data press.csv --target porosityAfter_frac --group condition --out models/porosity
  example: twinline train --surrogate p2d --seed 1 --out models/p2d
  example: twinline train --data press.csv --target porosityAfter_frac --group condition --physics calendering --out models/porosity
`,
  predict: `twinline predict           predicts each row of a table with a trained model: mean, 50 % and 90 % band, and whether it knows such rows
  --model MODEL_DIR what 'train --out' wrote; needed
  --data FILE.csv columns of the model, in any order; others count for nothing; needed
  --out FILE      writes the result to a file too
  domain is inside, edge or outside of what the model has seen; reasons say why. Where rows are too few for a band, its bounds are null.
  A surrogate takes designs (porosity_frac, loading_mg_per_cm2 and so on, as its manifest lists them) and tells all its outputs.
  example: twinline predict --model models/porosity --data tomorrow.csv --json
`,
  explain: `twinline explain           says what each column does to a trained model, and to single rows of a table
  --model MODEL_DIR what 'train --out' wrote; needed
  --data FILE.csv rows to explain: what each column adds to the mean of each; columns as for 'predict'
  --out FILE      writes the result to a file too
  Permutation importance, Sobol indices, regression and analysis of variance, local effects; columns that move together are
  named. What is said of the model is kept in its folder.
  example: twinline explain --model models/porosity --data tomorrow.csv
`,
  design: `twinline design            designs an experiment: the runs that tell most, one row each, as CSV
  --factor NAME=LOW:HIGH | NAME=LEVEL,LEVEL,...  what is varied, repeatable; needed. NAME as in the table that is to be learned from
  --kind latin    Latin hypercube, its points far from each other (default), or: sobol, scrambled Sobol points; full, all combinations
                  of levels (of a range, its ends); fraction, a part of them by --generator; dOptimal, those that tell a quadratic law
                  best; next, where the Gaussian process of --model knows least
  --runs N        needed but for full and fraction
  --generator D=A*B*C  of a fraction: factor D is the product of others, with =- the other half; what is confounded is told
  --model MODEL_DIR  of next: what 'train --out' wrote
  --seed N        chance of points and of the order of runs (default 1)
  --out FILE.csv  writes the result to a file too
  example: twinline design --kind dOptimal --runs 12 --factor rollTemperature_degC=20:90 --factor lineLoad_N_per_mm=50:200
`,
  features: `twinline features          makes a table of numbers of impedance spectra and charge curves, one row a cell, for 'train' and 'predict'
  --eis FILE|DIR  spectra, repeatable: CSV (frequency_Hz, zReal_ohm, zImag_ohm or minusZImag_ohm; more than one cell with a column
                  cell), Gamry .DTA, BioLogic .mpt, Scribner .z. Without a column cell the name of the file is that of the cell;
                  CELL@NAME.csv is one of several measurements of a cell, a row each
  --curves FILE|DIR  charges and discharges, repeatable: CSV (time_s, current_A with discharge above 0, voltage_V; cycle, capacity_Ah
                  and cell where there are), or with the column names of Arbin, the Battery Data Format or BioLogic's .mpt
  --labels F.csv  columns that are added by cell: what is to be learned
  --like F.csv    makes the columns of this earlier table, so that its model can be asked
  --out F.csv     writes the table to a file too; stdout has it as well, or with --json as JSON with warnings and what was left out
  Needed is --eis or --curves. A file that cannot be taken is named with line and column, and the others go on; exit code 3 where
  none is left. A number that not all rows have is no column, and named. Ctrl-C ends it with exit code 130 and leaves nothing.
  example: twinline features --eis spectra --curves formation --labels classes.csv --out cells.csv
  example: twinline train --data cells.csv --target faulty_1 --group cell --out models/faulty
`,
  'model list': `twinline model list         trained models of --data by name, their versions, which one serves (*), and which cannot be read
  --out FILE      writes the result to a file too
  example: twinline model list --data /var/lib/twinline
`,
  'model show': `twinline model show NAME    one of them, and who promoted or rolled back what, when and why
  --out FILE      writes the result to a file too
  example: twinline model show porosity --json
`,
  'model compare': `twinline model compare NAME VERSION|MODEL_DIR  whether a version, or what 'train --out' wrote, may take over from the one that serves
  --out FILE      writes the result to a file too
  Both are judged on the rows of the new one, each by what it says of groups that it has not seen. It may serve where its error is
  not worse and its 90 % band holds 88 to 92 %, wider by what chance does to so few rows; else exit code 1.
  example: twinline model compare porosity models/porosity-may
`,
  'model promote': `twinline model promote NAME VERSION|MODEL_DIR  lets it serve where 'model compare' says that it may; a folder is copied into DIR/models/NAME
  --by NAME       who does it (default: the user of the system)
  --reason TEXT   why; kept with it
  --force         lets it serve all the same; needs --reason
  --out FILE      writes the result to a file too
  example: twinline model promote porosity models/porosity-may --by 'A. Miller'
`,
  'model rollback': `twinline model rollback NAME  lets the version serve that served before the present one
  --by NAME       who does it (default: the user of the system)
  --reason TEXT   why; kept with it
  --out FILE      writes the result to a file too
  example: twinline model rollback porosity --reason 'wrong scale in the lab'
`,
  'config check': `twinline config check     checks a configuration with the tag maps and calibrations it names, and says what is wrong
  --seed N        seed of the virtual line, over virtualLine.seed
  --out FILE      writes the result to a file too
  example: twinline config check --config plant.yaml
`,
  'config map': `twinline config map CONNECTOR  browses the server of a connector and prints a tag map (CSV) of what it names with units
  --out FILE      writes the map to a file too
  What cannot be named without guessing is told on stderr, a line each. Certificates are those of 'serve' with the same --data.
  example: twinline config map machines --config plant.yaml --out tags.csv
`,
  'config tags': `twinline config tags [FILE]  prints the tag maps of the configuration, or checks FILE as such and says what it would change
  --out FILE      writes the map to a file too
  FILE is CSV (parted by commas, semicolons or tabs) or JSON; the result is CSV, with --json JSON, and can be named as map.
  Every bad field is told with its line; what is new, changed or gone is told on stderr.
  example: twinline config tags edited.csv --config plant.yaml --out tags.csv
`,
  'config peek': `twinline config peek CONNECTOR UNIT TABLE REGISTER  reads an address of a Modbus device and shows its words, and as which numbers they read
  --out FILE      writes the result to a file too
  TABLE is coil, discrete, input or holding; REGISTER counts from the connector's firstRegister.
  example: twinline config peek press 1 holding 40 --config plant.yaml
`,
  'certificate list': `twinline certificate list CONNECTOR  certificates that the servers of an OPC UA connector have shown, with what was decided
  --out FILE      writes the result to a file too
  'pending' waits for a decision. Certificates are those of 'serve' with the same --data.
  example: twinline certificate list machines --data /var/lib/twinline
`,
  'certificate trust': `twinline certificate trust CONNECTOR FINGERPRINT  trusts a certificate that was shown; a running twin takes it with its next attempt
  --out FILE      writes the result to a file too
  Compare the fingerprint (SHA-256, with or without colons) with the server's own first.
  example: twinline certificate trust machines 9F:3B:...
`,
  'certificate reject': `twinline certificate reject CONNECTOR FINGERPRINT  refuses a certificate that was shown, or was trusted before
  --out FILE      writes the result to a file too
  A connection that is open stays open until it is made anew.
  example: twinline certificate reject machines 9F:3B:...
`,
  process: `twinline process           the web behind each step of the recipe's route by the physics, with uncertainty and its causes
  --set KEY=VALUE      another setting, repeatable; KEY is that of recipes.settings, as calender.lineLoad_N_per_mm
  --change KEY=DELTA   a setting raised by DELTA (below zero: lowered), repeatable
  --sd KEY=DEVIATION   standard deviation with which the machine holds a setting (else exactly), repeatable
  --seed N             of the draws that the 90 % intervals come from (default 1)
  --out FILE           writes the result to a file too
  example: twinline process --change dryerZone3.airTemperature_degC=10 --change calender.lineLoad_N_per_mm=40
`,
  p2d: `twinline p2d               solves the full physics (P2D) of one cell, or of many, under a protocol
  --parameters NAME|FILE     parameter set by its paper (Chen2020), or a BPX file (*.json); needed
  --protocol TEXT|FILE       steps joined by ';', each of them
                               discharge X | charge X   X: 1C, C/20, 5A, 500mA, 15W, 0.5ohm
                               hold 4.2V | rest | drive FILE.csv (columns time_s, current_A; discharge positive)
                             then 'for 30min' (s, min, h, d) and/or 'until 2.5V or 50mA' (V, A, C, Ah, degC);
                             repeat 3 { ... } repeats; a drive cycle ends with its file; needed but with --export
  --set KEY=VALUE            replaces a number of the set, repeatable; KEY is negative. or positive. with thickness_um,
                             porosity_frac, activeFraction_frac, bruggeman_1, tortuosityFactor_1, conductivity_S_per_m,
                             particleRadius_um, activeSurfaceFactor_1, particleDiffusivity_m2_per_s or
                             initialStoichiometry_1; separator. with thickness_um, porosity_frac, bruggeman_1 or
                             tortuosityFactor_1; cell. with contactResistance_mohm, area_m2 or temperature_degC;
                             or the BPX v1 name of any other number, such as 'Nominal cell capacity [A.h]=4.8', with its
                             section where several have it: 'Separator > Thickness [m]=1.2e-5'
  --model dfn|spme|spm       full model, single particle with electrolyte, single particle (default dfn)
  --preset fast|accurate     how finely it is solved (default accurate)
  --temperature_degC N       ambient and initial (default: of the set)
  --soc_frac N               state of charge at the start, 0 to 1 (default: the initial state of the set)
  --thermal isothermal|lumped  one temperature that stays, or that heats and cools (default isothermal)
  --heatTransfer_W_per_m2K N with lumped (default: of the set)
  --interphase none|reaction|interstitial|solvent  with model dfn: a film grows on the negative electrode, limited
                             by its reaction or by diffusion through it (default none)
  --plating none|irreversible|reversible|partiallyReversible  with model dfn: lithium plates on the negative electrode
                             and is lost, dissolves again, or does until it loses contact (default none)
  --grid_s N                 interval of the series; the end of each step is added (default 10)
  --fields                   with --json: profiles over the thickness too
  --sensitivity KEY          how voltage, capacity, energy and duration change with a key of --set, per unit of it;
                             repeatable
  --plot FILE.svg|FILE.png   draws voltage, current and, where it changes, temperature over time, at the times of --grid_s
  --export FILE.json         writes the set, as it is after --set, as BPX v1; with or without a protocol
  --without NAME             with --export: leaves out what BPX cannot hold, repeatable: interphase, plating,
                             temperatureDependence
  --batch FILE.csv|json      one cell a row, with keys of --set as columns: one row of summary each, in that order
  --threads N                with --batch: on how many threads (default: cores less one)
  --seed N                   taken as by other commands; nothing here is left to chance
  --out FILE                 writes the result to a file too
  A cell that cannot go on is a result (status failed, with its cause); exit code 3 is for input that cannot be taken.
  Ctrl-C ends it within a second with exit code 130; a file then holds all of a result or what it held before.
  example: twinline p2d --parameters Chen2020 --set cell.area_m2=0.1 --export cell.bpx.json --without interphase
  example: twinline p2d --parameters Chen2020 --protocol 'discharge 1C until 2.5V; rest for 1h' --plot cell.png
`,
  simulate: `twinline simulate          runs a virtual line without a clock and writes what its machines said and what was true
  --out DIR                  folder to make: manifest.json and samples, truth and events as Parquet; needed
  --line NAME                virtual line (default demo)
  --hours N                  how long, above 0, up to 744 (default 8)
  --seed N                   chance of the run, a whole number (default 7)
  --faults FILE              schedule of faults, YAML or JSON; without it the line plays none
                               formatVersion: 1
                               faults:
                                 - { kind: dieLaneClog, unit: coater, lane: 3, at_s: 3600, ramp_s: 600, magnitude: 0.3 }
                             duration_s ends a fault, variable limits one of a sensor to one of those of its unit
  --truth mismatched|matched  laws of the truth: of another form than the twin's models (default), or of the same
  --start TIME               time 0 of the line, ISO 8601 in UTC (default 2026-01-01T00:00:00Z)
  --interval_s N             how often readings are taken, a multiple of 0.1 (default 1)
  --threads N                that DuckDB may use (default 1); the files do not depend on it
  --list-lines               lists the lines
  --list-faults              lists the kinds of fault, where they apply in the line, unit and range of the magnitude
  Tags begin with plant.site, plant.area and plant.line.id of the configuration. The same options give the same bytes.
  Ctrl-C ends it with exit code 130 and leaves nothing.
  example: twinline simulate --line demo --hours 8 --seed 7 --faults faults.yaml --out run1
`,
  score: `twinline score             runs a virtual line with a schedule of faults and without, and scores what was true of its web
  --schedule FILE            schedule of faults, as --faults of 'simulate'; needed
  --line NAME, --hours N, --seed N, --truth KIND  as those of 'simulate'
  --out FILE                 writes the result to a file too
  Limits are those of the recipe of the configuration: give --config with the recipe of a line that makes another product.
  Out of spec is the length of web of which any lane of any side leaves any limit; scrap is not counted in it.
  Cpk is min(USL - mean, mean - LSL) / (3 s) over all good web, with s of all of it. Nobody acts on the faults: what a twin
  that advises would have saved ('advised') is null, as it cannot play along yet.
  example: twinline score --schedule faults.yaml --seed 7 --hours 8 --json
`,
  replay: `twinline replay SOURCE     plays what was recorded through the twin's chain, without a server, into the history of --data
  SOURCE                     CSV or Parquet of samples, a folder of Parquet days, the data folder of another twin, a folder of
                             'simulate', or the word history: that of --data itself
  --speed N|max              times the speed at which it was recorded (default max)
  --from TIME, --to TIME     range of source time [from, to), ISO 8601 with its zone
  --shift now                moves all times: the end (up to speed 1 the beginning) is the present; 'history' needs it, with --from and --to
  --map FILE                 tag map whose addresses are the names in the source: columns of a wide CSV, or tags
  --virtual                  marks all of it as simulated; Parquet of 'simulate' says so itself
  --out FILE.csv             writes the segments as they stand at the end, one row a segment and lane
  A CSV is long (tag, sourceTimestamp, value and, where there are, text, status, unit, flags, sequence, serverTimestamp,
  receivedTimestamp) or wide (time and a column a tag, empty = none). What has a sequence is played by it. What cannot be taken is
  told with its line and lies in DIR/quarantine/replay; the rest is played. What the history holds already is not stored again,
  so that a replay that was cut off goes on where it was. Ctrl-C ends it with exit code 130.
  example: twinline replay run1/samples.parquet --data ./played --speed 100 --out segments.csv
`,
  export: `twinline export            writes samples of the history to a file, the same from every kind of historian
  --tags A,B | all           which tags; needed
  --from TIME, --to TIME     range of source time [from, to), ISO 8601 with its zone; needed
  --format csv|parquet       default csv. Columns: tag, unit, sourceTimestamp, serverTimestamp, receivedTimestamp, value,
                             text, status, flags, sequence; the value stands in the unit, a truth is the text true or false
  --out FILE                 file to write; needed
  A DuckDB history that a running twin holds is read through it, at the socket history/door.sock: the same file.
  Ctrl-C ends it with exit code 130 and leaves nothing.
  example: twinline export --tags all --from 2026-01-01T00:00:00Z --to 2026-01-02T00:00:00Z --out day.csv
`,
};

/** Help over all commands. */
export const generalHelp = `twinline COMMAND [options]: digital twin of a battery-electrode pilot line

${Object.values(commands).join('\n')}
${common}`;

/** Help on one command, or on all where none is named. */
export function commandHelp(command: Command | undefined): string {
  if (command === undefined) return generalHelp;
  const details = command === 'calibrate' ? `${columnsHelp()}\n` : '';
  return `${commands[command]}\n${details}${common}`;
}
