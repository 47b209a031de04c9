// The reference page needs one built file of this package; its 267 dependencies are in that already.
const bundled = '@scalar/api-reference';

module.exports = {
  hooks: {
    readPackage: (manifest) =>
      manifest.name === bundled ? { ...manifest, dependencies: {} } : manifest,
  },
};
