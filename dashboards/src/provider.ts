import type { Language } from './text.ts';

const FOLDERS: Readonly<Record<Language, string>> = { id: 'Banyu', en: 'Banyu (English)' };

/** The folder in Grafana that a language's dashboards lie in. */
export function folderOf(language: Language): { readonly uid: string; readonly title: string } {
  return { uid: `banyu-${language}`, title: FOLDERS[language] };
}

/** Where Grafana's images look for provisioning files. */
const PROVISIONING = '/etc/grafana/provisioning';

/** The provisioning file that has Grafana load the dashboards of these languages. */
export function providerFile(languages: readonly Language[]) {
  return {
    apiVersion: 1,
    providers: languages.map((language) => ({
      name: `banyu-${language}`,
      orgId: 1,
      folder: folderOf(language).title,
      folderUid: folderOf(language).uid,
      type: 'file',
      disableDeletion: false,
      // At 10 s and below Grafana waits for file events, which mounted folders may not deliver.
      updateIntervalSeconds: 30,
      allowUiUpdates: false,
      options: { path: `${PROVISIONING}/dashboards/${language}`, foldersFromFilesStructure: false },
    })),
  };
}
