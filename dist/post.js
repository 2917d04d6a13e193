globalThis.reportNotifierStep = 'post';
await import('./index.js');
export {};
