interface Settings {
  passwordMinLength: number;
  /** Where a mailed link may lead on to. */
  redirectUrls: string[];
}

/** What the server wrote into the document; Vite's own server leaves it empty. */
export const settings: Settings = {
  passwordMinLength: 8,
  redirectUrls: [],
  ...JSON.parse(
    document.querySelector<HTMLMetaElement>('meta[name=profile-settings]')?.content || '{}',
  ),
};
