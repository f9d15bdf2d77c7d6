import type { Route } from './model.ts';

const OPERATORS = 'banyu-operators';

/** The provisioning file of who is told. BANYU_ALERT_EMAIL in Grafana's environment: one address, or more with `;`. */
export const CONTACT_POINT_FILE = {
  apiVersion: 1,
  contactPoints: [
    {
      orgId: 1,
      name: OPERATORS,
      receivers: [
        {
          uid: 'banyu-operators-email',
          type: 'email',
          settings: { addresses: '$BANYU_ALERT_EMAIL', singleEmail: true },
          disableResolveMessage: false,
        },
      ],
    },
  ],
} as const;

const TREE: Route & { readonly orgId: number } = {
  orgId: 1,
  receiver: OPERATORS,
  group_by: ['grafana_folder', 'alertname', 'plant'],
  group_wait: '30s',
  group_interval: '5m',
  repeat_interval: '12h',
  routes: [
    {
      receiver: OPERATORS,
      object_matchers: [['severity', '=', 'critical']],
      group_wait: '10s',
      repeat_interval: '1h',
    },
  ],
};

/** The provisioning file of the notification policies. Grafana knows one tree: this one takes the place of what is there. */
export const POLICY_FILE = { apiVersion: 1, policies: [TREE] } as const;
