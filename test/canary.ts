/**
 * The API key of every test that needs one. After a run, everything it wrote is searched for this text
 * (`searchForCanary`): wherever it turns up, the extension would have leaked a person's key.
 */
export const canaryKey = 'sk-canary-3f9a17c2e85b4d60b1a7';
