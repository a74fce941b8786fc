import type { StationPlace } from './identities.ts';

interface Stations {
  readonly stations: readonly { readonly id: string; readonly position: number }[];
}

interface Machine {
  readonly id: string;
  readonly path: Stations;
}

/** The stations of a line as identities need them: of its one web, or of its machines. */
export function stationPlaces({
  path,
  machines,
}: {
  readonly path: Stations;
  readonly machines?: { readonly coating: Machine; readonly calendering: Machine };
}): readonly StationPlace[] {
  if (machines === undefined) return path.stations;
  return [machines.coating, machines.calendering].flatMap(({ id: machine, path: own }) =>
    own.stations.map(({ id, position }) => ({ id, position, machine })),
  );
}
