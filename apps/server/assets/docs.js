// Starts Scalar's reference over our own document, with all that would call its makers turned off.

/** @typedef {{ createApiReference(at: string, configuration: object): void }} Scalar */

const { Scalar } = /** @type {{ Scalar: Scalar }} */ (/** @type {unknown} */ (window));

Scalar.createApiReference('#reference', {
  url: '/openapi.json',
  authentication: { preferredSecurityScheme: 'bearer' },
  defaultOpenAllTags: true,
  orderSchemaPropertiesBy: 'preserve',
  withDefaultFonts: false,
  telemetry: false,
  agent: { disabled: true },
  mcp: { disabled: true },
  showDeveloperTools: 'never',
  hideClientButton: true,
});
