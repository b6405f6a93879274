/** A packet for tests, part by part. */
export const packet = (
  inside: string,
  root = 'version="2.0" role="observation" ivorn="ivo://a.example/s#1"',
  version = '2.0',
): Uint8Array =>
  new TextEncoder().encode(
    `<?xml version="1.0"?>\n<v:VOEvent xmlns:v="http://www.ivoa.net/xml/VOEvent/v${version}" ${root}>\n${inside}\n</v:VOEvent>`,
  );

/** A WhereWhen around one Position2D. */
export const where = (position2d: string, system = 'UTC-ICRS-GEO'): string =>
  `<WhereWhen><ObsDataLocation><ObservationLocation><AstroCoords coord_system_id="${system}">` +
  `<Time><TimeInstant><ISOTime>2026-01-01T00:00:00</ISOTime></TimeInstant></Time>${position2d}` +
  `</AstroCoords></ObservationLocation></ObsDataLocation></WhereWhen>`;

/** A Position2D in one unit. */
export const at = (ra: string, dec: string, error: string, unit = 'deg'): string =>
  `<Position2D unit="${unit}"><Name1>RA</Name1><Name2>Dec</Name2><Value2><C1>${ra}</C1><C2>${dec}</C2></Value2>` +
  `<Error2Radius>${error}</Error2Radius></Position2D>`;

const ATTEMPTS = 3;

/**
 * Processor milliseconds that a call needs: of three the cheapest, as a neighbour on the same core, or a collection of
 * somebody else's garbage, makes any one of them dearer and none cheaper.
 */
export const cpuMs = (work: () => unknown): number =>
  Math.min(
    ...Array.from({ length: ATTEMPTS }, () => {
      const before = process.cpuUsage();
      work();
      const { user, system } = process.cpuUsage(before);
      return (user + system) / 1000;
    }),
  );
