import { ContactPointBuilder, NotificationPolicyBuilder } from '@grafana/grafana-foundation-sdk/alerting';

const OPERATORS = 'banyu-operators';

/** The provisioning file of who is told. BANYU_ALERT_EMAIL in Grafana's environment: one address, or more with `;`. */
export const CONTACT_POINT_FILE = {
  apiVersion: 1,
  contactPoints: [
    {
      orgId: 1,
      name: OPERATORS,
      receivers: [
        new ContactPointBuilder()
          .uid('banyu-operators-email')
          .type('email')
          .settings({ addresses: '$BANYU_ALERT_EMAIL', singleEmail: true })
          .disableResolveMessage(false)
          .build(),
      ],
    },
  ],
} as const;

const TREE = new NotificationPolicyBuilder()
  .receiver(OPERATORS)
  .groupBy(['grafana_folder', 'alertname', 'plant'])
  .groupWait('30s')
  .groupInterval('5m')
  .repeatInterval('12h')
  .routes([
    new NotificationPolicyBuilder()
      .receiver(OPERATORS)
      .objectMatchers([['severity', '=', 'critical']])
      .groupWait('10s')
      .repeatInterval('1h'),
  ]);

/** The provisioning file of the notification policies. Grafana knows one tree: this one takes the place of what is there. */
export const POLICY_FILE = { apiVersion: 1, policies: [{ orgId: 1, ...TREE.build() }] } as const;
