export { openCatalogueFile, type CatalogueFile } from './catalogue-file.js';
export { DiskCache, type Kept } from './disk-cache.js';
export { HTTP_LIMITS, HttpClient, type HttpLimits } from './http-client.js';
export { openSky, type OpenSky } from './open-sky.js';
export { SkyFault, type SkyFaultCode } from './sky-fault.js';
export { SKY_SERVICES, SkyConfig, skySettings, type SkyServices, type SkySettings } from './sky-settings.js';
export { StarStore, type LoadedCatalogue } from './star-store.js';
export type { StarRow } from './copy-text.js';
