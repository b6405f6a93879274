// docs/reference/site-file.md: the site file, from its schema, and the sites that are built in.
import { Site } from '@nightjar/contracts';
import { builtInSites, readSite } from '@nightjar/service-kit';
import { z } from 'zod';
import { fieldTable, table } from './fields.mjs';

export function siteFilePage() {
  const sites = builtInSites().sort().map(readSite);
  return [
    '# The site file',
    'JSON: where the observatory is, what stands there, what may be done with it. `NIGHTJAR_SITE` names a built-in site or the path of a file. [How to write one](../how-to/write-a-site-file.md).',
    '## Built in',
    table(
      ['`NIGHTJAR_SITE`', 'where', 'latitude (deg)', 'longitude, east (deg)', 'elevation (m)'],
      sites.map((site) => [
        `\`${site.name}\``,
        site.title,
        String(site.latitudeDeg),
        String(site.longitudeDeg),
        String(site.elevationM),
      ]),
    ),
    '## Fields',
    'A field with a default may be left out.',
    fieldTable(z.toJSONSchema(Site, { io: 'input', unrepresentable: 'any' })),
  ].join('\n\n');
}
