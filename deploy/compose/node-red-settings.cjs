// Node-RED's settings in the container. The editor can run anything: it asks for a log-in, and is published on this
// machine alone unless .env says otherwise.
const { readFileSync } = require('node:fs');
// biome-ignore lint/correctness/noUndeclaredDependencies: Node-RED brings it, and compares passwords by it.
const { hashSync } = require('bcryptjs');

const folder = process.env.SECRETS_FOLDER ?? '/run/secrets';
const secret = (name) => readFileSync(`${folder}/${name}`, 'utf8').trim();

module.exports = {
  flowFile: 'flows.json',
  uiHost: '0.0.0.0',
  uiPort: Number(process.env.PORT ?? 1880),
  credentialSecret: secret('node_red_credentials'),
  adminAuth: {
    type: 'credentials',
    users: [{ username: 'admin', password: hashSync(secret('node_red_admin'), 8), permissions: '*' }],
  },
  externalModules: { palette: { allowInstall: false }, modules: { allowInstall: false } },
  telemetry: { enabled: false, updateNotification: false },
  diagnostics: { enabled: false },
  logging: { console: { level: 'info', metrics: false, audit: false } },
};
