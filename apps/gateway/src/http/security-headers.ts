import helmet from 'helmet';
import type { RequestHandler } from 'express';

/** Nothing is fetched from elsewhere and nobody frames the console. */
export const securityHeaders = (): RequestHandler =>
  helmet({
    contentSecurityPolicy: {
      directives: {
        defaultSrc: ["'self'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'data:', 'blob:'],
        connectSrc: ["'self'"],
        frameAncestors: ["'none'"],
        upgradeInsecureRequests: null,
      },
    },
    // The console is served on loopback without TLS; a proxy in front of it sets this header itself.
    strictTransportSecurity: false,
  });
