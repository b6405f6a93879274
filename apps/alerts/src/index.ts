export { alerts } from './alerts.module.js';
export { AlertsConfig } from './alerts.config.js';
