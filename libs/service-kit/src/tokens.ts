/** Injects the site: `@Inject(SITE) private readonly site: Site`. */
export const SITE = Symbol('site');
/** Injects the service's settings: `@Inject(CONFIG) private readonly config: AlertsConfig`. */
export const CONFIG = Symbol('config');
