interface Settings {
  passwordMinLength: number;
}

/** What the server wrote into the document; Vite's own server leaves it empty. */
export const settings: Settings = {
  passwordMinLength: 8,
  ...JSON.parse(
    document.querySelector<HTMLMetaElement>('meta[name=profile-settings]')?.content || '{}',
  ),
};
