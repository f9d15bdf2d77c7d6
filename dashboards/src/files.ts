import { stringify } from 'yaml';
import { CONTACT_POINT_FILE, POLICY_FILE } from './alerting/notifications.ts';
import { ruleFile } from './alerting/rules.ts';
import { type Edition, editionOf, type HouseDashboard } from './dashboard.ts';
import { environmentDashboard } from './dashboards/environment.ts';
import { fleetDashboard } from './dashboards/fleet.ts';
import { healthDashboard } from './dashboards/health.ts';
import { parameterDashboard } from './dashboards/parameter.ts';
import { plantDashboard } from './dashboards/plant.ts';
import { DATA_SOURCE_FILE } from './data-sources.ts';
import { providerFile } from './provider.ts';
import { LANGUAGES } from './text.ts';

export const DEFAULT_CONSOLE_URL = 'http://127.0.0.1:8080';

const DASHBOARDS: readonly ((edition: Edition) => HouseDashboard)[] = [
  plantDashboard,
  parameterDashboard,
  fleetDashboard,
  healthDashboard,
  environmentDashboard,
];

/** All files of Grafana's provisioning folder, by their path in it. `consoleUrl` is where people find Banyu's own page. */
export function provisioningFiles(consoleUrl = DEFAULT_CONSOLE_URL): ReadonlyMap<string, string> {
  const files = new Map<string, string>();
  for (const language of LANGUAGES) {
    const edition = editionOf(language, consoleUrl);
    for (const build of DASHBOARDS) {
      const dashboard = build(edition);
      files.set(
        `dashboards/${language}/${dashboard.uid}.json`,
        `${JSON.stringify(dashboard, undefined, 2)}\n`,
      );
    }
  }
  files.set('dashboards/banyu.yaml', yaml(providerFile(LANGUAGES)));
  files.set('datasources/banyu.yaml', yaml(DATA_SOURCE_FILE));
  files.set('alerting/banyu-contact-points.yaml', yaml(CONTACT_POINT_FILE));
  files.set('alerting/banyu-policies.yaml', yaml(POLICY_FILE));
  files.set('alerting/banyu-rules.yaml', yaml(ruleFile()));
  return files;
}

function yaml(content: unknown): string {
  // As JSON first: the SDK's queries carry functions.
  const plain: unknown = JSON.parse(JSON.stringify(content));
  return `# Written by \`npm run dashboards\`: change dashboards/src instead.\n${stringify(plain, { lineWidth: 110 })}`;
}
