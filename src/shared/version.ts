/** The action's version; a test holds it and package.json together. */
export const VERSION = '1.0.0';
